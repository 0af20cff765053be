import { mayIssue } from '@zhijie/clearing';
import type { ClearingStepRequest } from '@zhijie/exchange';
import { nationalViewOf } from '@zhijie/hub';
import { fen, ok, parseMonth, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { bankTransferOf } from '../bank-transfer.ts';
import type { Desk } from '../desk.ts';
import type { AccountBody, DeductionBody, DeferralBody, ItemsQuery, StepBody } from './schema.ts';

type Answer = Promise<Result<unknown, Refusal>>;

const onlyProvince = refuse('not-permitted');
const missing = (field: string) => refuse('field-missing', { field });

/** A province sees its own part, the nation the matrix. */
export async function readMonth({ actor, province, hub }: Desk, month: string): Answer {
  if (province !== null) return province.clearing.read(actor, month);
  const period = parseMonth(month);
  if (!period.ok) return refuse('not-a-month', { field: 'month' });
  const state = await hub.clearing.state(period.value);
  return state === undefined
    ? refuse('no-such-clearing', { detail: { period: month } })
    : ok(nationalViewOf(state, hub.now()));
}

const PAGE = 100;

export async function readItems({ actor, province }: Desk, period: string, query: ItemsQuery): Answer {
  if (province === null) return onlyProvince;
  const { counterparty = null, insuranceType = null, part = null, after = '', limit } = query;
  const asked = limit === undefined ? PAGE : Math.min(Number(limit), 500);
  const filter = { counterparty, insuranceType, part, after, limit: asked };
  const found = await province.clearing.items(actor, { period, ...filter });
  if (!found.ok) return found;
  const { items, isMore } = found.value;
  return ok({ items, next: isMore ? items.at(-1)!.itemId : null });
}

export async function readProof(
  { actor, province }: Desk,
  period: string,
): Promise<Result<AsyncIterable<string>, Refusal>> {
  return province === null ? onlyProvince : province.clearing.proof(actor, period);
}

/** The nation generates what is due, at once; it does so by itself too. */
export async function generateMonth({ actor, hub }: Desk, month: string): Answer {
  const period = parseMonth(month);
  if (!period.ok) return refuse('not-a-month', { field: 'month' });
  if (hub === null || !mayIssue(actor)) return refuse('not-permitted');
  const made = await hub.clearing.generate(period.value, actor.id);
  if (!made.ok) return made;
  const { run, isNew } = made.value;
  return ok({ outcome: isNew ? 'applied' : 'unchanged', items: run.items, root: run.root });
}

export async function takeStep({ actor, province, hub }: Desk, month: string, body: StepBody): Answer {
  const { requestKey, seen } = body;
  if (hub !== null) {
    const period = parseMonth(month);
    if (!period.ok) return refuse('not-a-month', { field: 'month' });
    if (body.step !== 'issue') return refuse('not-permitted');
    const order = { stepId: `hub-${requestKey}`, period: period.value, actor, seen };
    return hub.clearing.step({ ...order, request: { kind: 'issue' } });
  }
  const step = requestOf(body, actor.node);
  if (!step.ok) return step;
  const looked = seen === undefined ? {} : { seen };
  return province.clearing.step(actor, { requestKey, period: month, step: step.value, ...looked });
}

/** What a step needs, or the first field that is missing. */
function requestOf(body: StepBody, province: string): Result<ClearingStepRequest, Refusal> {
  const { step: kind, orderId, reason } = body;
  if (kind === 'issue') return refuse('not-permitted');
  if (kind === 'object') return reason === undefined ? missing('reason') : ok({ kind, province, reason });
  if (kind === 'propose' || kind === 'confirm' || kind === 'allocate') return ok({ kind, province });
  if (orderId === undefined) return missing('orderId');
  if (kind === 'submit') return ok({ kind, orderId });
  if (kind === 'receive') {
    const { receivedOn } = body;
    return receivedOn === undefined ? missing('receivedOn') : ok({ kind, orderId, receivedOn });
  }
  const transfer = bankTransferOf(body);
  return transfer.ok ? ok({ kind, orderId, transfer: transfer.value }) : transfer;
}

export async function deferItem({ actor, province }: Desk, body: DeferralBody): Answer {
  if (province === null) return onlyProvince;
  return province.clearing.defer(actor, { itemId: body.settlementId, ...body });
}

export async function deduct({ actor, province }: Desk, body: DeductionBody): Answer {
  if (province === null) return onlyProvince;
  const amount = parseYuan(body.amount);
  if (!amount.ok || amount.value < fen(1)) return refuse('amount-malformed', { field: 'amount' });
  return province.clearing.deduct(actor, { ...body, amount: amount.value });
}

export async function setAccount({ actor, province }: Desk, body: AccountBody): Answer {
  if (province === null) return onlyProvince;
  return province.clearing.account(actor, { account: { province: actor.node, ...body } });
}
