import { sm3Hex } from '@zhijie/crypto';
import { type Actor, ok, type Refusal, type Refused, type Result, refuse } from '@zhijie/kernel';
import { answerHospital, counterPlace, type Institution, type Province } from '@zhijie/province';
import { encodeRequest, type InputOf, type OutputOf, readAnswer, type TransactionNumber } from '@zhijie/wire';
import type { Desk } from '../desk.ts';

/** One window of an institution: it calls the national interface as its hospital system would. */
export type Window = {
  readonly actor: Actor;
  readonly place: Institution;
  readonly deps: Province['care']['deps'];
};

export type CallOf<N extends TransactionNumber> = {
  readonly number: N;
  readonly input: InputOf<N>;
  /** The same key with the same content has its effect once (the message id follows from it). */
  readonly key: string;
  readonly insuredArea?: string | null | undefined;
};

/**
 * A refusal of the interface in the words that a cashier reads; `detail.error` names it where it is known.
 */
export type LineRefusal = Refusal<'line-refused' | 'outcome-unknown' | 'line-broken'>;

const OPERATOR = 'operator:';

/** The window of whoever asks. Refuses `not-permitted`. */
export async function windowOf({ actor, province }: Desk): Promise<Result<Window, Refusal>> {
  const role = actor.roles.find((each) => each.startsWith(OPERATOR));
  if (province === null || role === undefined) return refuse('not-permitted');
  const { deps } = province.care;
  const place = await counterPlace(deps, actor, role.slice(OPERATOR.length));
  return place.ok ? ok({ actor, place: place.value, deps }) : place;
}

const MESSAGE_ID_CHARACTERS = 30;
/** What the interface allows for an operator. */
const OPERATOR_CHARACTERS = 30;

/** The operator as the interface knows it; tokens are bound to it (Q-10). */
export const operatorOf = ({ actor }: Pick<Window, 'actor'>): string => actor.id.slice(-OPERATOR_CHARACTERS);

const messageIdOf = (
  { place }: Window,
  { number, key }: { readonly number: string; readonly key: string },
): string => `C${sm3Hex(`${place.providerId}\n${number}\n${key}`)}`.slice(0, MESSAGE_ID_CHARACTERS);

/** One call of the interface. Refuses `line-refused` with the platform's own words, `outcome-unknown`. */
export async function calls<N extends TransactionNumber>(
  window: Window,
  { number, input, key, insuredArea = null }: CallOf<N>,
): Promise<Result<OutputOf<N>, LineRefusal>> {
  const { actor, place, deps } = window;
  const header = {
    messageId: messageIdOf(window, { number, key }),
    careRegion: place.area,
    insuredRegion: insuredArea,
    operatorId: operatorOf(window),
    operatorName: actor.name ?? '收费员',
    sentAt: deps.now(),
    providerId: place.providerId,
    providerName: place.name,
  };
  const gateway = { careOf: () => deps, now: deps.now, log: deps.log };
  const body = encodeRequest(number, header, input);
  const answer = readAnswer(number, await answerHospital(gateway, { body, path: '/fsi', headers: {} }));
  if (answer.ok) return ok(answer.value.output);
  const { refusal } = answer;
  if (refusal.kind !== 'refused') return refuse('line-broken', { detail: { text: refusal.message } });
  const { error, message } = refusal;
  return refused(error === 'outcome-unknown' ? 'outcome-unknown' : 'line-refused', error, message);
}

const refused = (
  code: 'line-refused' | 'outcome-unknown',
  error: string | null,
  text: string,
): Refused<LineRefusal> => refuse(code, { detail: { error: error ?? 'unnamed', text } });
