import { decryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { type Fen, type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { withdrawBatch } from '../fee-line/store.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { freeOfVisit } from '../trace/store.ts';
import { cancel } from '../visit/change.ts';
import { findVisit, lockVisit } from '../visit/store.ts';
import { reversalTokenOf } from './authorise.ts';
import { advanceOrder } from './drive.ts';
import { requireOrder } from './place.ts';
import { kindOf, type OrderWord, wordOf } from './state.ts';
import { findOrder, type Order, recordReport, revoke } from './store.ts';

/** Who the hospital says the payer is. */
export type Holder = { readonly number: string; readonly name: string };

/** An order as a query answers it; amounts are zero until the insurance part is settled. */
export type OrderView = {
  readonly order: Order;
  readonly word: OrderWord;
  readonly part: 'all' | 'cash' | 'insurance';
  readonly total: Fen;
  readonly cash: Fen;
  readonly account: Fen;
  readonly funds: Fen;
  readonly doneAt: Instant;
  /** For the hospital alone to refund within the hour; null while nothing is paid. */
  readonly reversalToken: string | null;
  /** Where the cash part is paid; null when there is nothing to pay. */
  readonly page: string | null;
};

const ZERO = 0 as Fen;

export function viewOfOrder(deps: CareDeps, order: Order): OrderView {
  const { total, byHospital } = order;
  const isPaid = order.state === 'done';
  return {
    order,
    word: wordOf(order),
    part: kindOf(order),
    // What the hospital itself bears is nobody's payment.
    total: (total - (byHospital ?? 0)) as Fen,
    cash: order.cash ?? ZERO,
    account: order.account ?? ZERO,
    funds: order.funds ?? ZERO,
    doneAt: order.paidAt ?? order.settledAt ?? order.uploadedAt,
    reversalToken: isPaid ? reversalTokenOf(deps, order.orderId, deps.now()) : null,
    page: order.state === 'paying' ? (deps.channel?.pageOf(order.orderId) ?? null) : null,
  };
}

/** Refusals: `certificate-mismatch`, `name-mismatch`. */
async function requireHolder(deps: CareDeps, order: Order, holder: Holder): Promise<Result<null, Refusal>> {
  const visit = (await findVisit(deps.db, order.providerId, order.visitId))!;
  if (decryptField(deps.fieldKeys, visit.certificateSealed) !== holder.number.toUpperCase()) {
    return careRefusal('certificate-mismatch', 'holderNumber');
  }
  return decryptField(deps.fieldKeys, visit.nameSealed) === holder.name
    ? ok(null)
    : careRefusal('name-mismatch', 'holderName');
}

/**
 * How an order stands, asked of the channel now where its cash is open (6301). Refusals: those of
 * `requireOrder`, `certificate-mismatch`, `name-mismatch`.
 */
export async function queryOrder(
  deps: CareDeps,
  call: Call,
  asked: { readonly orderId: string; readonly token: string; readonly holder: Holder },
): Promise<Result<OrderView, Refusal>> {
  const found = await requireOrder(deps, call, asked);
  if (!found.ok) return found;
  const holder = await requireHolder(deps, found.value, asked.holder);
  if (!holder.ok) return holder;
  const order = await advanceOrder(deps, found.value);
  await logAccess(deps.db, { ...accessOf(call), personId: order.personId, purpose: 'query-order' });
  return ok(viewOfOrder(deps, order));
}

/** What a notice says of an order. */
export type NoticeTold = {
  readonly orderId: string;
  readonly hospitalOrder: string;
  readonly isPaid: boolean;
  readonly total: Fen;
  readonly cash: Fen;
  readonly account: Fen;
  readonly funds: Fen;
};

export type NoticeVerdict = { readonly isTrue: boolean; readonly text: string };

/** Whether a notice that a hospital got is true: the order says so, never the notice (Q-08, Q-09; 6302). */
export async function checkNotice(deps: CareDeps, call: Call, told: NoticeTold): Promise<NoticeVerdict> {
  const found = await findOrder(deps.db, call.institution.providerId, told.orderId);
  const lie = (text: string): NoticeVerdict => ({ isTrue: false, text });
  if (found === null) return lie('没有这个支付订单，通知不可信');
  const view = viewOfOrder(deps, await advanceOrder(deps, found));
  if (view.order.hospitalOrder !== told.hospitalOrder) return lie('医疗机构订单号与订单不符，通知不可信');
  if (told.isPaid && view.word !== 'settled') return lie('订单没有付清，通知不可信；请用 6301 查询');
  const isSame =
    view.total === told.total &&
    view.cash === told.cash &&
    view.account === told.account &&
    view.funds === told.funds;
  return isSame ? { isTrue: true, text: '与订单一致' } : lie('金额与订单不符，通知不可信；请用 6301 查询');
}

/** What the hospital says was paid by another way, with the amounts of the order as it has them (6204). */
export type OrderReport = Omit<NoticeTold, 'isPaid'> & { readonly payment: string };

/**
 * Keeps how the hospital says the cash was paid. It makes nothing paid: the channel is asked. Refusals:
 * `order-unknown`, `order-not-paid` (nothing is settled), `refund-total-mismatch` (its amounts are others).
 */
export async function reportOrder(
  deps: CareDeps,
  call: Call,
  report: OrderReport,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const found = await requireOrder(deps, call, { orderId: report.orderId, token: null });
  if (!found.ok) return found;
  const order = await advanceOrder(deps, found.value);
  if (order.hospitalOrder !== report.hospitalOrder) {
    return careRefusal('order-unknown', 'hospitalOrder', { orderId: report.orderId });
  }
  if (order.settlementId === null) return careRefusal('order-not-placed', 'paymentOrderId');
  const view = viewOfOrder(deps, order);
  const differs = (['total', 'cash', 'account', 'funds'] as const).find(
    (name) => view[name] !== report[name],
  );
  if (differs !== undefined) return careRefusal('order-amounts-differ', differs);
  return once(
    deps,
    call,
    async (tx) => {
      await recordReport(tx, order, report.payment);
      return ok({ output: null, visitId: order.visitId });
    },
    render,
  );
}

/**
 * Withdraws an upload of which nothing was paid (6401): its lines, or the visit that it opened. Refusals:
 * those of `requireOrder`, `certificate-mismatch`, `name-mismatch`, `order-not-revocable`, and those of the
 * visit.
 */
export async function revokeOrder(
  deps: CareDeps,
  call: Call,
  asked: { readonly orderId: string; readonly token: string; readonly holder: Holder },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const found = await requireOrder(deps, call, asked);
  if (!found.ok) return found;
  const order = found.value;
  const holder = await requireHolder(deps, order, asked.holder);
  if (!holder.ok) return holder;
  return once(
    deps,
    call,
    async (tx) => {
      if (order.state !== 'revoked' && (await revoke(tx, order)) === null) {
        return careRefusal('order-not-revocable', 'paymentOrderId');
      }
      if (order.state !== 'revoked') {
        const taken = await takeFeesBack(tx, call, order);
        if (!taken.ok) return taken;
      }
      await logAccess(tx, { ...accessOf(call), personId: order.personId, purpose: 'revoke-order' });
      return ok({ output: null, visitId: order.visitId });
    },
    render,
  );
}

async function takeFeesBack(tx: Executor, call: Call, order: Order): Promise<Result<null, Refusal>> {
  const visit = await lockVisit(tx, order.providerId, order.visitId);
  if (visit === null || visit.state === 'cancelled') return ok(null);
  if (order.opensVisit && !visit.hasSettlement) {
    const cancelled = await cancel(tx, visit, { allowLines: true, at: call.receivedAt });
    return cancelled.ok ? ok(null) : cancelled;
  }
  await withdrawBatch(tx, visit, order.batch);
  await freeOfVisit(tx, visit, { at: call.receivedAt, all: false });
  return ok(null);
}

const CHANGES = statement(
  'care-order-changes',
  `SELECT count(*) FILTER (WHERE s.state IN ('settled', 'reversed'))::integer AS settled,
     count(*) FILTER (WHERE s.state = 'reversed')::integer AS reversed,
     count(*) FILTER (WHERE s.state = 'pending')::integer AS open,
     max(greatest(s.settled_at, r.reversed_at)) AS "lastAt"
   FROM care.settlement s
   LEFT JOIN care.reversal r ON r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id
     AND r.state = 'reversed'
   WHERE s.provider_id = $1 AND ($2::text IS NULL OR s.person_id = $2) AND s.requested_at >= $3`,
);

export type SettlementChanges = {
  readonly settled: number;
  readonly reversed: number;
  readonly open: number;
  readonly lastAt: Instant | null;
};

/** Settlements of a person (null: of everybody) at this institution, and what became of them. */
export async function settlementChanges(
  deps: CareDeps,
  call: Call,
  by: { readonly personId: string | null; readonly since: Instant },
): Promise<SettlementChanges> {
  const { providerId } = call.institution;
  if (by.personId !== null) {
    await logAccess(deps.db, { ...accessOf(call), personId: by.personId, purpose: 'query-settlements' });
  }
  const rows = await deps.db.query<SettlementChanges>(CHANGES, [providerId, by.personId, by.since]);
  return rows[0]!;
}
