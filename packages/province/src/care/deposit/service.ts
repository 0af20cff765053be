import { type Database, type Executor, isUniqueViolation } from '@zhijie/database';
import {
  type Actor,
  type Clock,
  dateOf,
  type Fen,
  fen,
  type Instant,
  minFen,
  ok,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { mayHandle } from '../institution/may-handle.ts';
import { findVisit, readDiagnoses, type Visit } from '../visit/store.ts';
import { type DepositAccount, foldDeposit } from './account.ts';
import { type DepositLevel, depositCeiling, NO_OUTPATIENT_DEPOSIT_FROM } from './levels.ts';
import type { DepositRefusal } from './refusals.ts';
import {
  addMovement,
  addPledge,
  type DepositChannel,
  type DepositMovement,
  finalSettlement,
  isSerialUsed,
  lockDeposit,
  movementByKey,
  movementsOf,
  type Pledge,
  pledgeOf,
  type Stay,
  settlementBehind,
} from './store.ts';

export type DepositDeps = { readonly db: Database; readonly now: Clock };
type Answer<T = Moved> = Promise<Result<T, DepositRefusal>>;

/** What every movement says; `requestKey` is of the hospital's own making, the same has one effect. */
type Asked = Stay & { readonly requestKey: string };
/** Money through a channel, with the channel's own number of it. */
type Through = { readonly channel: DepositChannel; readonly serial: string; readonly amount: Fen };

export type Moved = {
  readonly outcome: 'applied' | 'unchanged';
  readonly amount: Fen;
  readonly deposit: DepositAccount;
  /** Of a settlement's cash part what the deposit does not cover: to be paid at the window. */
  readonly due: Fen;
};

/** A stay's deposit, and up to what it may be asked for. */
export type DepositView = DepositAccount & {
  readonly visitId: string;
  readonly ceiling: Fen;
  readonly level: DepositLevel;
  readonly pledge: Pledge | null;
  readonly movements: readonly DepositMovement[];
};

/** The diagnosis that decides the level: the main one of the stay, else its disease. */
async function ceilingOf(db: Executor, visit: Visit) {
  const diagnoses = await readDiagnoses(db, visit);
  const main = diagnoses.find((one) => one.isMain && !one.isVoided);
  const diagnosisCode = main?.code ?? visit.diseaseCode;
  return depositCeiling({ diagnosisCode, insuranceType: visit.insuranceType });
}

type Situation = {
  readonly visit: Visit;
  readonly movements: readonly DepositMovement[];
  readonly account: DepositAccount;
  readonly at: Instant;
};
type Move = Pick<DepositMovement, 'kind' | 'amount'> &
  Partial<Pick<DepositMovement, 'ofPayment' | 'settlementId' | 'channel' | 'serial'>>;
type Decide = (tx: Executor, now: Situation) => Promise<Result<Move, DepositRefusal>>;

/** What one call asks for; what it leaves out follows from the rest. */
type Request = Asked &
  Pick<DepositMovement, 'kind'> &
  Partial<Through> & { readonly settlementId?: string; readonly payment?: string };

function isSame(known: DepositMovement, { payment, ...asked }: Request): boolean {
  const fields = ['visitId', 'kind', 'amount', 'channel', 'serial', 'settlementId'] as const;
  const says = (field: (typeof fields)[number]) =>
    asked[field] === undefined || asked[field] === known[field];
  return fields.every(says) && (payment === undefined || payment === known.ofPayment);
}

/** One movement under the lock of the stay's deposit; the same request again answers what it did. */
async function move(deps: DepositDeps, actor: Actor, asked: Request, decide: Decide): Answer {
  const run = () =>
    deps.db.transaction(async (tx): Answer => {
      const { providerId, visitId, requestKey } = asked;
      if (!(await mayHandle(tx, actor, providerId))) return refuse('not-permitted', { field: 'providerId' });
      const visit = await findVisit(tx, providerId, visitId);
      if (visit === null) return refuse('visit-unknown', { field: 'visitId', detail: { visitId } });
      await lockDeposit(tx, asked);
      const movements = await movementsOf(tx, asked);
      const account = foldDeposit(movements);
      const known = await movementByKey(tx, asked);
      if (known !== null) {
        if (!isSame(known, asked)) return refuse('request-differs', { field: 'requestKey' });
        return ok(answerOf('unchanged', known, movements, await cashOf(tx, known)));
      }
      const decided = await decide(tx, { visit, movements, account, at: deps.now() });
      if (!decided.ok) return decided;
      const made: DepositMovement = {
        providerId,
        requestKey,
        visitId,
        ofPayment: null,
        settlementId: null,
        channel: null,
        serial: null,
        ...decided.value,
        actorId: actor.id,
        movedAt: deps.now(),
      };
      if (made.serial !== null && (await isSerialUsed(tx, made)))
        return refuse('serial-used', { field: 'serial' });
      await addMovement(tx, made);
      return ok(answerOf('applied', made, [...movements, made], await cashOf(tx, made)));
    });
  try {
    return await run();
  } catch (error) {
    // The same key or serial of another stay at the same time: whoever came second is judged by the first.
    if (!isUniqueViolation(error)) throw error;
    return await run();
  }
}

async function cashOf(tx: Executor, { providerId, settlementId }: DepositMovement): Promise<Fen> {
  if (settlementId === null) return fen(0);
  return (await settlementBehind(tx, providerId, settlementId))?.paidInCash ?? fen(0);
}

function answerOf(
  outcome: Moved['outcome'],
  { kind, amount }: DepositMovement,
  movements: readonly DepositMovement[],
  cash: Fen,
): Moved {
  const due = kind === 'used' ? fen(cash - amount) : fen(0);
  return { outcome, amount, deposit: foldDeposit(movements), due };
}

/**
 * Takes a deposit for a stay. No outpatient pays one at all, an insured inpatient up to the average burden of
 * the disease, nobody whose credit line is pledged (notice of six departments, 2025). It holds for every
 * designated institution; whether one is public is not asked. Refusals: `outpatient-deposit`,
 * `visit-closed`, `deposit-free`, `deposit-above-level` (with the level), `serial-used`.
 */
export function payDeposit(deps: DepositDeps, actor: Actor, asked: Asked & Through): Answer {
  return move(deps, actor, { ...asked, kind: 'paid' }, async (tx, { visit, account, at }) => {
    const { channel, serial, amount } = asked;
    if (visit.kind !== 'inpatient' && dateOf(at) >= NO_OUTPATIENT_DEPOSIT_FROM)
      return refuse('outpatient-deposit', { field: 'visitId' });
    if (visit.state !== 'open') return refuse('visit-closed', { field: 'visitId' });
    if ((await pledgeOf(tx, asked)) !== null) return refuse('deposit-free', { field: 'visitId' });
    const { ceiling } = await ceilingOf(tx, visit);
    const most = fen(Math.max(0, ceiling - (account.paid - account.returned)));
    if (amount > most)
      return refuse('deposit-above-level', { field: 'amount', detail: { ceiling, most, amount } });
    return ok({ kind: 'paid', amount, channel, serial });
  });
}

/**
 * Uses the deposit for the cash part of a settlement, once, after it was settled; the settlement itself does
 * not wait for this. `due` is what the person still pays. Refusals: `settlement-unknown`,
 * `settlement-not-settled`.
 */
export function applyDeposit(
  deps: DepositDeps,
  actor: Actor,
  asked: Asked & { readonly settlementId: string },
): Answer {
  const { settlementId } = asked;
  return move(deps, actor, { ...asked, kind: 'used' }, async (tx, { account, movements }) => {
    const settled = await settlementBehind(tx, asked.providerId, settlementId);
    if (settled === null || settled.visitId !== asked.visitId)
      return refuse('settlement-unknown', { field: 'settlementId' });
    if (settled.state !== 'settled') return refuse('settlement-not-settled', { field: 'settlementId' });
    const before = movements.some((one) => one.kind === 'used' && one.settlementId === settlementId);
    if (before) return refuse('request-differs', { field: 'requestKey', detail: { settlementId } });
    const amount = minFen(account.balance, settled.paidInCash ?? fen(0));
    return ok({ kind: 'used', amount, settlementId });
  });
}

/** Gives back what a settlement used, when that settlement was reversed. */
export function restoreDeposit(
  deps: DepositDeps,
  actor: Actor,
  asked: Asked & { readonly settlementId: string },
): Answer {
  const { settlementId } = asked;
  return move(deps, actor, { ...asked, kind: 'restored' }, async (tx, { movements }) => {
    const settled = await settlementBehind(tx, asked.providerId, settlementId);
    if (settled === null || settled.visitId !== asked.visitId)
      return refuse('settlement-unknown', { field: 'settlementId' });
    if (settled.state !== 'reversed') return refuse('settlement-not-reversed', { field: 'settlementId' });
    const of = movements.filter((one) => one.settlementId === settlementId);
    const used = of.find(({ kind }) => kind === 'used');
    if (used === undefined || used.amount === 0) return refuse('deposit-not-used', { field: 'settlementId' });
    if (of.some(({ kind }) => kind === 'restored')) return refuse('request-differs', { field: 'requestKey' });
    return ok({ kind: 'restored', amount: used.amount, settlementId });
  });
}

/** The rest of the cash part, paid at the window after the deposit was used. Exactly what is due. */
export function payDifference(
  deps: DepositDeps,
  actor: Actor,
  asked: Asked & Through & { readonly settlementId: string },
): Answer {
  const { settlementId, amount, channel, serial } = asked;
  return move(deps, actor, { ...asked, kind: 'difference' }, async (tx, { movements }) => {
    const settled = await settlementBehind(tx, asked.providerId, settlementId);
    if (settled?.state !== 'settled') return refuse('settlement-not-settled', { field: 'settlementId' });
    const of = movements.filter((one) => one.settlementId === settlementId);
    const used = of.find(({ kind }) => kind === 'used');
    if (used === undefined) return refuse('deposit-not-used', { field: 'settlementId' });
    const paid = of.some(({ kind }) => kind === 'difference');
    const due = paid ? fen(0) : fen((settled.paidInCash ?? 0) - used.amount);
    if (amount !== due) return refuse('amount-differs', { field: 'amount', detail: { due, amount } });
    return ok({ kind: 'difference', amount, channel, serial, settlementId });
  });
}

/**
 * Returns what is left of a payment by the channel it came by: after the stay's last settlement used the
 * deposit, when the stay was cancelled, or when a credit line was pledged instead. Refusals:
 * `stay-not-settled`, `payment-unknown`, `channel-differs`, `amount-exceeds-deposit`, `serial-used`.
 */
export function returnDeposit(
  deps: DepositDeps,
  actor: Actor,
  asked: Asked & Through & { readonly payment: string },
): Answer {
  const { payment, channel, serial, amount } = asked;
  return move(deps, actor, { ...asked, kind: 'returned' }, async (tx, { visit, movements, account }) => {
    const paid = movements.find(({ kind, requestKey }) => kind === 'paid' && requestKey === payment);
    if (paid === undefined) return refuse('payment-unknown', { field: 'payment' });
    if (!(await mayReturn(tx, visit, movements))) return refuse('stay-not-settled', { field: 'visitId' });
    if (channel !== paid.channel)
      return refuse('channel-differs', { field: 'channel', detail: { channel: paid.channel ?? '' } });
    const most = account.returnable.find((one) => one.payment === payment)?.amount ?? fen(0);
    if (amount > most) return refuse('amount-exceeds-deposit', { field: 'amount', detail: { most, amount } });
    return ok({ kind: 'returned', amount, channel, serial, ofPayment: payment });
  });
}

async function mayReturn(
  tx: Executor,
  visit: Visit,
  movements: readonly DepositMovement[],
): Promise<boolean> {
  if (visit.state === 'cancelled' || (await pledgeOf(tx, visit)) !== null) return true;
  const last = await finalSettlement(tx, visit);
  return last !== null && movements.some((one) => one.kind === 'used' && one.settlementId === last);
}

/** Notes that a credit line is pledged for a stay: from now on nobody asks for a deposit. */
export function pledgeCredit(
  deps: DepositDeps,
  actor: Actor,
  asked: Stay & Pledge,
): Answer<{ readonly outcome: 'applied' | 'unchanged' }> {
  return deps.db.transaction(async (tx) => {
    if (!(await mayHandle(tx, actor, asked.providerId)))
      return refuse('not-permitted', { field: 'providerId' });
    const visit = await findVisit(tx, asked.providerId, asked.visitId);
    if (visit?.kind !== 'inpatient') return refuse('visit-unknown', { field: 'visitId' });
    await lockDeposit(tx, asked);
    const known = await pledgeOf(tx, asked);
    const { bank, contract } = asked;
    if (known !== null) {
      const isSame = known.bank === bank && known.contract === contract;
      return isSame ? ok({ outcome: 'unchanged' }) : refuse('request-differs', { field: 'contract' });
    }
    if (visit.state !== 'open') return refuse('visit-closed', { field: 'visitId' });
    await addPledge(tx, asked, { bank, contract, actorId: actor.id, at: deps.now() });
    return ok({ outcome: 'applied' });
  });
}

/** A stay's deposit with every movement of it. */
export async function readDeposit(deps: DepositDeps, actor: Actor, stay: Stay): Answer<DepositView> {
  if (!(await mayHandle(deps.db, actor, stay.providerId)))
    return refuse('not-permitted', { field: 'providerId' });
  const visit = await findVisit(deps.db, stay.providerId, stay.visitId);
  if (visit === null) return refuse('visit-unknown', { field: 'visitId' });
  const movements = await movementsOf(deps.db, stay);
  const { ceiling, level } = await ceilingOf(deps.db, visit);
  const pledge = await pledgeOf(deps.db, stay);
  return ok({ ...foldDeposit(movements), visitId: stay.visitId, ceiling, level, pledge, movements });
}
