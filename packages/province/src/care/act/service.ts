/** The act of a bill as counter staff open, read and steer it (procedures K-07, Q-03, Q-06, Q-09). */
import { encryptField, keyedDigest, sm3Hex } from '@zhijie/crypto';
import type { AnswerOf } from '@zhijie/exchange';
import { type Actor, canonicalJson, fen, type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import {
  type ActEvent,
  fundsOf,
  type LegKind,
  leftOf,
  type NewLeg,
  nextActions,
  wordOf,
} from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import { sumLines } from '../fee-line/split.ts';
import { mayHandle } from '../institution/may-handle.ts';
import { isOfOrder } from '../settlement/decide.ts';
import type { SettlementRequest } from '../settlement/settle.ts';
import { type BillMaterial, readForBill, type Settlement } from '../settlement/store.ts';
import { CHANNELS } from './channel-leg.ts';
import { alone, BY_ITSELF, changeOf, driveFrom, isMoved, openingOf, record } from './drive.ts';
import { messageOf, settledTold } from './funds-leg.ts';
import type { Asking } from './leg.ts';
import { heard, isPayerKind, routeOfAct } from './payer-leg.ts';
import { actRefusal } from './refusals.ts';
import type { ActHead, ActKey, Standing } from './store.ts';
import * as store from './store.ts';
import { type ActView, viewOfAct } from './view.ts';

/** Who pays a part: a kind, and which of it (a product, a quota, a line; `cash` or `wallet`). */
export type Method = {
  readonly kind: Exclude<LegKind, 'funds' | 'receipt'>;
  readonly payer: string;
  readonly name?: string;
};

type Answer<T = ActView> = Promise<Result<T, Refusal>>;
type Asked = { readonly providerId: string; readonly requestKey: string };

const NAMES: Readonly<Record<string, string>> = {
  insurer: '商业保险',
  family: '亲情账户',
  credit: '信用就医',
  cash: '现金',
  wallet: '手机支付',
};

/** The id of an act: the institution, and digits that nobody can guess who knows the request. */
export function actIdOf(
  { lookupKey }: Pick<CareDeps, 'lookupKey'>,
  { providerId, requestKey }: Asked,
): string {
  const secret = keyedDigest(lookupKey, `act\n${providerId}\n${requestKey}`);
  return `${providerId}${secret.slice(0, 16).toUpperCase()}`;
}

const isMethod = ({ kind, payer }: Method): boolean =>
  kind === 'channel' ? CHANNELS.some((one) => one === payer) : isPayerKind(kind) && payer !== '';

const legsOf = (actId: string, from: number, methods: readonly Method[], authorisation?: string): NewLeg[] =>
  methods.map(({ kind, payer, name }, index) => ({
    legId: `${actId}.${from + index + 1}`,
    kind,
    payer,
    name: name ?? NAMES[kind === 'channel' ? payer : kind]!,
    ...(authorisation !== undefined && payer === 'wallet' ? { authorisation } : {}),
  }));

async function permitted(deps: CareDeps, actor: Actor, providerId: string) {
  return (await mayHandle(deps.db, actor, providerId)) ? null : actRefusal('not-permitted', 'providerId');
}

export type OpenRequest = Asked & {
  /** A settled bill; or the visit that the act settles itself. */
  readonly settlementId?: string;
  readonly visitId?: string;
  readonly usesPersonalAccount?: boolean;
  readonly certificateType?: string;
  readonly methods: readonly Method[];
  /** False: a credit line that does not reach the whole is not used. */
  readonly splits?: boolean;
  /** Lets the wallet charge at once (one code). */
  readonly authorisation?: string;
};

type About = Pick<ActHead, 'visitId' | 'personId' | 'careArea' | 'insuredArea' | 'request'> & {
  readonly settlement: Settlement | null;
  readonly bill: store.ShownBill | null;
  readonly payers?: unknown;
};

function ofSettlement({ settlement, bill, payers }: store.BillOfAct): Result<About, Refusal> {
  if (settlement.state !== 'settled') return actRefusal('act-settlement-undone', 'settlementId');
  if (isOfOrder(settlement)) return actRefusal('act-settlement-of-order', 'settlementId');
  const { visitId, personId, careArea, insuredArea } = settlement;
  return ok({ visitId, personId, careArea, insuredArea, request: null, settlement, bill, payers });
}

async function ofVisit(deps: CareDeps, asked: OpenRequest): Answer<About> {
  const { providerId, visitId = '' } = asked;
  const material = await readForBill(deps.db, { providerId, visitId, batch: null });
  if (material === null) return actRefusal('visit-unknown', 'visitId');
  const { personId, careArea, insuredArea } = material.visit;
  const request = requestOf(material, asked);
  return ok({ visitId, personId, careArea, insuredArea, request, settlement: null, bill: null });
}

/** The act under the request's key if it is there; otherwise what it would be about. */
async function knownOrAbout(
  deps: CareDeps,
  asked: OpenRequest,
  key: ActKey,
): Promise<{ readonly known: Standing } | Result<About, Refusal>> {
  const { settlementId } = asked;
  const [first] = legsOf(key.actId, 0, asked.methods);
  const of = { ...key, first };
  const found = settlementId === undefined ? null : await store.findBill(deps, { ...of, settlementId });
  if (found?.isOpened === false) return ofSettlement(found);
  const known = await store.findAct(deps.db, key);
  if (known !== null) return { known };
  return settlementId === undefined ? ofVisit(deps, asked) : actRefusal('settlement-unknown', 'settlementId');
}

/** The settlement of everything that is open on a visit, as the node asks for it itself. */
export function requestOf(
  { visit, lines }: BillMaterial,
  own: Pick<OpenRequest, 'usesPersonalAccount' | 'certificateType'>,
) {
  const { visitId, personId, insuranceType, kind } = visit;
  const { total } = sumLines(lines);
  return {
    kind,
    visitId,
    personId,
    insuranceType,
    careType: null,
    batch: null,
    declared: { total, excluded: null, overLimit: null, selfPaidFirst: null, eligible: null },
    usesPersonalAccount: own.usesPersonalAccount ?? true,
    isInterim: false,
    certificateType: own.certificateType ?? visit.certificateType,
    invoiceNumber: null,
  } satisfies SettlementRequest;
}

/** The first steps: who pays, and what the settlement said when it was there before. */
function firstSteps(actId: string, asked: OpenRequest, { settlement }: About, at: Instant): ActEvent[] {
  const chosen = legsOf(actId, 0, asked.methods, asked.authorisation);
  const events: ActEvent[] = [{ is: 'chosen', legs: chosen }];
  const legId = `${actId}.funds`;
  if (settlement === null) return events;
  const { settlementId: _, ...said } = settledTold(settlement);
  const sent = { is: 'sent', legId, verb: 'hold', asked: fen(0), until: null, at } as const;
  return [...events, sent, { is: 'said', legId, ...said }];
}

/**
 * Opens the act of a settled bill, or of a visit that it settles itself, and brings it as far as it goes. The
 * same request key is the same act. Refusals in order: `not-permitted`, `method-unknown`, `request-differs`,
 * those of the bill, `act-exists`.
 */
export async function openBillAct(deps: CareDeps, actor: Actor, asked: OpenRequest): Answer {
  const { providerId, methods, splits = true } = asked;
  const denied = await permitted(deps, actor, providerId);
  if (denied !== null) return denied;
  if (!methods.every(isMethod)) return actRefusal('method-unknown', 'methods');
  const actId = actIdOf(deps, asked);
  const { authorisation: _, ...content } = asked;
  const digest = sm3Hex(canonicalJson({ ...content, methods: [...methods] }));
  const found = await knownOrAbout(deps, asked, { providerId, actId });
  if ('known' in found) return resumed(deps, found.known, digest);
  if (!found.ok) return found;
  const { settlement, bill, payers, ...about } = found.value;
  const at = deps.now();
  const opened = { openedBy: actor.id, openedAt: at, settleMessage: messageOf(actId, 'settle') };
  const head: ActHead = { providerId, actId, digest, splits, ...about, ...opened };
  const events = firstSteps(actId, asked, found.value, at);
  const settlementId = settlement?.settlementId ?? null;
  const made = await inserted(deps, { head, bill, settlementId, atHand: { payers } }, events);
  if (made === 'taken') return actRefusal('act-exists', 'settlementId');
  if (made === 'known') return resumed(deps, (await store.findAct(deps.db, head))!, digest);
  return ok(viewOfAct(deps, await driveFrom(deps, made.standing, made.asking)));
}

/** Keeps a new act with what comes before the first question to somebody outside, and with that. */
async function inserted(
  deps: CareDeps,
  begun: Omit<store.Standing, 'version' | 'act'>,
  events: readonly ActEvent[],
): Promise<{ readonly standing: Standing; readonly asking: Asking | undefined } | 'known' | 'taken'> {
  const { head, bill, settlementId } = begun;
  const { asking, calls, events: all } = await openingOf(deps, begun, events);
  const of = { events: all, by: BY_ITSELF, settlementId, calls };
  const { steps, ...change } = changeOf(deps, store.foldOf(head, []), of);
  // What was chosen, and what it rests on, is the person's who opens it.
  const byWhom = steps.map((step) => (events.includes(step.event) ? { ...step, by: head.openedBy } : step));
  try {
    const made = await store.insertAct(deps, { head, bill, change: { ...change, steps: byWhom } });
    return typeof made === 'string' ? made : { standing: made, asking };
  } catch (error) {
    if (calls.length > 0 && isMoved(error)) return inserted(alone(deps), begun, events);
    throw error;
  }
}

async function resumed(deps: CareDeps, known: Standing, digest: string): Answer {
  if (known.head.digest !== digest) return actRefusal('request-differs', 'requestKey');
  return ok(viewOfAct(deps, await driveFrom(deps, known)));
}

/** The act for the actor. Refusals: `not-permitted`, `act-unknown`. */
async function standingFor(
  deps: CareDeps,
  actor: Actor,
  key: ActKey,
  find = (own: ActKey) => store.findAct(deps.db, own),
): Answer<Standing> {
  const denied = await permitted(deps, actor, key.providerId);
  if (denied !== null) return denied;
  const standing = await find(key);
  return standing === null ? actRefusal('act-unknown', 'actId') : ok(standing);
}

export async function readAct(deps: CareDeps, actor: Actor, key: ActKey): Answer {
  const found = await standingFor(deps, actor, key);
  return found.ok ? ok(viewOfAct(deps, found.value)) : found;
}

/** Brings an act as far as it goes now; the node does it by itself, too. */
export async function resumeAct(deps: CareDeps, actor: Actor, key: ActKey): Answer {
  const found = await standingFor(deps, actor, key, (own) => store.findActToDrive(deps, own));
  return found.ok ? ok(viewOfAct(deps, await driveFrom(deps, found.value))) : found;
}

export type Offer = AnswerOf<'leg.quote@1'>['offers'][number];

/** Who could pay what is left: at the insured side by question, and the channels of the window. */
export async function offersOf(
  deps: CareDeps,
  actor: Actor,
  key: ActKey,
): Answer<{
  readonly left: number;
  readonly offers: readonly Offer[];
  readonly channels: readonly Method[];
}> {
  const found = await standingFor(deps, actor, key);
  if (!found.ok) return found;
  const { act, head, settlementId } = found.value;
  const left = leftOf(act) ?? 0;
  const channels: Method[] = CHANNELS.filter((one) => one === 'cash' || deps.channel !== undefined).map(
    (payer) => ({ kind: 'channel', payer, name: NAMES[payer]! }),
  );
  if (settlementId === null || left === 0) return ok({ left, offers: [], channels });
  const { personId } = head;
  const route = routeOfAct(deps, head);
  const answer = await heard(() => deps.ask('leg.quote@1', route, { settlementId, personId, left }));
  if (answer === null) return actRefusal('payer-unreachable', 'actId');
  return answer.ok ? ok({ left, offers: answer.value.offers, channels }) : answer;
}

type Steer = (standing: Standing) => Result<readonly ActEvent[], Refusal>;

/** What a person decides about an act, kept and followed. Somebody who was faster is looked at first. */
async function steer(deps: CareDeps, actor: Actor, key: ActKey, decide: Steer): Answer {
  for (;;) {
    const found = await standingFor(deps, actor, key);
    if (!found.ok) return found;
    const events = decide(found.value);
    if (!events.ok) return events;
    const steered = await record(deps, found.value, { events: events.value, by: actor.id });
    if (steered !== null) return ok(viewOfAct(deps, await driveFrom(deps, steered)));
  }
}

/**
 * Who pays what is left. What waits at a channel is closed; cash is there when the cashier chooses it. The
 * same again, after what came of it is known, is another choice. Refusals: `not-permitted`, `act-unknown`,
 * `method-unknown`, `method-needed`, `act-undone`, `act-not-choosing`, `act-nothing-left`.
 */
export function chooseMethods(
  deps: CareDeps,
  actor: Actor,
  { methods, seen, ...key }: ActKey & { readonly methods: readonly Method[]; readonly seen: number },
): Answer {
  if (methods.length === 0) return Promise.resolve(actRefusal('method-needed', 'methods'));
  if (!methods.every(isMethod)) return Promise.resolve(actRefusal('method-unknown', 'methods'));
  return steer(deps, actor, key, ({ act, head, version }) => {
    const word = wordOf(act);
    if (act.undoing !== null) return actRefusal('act-undone', 'actId', { word });
    if (word === 'paid' || leftOf(act) === 0) return actRefusal('act-nothing-left', 'actId');
    // A choice is made of what was seen: pressed twice it is made once.
    if (fundsOf(act).state !== 'confirmed' || seen !== version)
      return actRefusal('act-not-choosing', 'steps');
    return ok([{ is: 'chosen', legs: legsOf(head.actId, act.legs.length, methods) }]);
  });
}

/**
 * Takes everything back: insurers, funds, the patient's money, the receipt (journey 17). Again: nothing more.
 * Refusals: `not-permitted`, `act-unknown`.
 */
export const undoAct = (
  deps: CareDeps,
  actor: Actor,
  { reason, ...key }: ActKey & { readonly reason: 'staff' | 'patient' },
): Answer => steer(deps, actor, key, () => ok([{ is: 'undo', reason }]));

/** The cashier says that cash was handed back. Refusals: …, `act-cash-not-due`. */
export const handBackCash = (
  deps: CareDeps,
  actor: Actor,
  { legId, ...key }: ActKey & { legId: string },
): Answer =>
  steer(deps, actor, key, ({ act }) => {
    const leg = act.legs.find((one) => one.legId === legId);
    if (leg?.payer === 'cash' && leg.state === 'voided') return ok([]);
    const isDue = nextActions(act, deps.now()).some((one) => one.is === 'hand-back' && one.legId === legId);
    if (!isDue) return actRefusal('act-cash-not-due', 'legId');
    const at = deps.now();
    return ok([
      { is: 'sent', legId, verb: 'void', asked: fen(0), until: null, at },
      { is: 'said', legId, state: 'voided', amount: fen(0), reason: null, slipId: null, bill: null },
    ]);
  });

/** Newest first; `before` is the last of the page before. */
export async function actsOf(
  deps: CareDeps,
  actor: Actor,
  of: { readonly providerId: string; readonly visitId: string | null; readonly before: string | null },
): Answer<{ readonly acts: readonly store.ListedAct[]; readonly next: string | null }> {
  const denied = await permitted(deps, actor, of.providerId);
  if (denied !== null) return denied;
  const limit = 50;
  const [at = '', actId = ''] = (of.before ?? '').split('~');
  const before =
    of.before === null ? { at: Number.MAX_SAFE_INTEGER, actId: '' } : { at: Number(at) || 0, actId };
  const acts = await store.listActs(deps.db, { ...of, before, limit });
  const last = acts.length < limit ? undefined : acts.at(-1);
  return ok({ acts, next: last === undefined ? null : `${last.openedAt}~${last.actId}` });
}

export const sealAuthorisation = (deps: CareDeps, word: string): string =>
  encryptField(deps.fieldKeys[0]!, word);
