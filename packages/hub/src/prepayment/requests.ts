import {
  draftIncrease,
  type IncreaseDraft,
  LARGEST_INCREASE,
  mayActFor,
  mayIssue,
  type Usage,
  urgentOrders,
} from '@zhijie/clearing';
import type { Executor } from '@zhijie/database';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  fen,
  type Instant,
  type Month,
  ok,
  type Result,
  refuse,
  type TotalFen,
} from '@zhijie/kernel';
import type { Answer, Outcome, PrepaymentDeps } from './prepayment.ts';
import type { PrepaymentHubRefusal } from './refusals.ts';
import {
  addDecision,
  addOrders,
  addRequest,
  requestsOf,
  standingShares,
  takePrepaymentTurn,
} from './store.ts';
import { poolUsage, useOfMonth } from './usage.ts';

export type IncreaseOrder = {
  /** Of its own: asked again with the same content it has no second effect. */
  readonly requestId: string;
  readonly careProvince: string;
  readonly period: Month;
  /** Left out: what brings the usage below yellow. */
  readonly amount?: TotalFen | undefined;
  readonly actor: Actor;
};

export type Decision = {
  readonly requestId: string;
  readonly isGranted: boolean;
  readonly reason: string;
  readonly actor: Actor;
};

type Drafted = { readonly draft: IncreaseDraft; readonly usage: Usage; readonly signedOn: CalendarDate };

/** The day on which a province signed the clearing of a month, or why there is none. */
async function signedOn(
  { clearing }: Pick<PrepaymentDeps, 'clearing'>,
  careProvince: string,
  period: Month,
): Promise<Result<CalendarDate, PrepaymentHubRefusal>> {
  const state = await clearing.state(period);
  if (state === undefined) return refuse('no-such-clearing', { field: 'period', detail: { period } });
  const confirmed = state.book.confirmations.find(({ province }) => province === careProvince)?.confirmed;
  return confirmed ? ok(dateOf(confirmed.at)) : refuse('not-signed', { field: 'period', detail: { period } });
}

/** The draft of an increase as it could be asked for at a moment (PF-03), or why it cannot. */
export async function draftFor(
  deps: Pick<PrepaymentDeps, 'clearing'>,
  db: Executor,
  asked: { readonly careProvince: string; readonly period: Month; readonly amount?: TotalFen | undefined },
  at: Instant,
): Promise<Result<Drafted, PrepaymentHubRefusal>> {
  const { careProvince, period, amount } = asked;
  const signed = await signedOn(deps, careProvince, period);
  if (!signed.ok) return signed;
  const usage = poolUsage(careProvince, await useOfMonth(db, period), await standingShares(db));
  const request = { careProvince, period, usage, signedOn: signed.value, requestedOn: dateOf(at) };
  const draft = draftIncrease(amount === undefined ? request : { ...request, amount });
  if (!draft.ok) return draft;
  if (draft.value.amount > LARGEST_INCREASE) return refuse('amount-too-large', { field: 'amount' });
  return ok({ draft: draft.value, usage, signedOn: signed.value });
}

/** Red usage of a signed clearing lets the care province ask, within three working days, once (PF-03). */
export function requestIncrease(
  deps: PrepaymentDeps,
  { requestId, careProvince, period, amount, actor }: IncreaseOrder,
): Answer<Outcome & { readonly requestId: string }> {
  return deps.db.transaction(async (tx) => {
    if (!mayActFor(actor, careProvince, 'clearing-maker')) return refuse('not-permitted');
    await takePrepaymentTurn(tx);
    const [known] = await requestsOf(tx, { requestId });
    if (known !== undefined) {
      const isSame = known.period === period && (amount === undefined || known.amount === amount);
      return isSame
        ? ok({ outcome: 'unchanged', requestId })
        : refuse('step-differs', { field: 'requestKey' });
    }
    const before = await requestsOf(tx, { careProvince });
    if (before.some((each) => each.period === period))
      return refuse('already-requested', { field: 'period', detail: { period } });
    const at = deps.now();
    const drafted = await draftFor(deps, tx, { careProvince, period, amount }, at);
    if (!drafted.ok) return drafted;
    const { draft, usage, signedOn: signed } = drafted.value;
    await addRequest(tx, {
      requestId,
      careProvince,
      period,
      amount: fen(draft.amount),
      used: usage.used,
      prepayment: usage.prepayment,
      signedOn: signed,
      requestedOn: dateOf(at),
      requestedBy: actor.id,
      at,
    });
    return ok({ outcome: 'applied', requestId });
  });
}

/** The nation decides a request once; granted, each insured province that used the pool gets its order. */
export function decide(deps: PrepaymentDeps, decision: Decision): Answer<Outcome> {
  return deps.db.transaction(async (tx) => {
    const { requestId, isGranted, actor } = decision;
    const reason = decision.reason.trim();
    if (!mayIssue(actor)) return refuse('not-permitted');
    await takePrepaymentTurn(tx);
    const [request] = await requestsOf(tx, { requestId });
    if (request === undefined)
      return refuse('no-such-request', { field: 'requestId', detail: { requestId } });
    if (request.isGranted !== null)
      return request.isGranted === isGranted ? ok({ outcome: 'unchanged' }) : refuse('already-decided');
    if (!isGranted && reason === '') return refuse('reason-missing', { field: 'reason' });
    const at = deps.now();
    await addDecision(tx, { requestId, isGranted, reason, decidedBy: actor.id, at });
    if (!isGranted) return ok({ outcome: 'applied' });
    const { careProvince, amount, period } = request;
    const { shares } = await useOfMonth(tx, period);
    const used = shares.filter((share) => share.careProvince === careProvince);
    await addOrders(tx, urgentOrders(requestId, { careProvince, amount, madeOn: dateOf(at) }, used), at);
    return ok({ outcome: 'applied' });
  });
}
