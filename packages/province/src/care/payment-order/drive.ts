import { sm3Hex } from '@zhijie/crypto';
import { type Fen, fen, type Instant, instant } from '@zhijie/kernel';
import { type Call, type CareDeps, crashpoint } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { undoSettlement } from '../settlement/reverse.ts';
import { type ChannelAmounts, ChannelSilent, type ChannelState, type PaymentChannel } from './channel.ts';
import type { OrderRefund } from './refund-store.ts';
import * as refunds from './refund-store.ts';
import { PAY_WITHIN_MS } from './state.ts';
import type { EndReason, Order } from './store.ts';
import * as store from './store.ts';

const AT_ONCE = 20;
/** How often the channel is asked while the payer has the page before them. */
const ASK_AGAIN_MS = 2000;
/** A call that was taken for settling and never came to its intent is over by then. */
const CALL_IS_OVER_MS = 10 * 60_000;

const later = (at: Instant): number => at + ASK_AGAIN_MS;

export const amountsOf = (order: Order): ChannelAmounts => ({
  total: fen(order.funds! + order.account! + order.cash!),
  funds: order.funds!,
  account: order.account!,
  other: fen(0),
  cash: order.cash!,
});

/** Brings every order and refund that is due a step further. Safe in several processes; answers how many. */
export async function driveOrders(deps: CareDeps): Promise<number> {
  const orders = await store.leaseOrders(deps.db, deps.now(), AT_ONCE);
  for (const order of orders) await guarded(deps, order.orderId, () => advanceOrder(deps, order));
  const due = await refunds.leaseRefunds(deps.db, deps.now(), AT_ONCE);
  for (const refund of due) await guarded(deps, refund.orderId, () => driveRefund(deps, refund));
  return orders.length + due.length;
}

async function guarded(deps: CareDeps, orderId: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log({ level: 'error', event: 'order-not-driven', orderId, error });
  }
}

/**
 * What an order has become: its settlement is looked up, its channel is asked. The only way to `done` leads
 * through the channel's own answer to our question (Q-08, Q-09).
 */
export async function advanceOrder(deps: CareDeps, order: Order): Promise<Order> {
  if (order.state === 'settling' || (order.state === 'open' && order.settleMessage !== null)) {
    const settled = await takeSettlement(deps, order);
    return settled.state === 'paying' ? payAtChannel(deps, settled) : settled;
  }
  if (order.state === 'undoing') {
    const refund = await refunds.pendingRefund(deps.db, order);
    if (refund === null) return order;
    await driveRefund(deps, refund);
    return reread(deps, order);
  }
  return order.state === 'paying' ? payAtChannel(deps, order) : order;
}

async function takeSettlement(deps: CareDeps, order: Order): Promise<Order> {
  const standing = await store.standingOf(deps.db, order);
  const at = deps.now();
  if (standing?.state === 'settled') {
    const times = { deadlineAt: standing.settledAt! + PAY_WITHIN_MS, lookAt: later(at) };
    await crashpoint(deps, 'care.order.before-settled');
    const settled = await deps.db.transaction((tx) => store.recordSettled(tx, order, standing, times));
    return settled ?? (await reread(deps, order));
  }
  const isOver = standing === null && at > (order.settleAskedAt ?? at) + CALL_IS_OVER_MS;
  if (order.state !== 'settling' || (!isOver && standing?.state !== 'refused')) return order;
  const freed = await deps.db.transaction((tx) => store.releaseOrder(tx, order, order.settleMessage!));
  return freed ?? (await reread(deps, order));
}

const reread = async (deps: CareDeps, { providerId, orderId }: store.OrderKey): Promise<Order> =>
  (await store.findOrder(deps.db, providerId, orderId))!;

/** The answer of the channel, or null when it is silent. */
async function hear<T>(deps: CareDeps, orderId: string, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ChannelSilent)) throw error;
    deps.log({ level: 'warn', event: 'channel-silent', orderId });
    return null;
  }
}

async function payeeName(deps: CareDeps, providerId: string): Promise<string> {
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  return institution?.name ?? providerId;
}

async function askChannel(deps: CareDeps, channel: PaymentChannel, order: Order): Promise<ChannelState> {
  const { orderId: reference, providerId } = order;
  if (deps.now() >= order.deadlineAt!) return channel.close(reference);
  const seen = await channel.query(reference);
  if (seen !== 'unknown') return seen;
  return channel.open({
    ...amountsOf(order),
    reference,
    payee: providerId,
    payeeName: await payeeName(deps, providerId),
    expiresAt: order.deadlineAt!,
  });
}

/**
 * The cash part: paid, or over. At the deadline the channel is told to take no payment any more; one that
 * says nothing does not stop the reversal, and gives back later what it took (Q-09).
 */
async function payAtChannel(deps: CareDeps, order: Order): Promise<Order> {
  const { channel } = deps;
  if (channel === undefined) return undo(deps, order, 'cash-failed');
  const seen = await hear(deps, order.orderId, () => askChannel(deps, channel, order));
  if (seen === 'paid') {
    await crashpoint(deps, 'care.order.before-paid');
    const paid = await deps.db.transaction((tx) => store.recordPaid(tx, order, deps.now()));
    return paid ?? (await reread(deps, order));
  }
  if (deps.now() >= order.deadlineAt!) return undo(deps, order, 'timeout');
  return seen === 'closed' ? undo(deps, order, 'cash-failed') : order;
}

/** The node's own number of the refund that nobody asked for: one order has one. */
const ownSerial = (orderId: string): string => `auto-${orderId}`;

/** A refund's number for the channel and the hospital: the same whoever begins it. */
export const refundIdOf = (orderId: string, serial: string): string =>
  `RF${sm3Hex(`refund\n${orderId}\n${serial}`).slice(0, 30).toUpperCase()}`;

async function undo(deps: CareDeps, order: Order, reason: EndReason): Promise<Order> {
  const { providerId, orderId } = order;
  const serial = ownSerial(orderId);
  const at = deps.now();
  const refund = await deps.db.transaction((tx) =>
    refunds.beginRefund(tx, {
      providerId,
      orderId,
      serial,
      refundId: refundIdOf(orderId, serial),
      part: 'all',
      reason,
      funds: order.funds!,
      account: order.account!,
      cash: order.cash!,
      askedAt: at,
      lookAt: later(at),
    }),
  );
  await crashpoint(deps, 'care.order.after-undo');
  if (refund !== null) await driveRefund(deps, refund);
  return reread(deps, order);
}

/** A call of the node itself, under a message id that only it makes. */
async function ownCall(deps: CareDeps, refund: OrderRefund, at: Instant): Promise<Call> {
  const { providerId, refundId } = refund;
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  const messageId = `U${refundId.slice(2).slice(0, 29)}`;
  return {
    actor: { id: 'payment-order', kind: 'system', node: deps.node, areas: [], roles: [] },
    institution: institution!,
    messageId,
    interfaceNumber: '2208',
    contentDigest: sm3Hex(`${providerId}\n${messageId}`),
    insuredRegion: null,
    receivedAt: at,
    rawId: null,
    progress: { mayHaveEffect: false },
  };
}

/** Whether trying again may help: nothing was decided. */
const UNDECIDED: readonly string[] = ['outcome-unknown', 'request-in-progress', 'insured-place-unreachable'];

/** A part of a refund: done, certainly refused, or to be tried again. */
type Step<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'refused' }
  | { readonly is: 'later' };

async function takeInsuranceBack(
  deps: CareDeps,
  order: Order,
  refund: OrderRefund,
): Promise<Step<OrderRefund>> {
  const isReversed = async () => {
    const standing = await store.standingOf(deps.db, order);
    return standing?.state === 'reversed' ? standing : null;
  };
  let reversed = await isReversed();
  if (reversed === null) {
    const { visitId, personId, settlementId } = order;
    const request = { visitId, personId, settlementId: settlementId!, kind: 'outpatient' } as const;
    const call = await ownCall(deps, refund, deps.now());
    const undone = await undoSettlement(deps, call, { ...request, isOrder: true });
    reversed = await isReversed();
    if (reversed === null) {
      return { is: undone.ok || UNDECIDED.includes(undone.refusal.code) ? 'later' : 'refused' };
    }
  }
  const { reversalId, reversedAt } = reversed;
  const how = { at: reversedAt ?? deps.now(), reversalId };
  const done = await deps.db.transaction((tx) => refunds.insuranceRefunded(tx, refund, how));
  await crashpoint(deps, 'care.order.after-insurance-back');
  return done === null ? { is: 'later' } : { is: 'done', value: done };
}

/** The amounts that a refund takes back, as the channel is told of them. */
const backOf = (refund: OrderRefund, cash: Fen): ChannelAmounts => ({
  total: fen(refund.funds + refund.account + cash),
  funds: refund.funds,
  account: refund.account,
  other: fen(0),
  cash,
});

/** The cash of a refund: given back where it was paid, otherwise never to be paid. Answers how much. */
async function takeCashBack(deps: CareDeps, order: Order, refund: OrderRefund): Promise<Step<Fen>> {
  const { channel } = deps;
  const reference = order.orderId;
  if (order.cashState === 'none' || order.cashState === 'closed' || channel === undefined) {
    return { is: 'done', value: fen(0) };
  }
  if (order.cashState === 'waiting') {
    const seen = await hear(deps, reference, () => channel.close(reference));
    if (seen === null || seen === 'waiting') return { is: 'later' };
    if (seen !== 'paid') {
      await deps.db.transaction((tx) => store.recordClosed(tx, order));
      return { is: 'done', value: fen(0) };
    }
    await deps.db.transaction((tx) => store.recordPaid(tx, order, deps.now()));
  }
  const back = { ...backOf(refund, refund.cash), reference, refundNumber: refund.refundId };
  const answer = await hear(deps, reference, () => channel.refund(back));
  if (answer === null) return { is: 'later' };
  return answer === 'refunded' ? { is: 'done', value: refund.cash } : { is: 'refused' };
}

/**
 * Takes back what a refund says: the insurance part first, the payer's money once that is certain. May be
 * driven any number of times. One that the node owes to the payer never fails; it goes on.
 */
export async function driveRefund(deps: CareDeps, begun: OrderRefund): Promise<OrderRefund> {
  let refund = begun;
  if (refund.state !== 'pending') return refund;
  const order = await reread(deps, refund);
  const mayFail = refund.reason === 'hospital';
  if (refund.part !== 'cash' && refund.insuranceDoneAt === null) {
    const step = await takeInsuranceBack(deps, order, refund);
    if (step.is === 'later' || (step.is === 'refused' && !mayFail)) return refund;
    if (step.is === 'refused') return end(deps, refund, 'failed', fen(0));
    refund = step.value;
  }
  const cash = await takeCashBack(deps, await reread(deps, order), refund);
  if (cash.is === 'later' || (cash.is === 'refused' && !mayFail)) return refund;
  if (cash.is === 'refused') {
    return end(deps, refund, refund.insuranceDoneAt === null ? 'failed' : 'mixed', fen(0));
  }
  return end(deps, refund, 'done', cash.value);
}

async function end(
  deps: CareDeps,
  refund: OrderRefund,
  state: 'done' | 'failed' | 'mixed',
  cash: Fen,
): Promise<OrderRefund> {
  const at = deps.now();
  const isInsuranceBack = refund.insuranceDoneAt !== null;
  await crashpoint(deps, 'care.order.before-refund-end');
  const ended = await deps.db.transaction(async (tx) => {
    if (state === 'done') await refunds.cashSettledBack(tx, refund, at);
    return refunds.endRefund(tx, refund, { state, at, cash, isInsuranceBack });
  });
  return ended ?? (await refunds.findRefund(deps.db, refund.providerId, refund.serial))!;
}

/** A callback counts for nothing but that somebody asks now (Q-09: late, doubled, forged). */
export async function lookNow(deps: CareDeps, key: store.OrderKey): Promise<void> {
  const order = await store.findOrder(deps.db, key.providerId, key.orderId);
  if (order !== null) await advanceOrder(deps, order);
}

export const waitUntil = (at: Instant): Instant => instant(at + ASK_AGAIN_MS);
