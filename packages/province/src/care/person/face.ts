/** A face at a window or terminal: compared at the insured place; nothing of it is kept here. */
import { keyedDigest } from '@zhijie/crypto';
import { type AnswerOf, addressOf, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Actor, dateOf, monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import type { Institution } from '../institution/store.ts';
import { careRefusal } from '../refusals.ts';
import { reach } from './identify.ts';
import { logAccess, rememberPerson } from './store.ts';

type Place = Pick<Institution, 'providerId' | 'area'>;
export type FaceAsked = RequestOf<'face.challenge@1'>;
export type FaceShown = RequestOf<'face.match@1'>;
export type FaceToken = AnswerOf<'face.match@1'>;

/**
 * Has the insured place ask for a look: this province first, then where the nation's directory has the
 * certificate. Refuses `person-ambiguous`, `insured-place-unreachable` and what the insured side does.
 */
export async function askForFace(
  deps: CareDeps,
  place: Place,
  asked: FaceAsked,
): Promise<Result<AnswerOf<'face.challenge@1'>, Refusal>> {
  const at = (insuredArea: string) =>
    reach(() => deps.ask('face.challenge@1', routeTo(deps, place, insuredArea), asked, deadlineOf(deps)));
  const here = await at(place.area);
  if (here.ok || here.refusal.code !== 'person-unknown') return here;
  const digest = keyedDigest(deps.directoryKey, asked.certificateNumber);
  const route = routeOf({ careArea: place.area });
  const listed = await reach(() => deps.ask('directory.find@1', route, { digest }));
  if (!listed.ok) return listed;
  const elsewhere = listed.value.matches
    .map(({ insuredArea }) => insuredArea)
    .filter((area) => addressOf(area) !== deps.node);
  const [first] = elsewhere;
  if (first === undefined) return here;
  if (new Set(elsewhere.map(addressOf)).size > 1) {
    return careRefusal('person-ambiguous', 'certificateNumber', { areas: elsewhere.join('、') });
  }
  return at(first);
}

/**
 * Sends what the terminal made of the look, and keeps who was identified and by whom. The answer is a token
 * of the kind that a decoded insurance code gives, for this institution, operator and business.
 * Refuses `insured-place-unreachable` and what the insured side does.
 */
export async function matchFaceAt(
  deps: CareDeps,
  { place, actor }: { readonly place: Place; readonly actor: Actor },
  shown: FaceShown,
): Promise<Result<FaceToken, Refusal>> {
  // An id names its area: a letter, then six digits.
  const insuredArea = shown.challengeId.slice(1, 7);
  const route = routeTo(deps, place, insuredArea);
  const matched = await reach(() => deps.ask('face.match@1', route, shown, deadlineOf(deps)));
  if (!matched.ok) return matched;
  const { person, coverages } = matched.value.identified;
  const area = (coverages.find(({ status }) => status === 'in-force') ?? coverages[0])?.insuredArea;
  const { personId } = person;
  const at = deps.now();
  await deps.db.transaction(async (tx) => {
    if (area !== undefined) await rememberPerson(tx, personId, area);
    const by = { actorId: actor.id, providerId: place.providerId, messageId: shown.challengeId };
    await logAccess(tx, { ...by, at, personId, purpose: 'identify' });
  });
  return ok(matched.value);
}

const routeTo = (deps: CareDeps, { area, providerId }: Place, insuredArea: string) =>
  routeOf({ careArea: area, insuredArea, providerId, month: monthOf(dateOf(deps.now())) });

const deadlineOf = ({ limits }: CareDeps) => ({ deadlineMs: limits.settleDeadlineMs });
