import { type Database, type Executor, type Migration, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { PaidClearingOrder } from '@zhijie/exchange';
import { type Clock, canonicalJson, type Instant, monthOf, provinceOf } from '@zhijie/kernel';
import {
  bankDeposit,
  payableToCareArea,
  portionsOf,
  postTransfers,
  receivableFromInsuredArea,
  type Transfer,
} from '@zhijie/ledger';

/** Which of a province's two books: bills made here (care), or of its people elsewhere (insured). */
export type ClearingSide = 'care' | 'insured';

const tables = (side: ClearingSide, refuseChange: string): string => `
CREATE TABLE ${side}.clearing_payment (
  order_id text PRIMARY KEY,
  period text NOT NULL CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
  payer text NOT NULL,
  payee text NOT NULL,
  insurance_type text NOT NULL,
  is_return boolean NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- C-04: no payment without its bank, number and date.
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  paid_on text NOT NULL CHECK (paid_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  pairs jsonb NOT NULL,
  posted_at bigint NOT NULL
);
COMMENT ON TABLE ${side}.clearing_payment IS
  'Payments of the monthly clearing in this side''s books: the payer''s once made, the payee''s once there';
CREATE TRIGGER clearing_payment_append_only BEFORE UPDATE OR DELETE ON ${side}.clearing_payment
  FOR EACH ROW EXECUTE FUNCTION ${refuseChange}();
`;

export const careClearingPayment: Migration = {
  id: 'care-130-clearing-payment',
  sql: tables('care', 'care.refuse_change'),
};
export const insuredClearingPaymentTables = `
create function insured.refuse_clearing_change() returns trigger language plpgsql as $$
begin
  raise exception 'append_only' using detail = tg_table_name || ' ' || tg_op;
end $$;
${tables('insured', 'insured.refuse_clearing_change')}`;

const forSide = <T>(make: (side: ClearingSide) => T): Readonly<Record<ClearingSide, T>> => ({
  care: make('care'),
  insured: make('insured'),
});
const KNOWN = forSide((side) =>
  statement(`${side}-clearing-payment-known`, `SELECT 1 FROM ${side}.clearing_payment WHERE order_id = $1`),
);
const ADD = forSide((side) =>
  statement(
    `${side}-clearing-payment-add`,
    `INSERT INTO ${side}.clearing_payment (order_id, period, payer, payee, insurance_type, is_return, amount,
       bank, serial, paid_on, pairs, posted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING order_id`,
  ),
);

/**
 * Whether a payment belongs into this side's book now: the payer books it when it is made, the payee when it
 * has said that the money is there. A return runs the other way round (C-09).
 */
export function isDueIn(side: ClearingSide, node: string, order: PaidClearingOrder): boolean {
  const { payer, payee, isReturn, receivedOn } = order;
  const [care, insured] = isReturn ? [payer, payee] : [payee, payer];
  if ((side === 'care' ? care : insured) !== node) return false;
  return payer === node || receivedOn !== null;
}

/** What a payment posts on one side, pair of areas by pair of areas. */
export function clearingPaymentPostings(
  side: ClearingSide,
  { orderId, pairs, insuranceType }: Pick<PaidClearingOrder, 'orderId' | 'pairs' | 'insuranceType'>,
  at: Instant,
): Transfer[] {
  return pairs.flatMap(({ careArea, insuredArea, net }) => {
    const pair = { careArea, insuredArea, insuranceType };
    const isOwn = side === 'care';
    const claim = isOwn ? receivableFromInsuredArea(pair) : payableToCareArea(pair);
    const bank = bankDeposit(provinceOf(isOwn ? careArea : insuredArea));
    // Money in is a debit of the bank: at the care side what the insured area pays, at the insured side what
    // it gets back.
    const isIn = net > 0 === isOwn;
    return portionsOf(Math.abs(net)).map((amount, index) => ({
      transferId: `${orderId}.${insuredArea}.${careArea}${index === 0 ? '' : `.${index + 1}`}`,
      debit: isIn ? bank : claim,
      credit: isIn ? claim : bank,
      amount,
      code: 'clearing-payment',
      reference: orderId,
      month: monthOf(at),
      postedAt: at,
    }));
  });
}

/** What the journal holds of a payment in a province's book. */
export const clearingPaymentFact = (order: Omit<PaidClearingOrder, 'receivedOn'>): string => {
  const { orderId, period, payer, payee, insuranceType, isReturn, amount, bank, serial, paidOn, pairs } =
    order;
  return canonicalJson({
    orderId,
    period,
    payer,
    payee,
    insuranceType,
    isReturn,
    amount,
    bank,
    serial,
    paidOn,
    pairs,
  });
};

/** Books a payment once; answers whether it was new. */
export async function bookClearingPayment(
  side: ClearingSide,
  deps: { readonly db: Database; readonly now: Clock },
  order: PaidClearingOrder,
): Promise<boolean> {
  const { orderId, period, payer, payee, insuranceType, isReturn, amount, bank, serial, paidOn } = order;
  if ((await deps.db.query(KNOWN[side], [orderId])).length > 0) return false;
  const at = deps.now();
  return await deps.db.transaction(async (tx) => {
    const who = [orderId, period, payer, payee, insuranceType, isReturn, amount, bank, serial, paidOn];
    const added = await tx.query(ADD[side], [...who, JSON.stringify(order.pairs), at]);
    if (added.length === 0) return false;
    await postTransfers(tx, `${side}_ledger`, clearingPaymentPostings(side, order, at));
    const digest = digestOf(clearingPaymentFact(order));
    await appendToJournal(tx, { kind: `${side}.clearing-payment`, subject: orderId, digest });
    return true;
  });
}

const WRONG = forSide((side) =>
  statement(
    `${side}-doctor-clearing-payments`,
    `SELECT coalesce(p.order_id, t.reference) AS subject FROM ${side}.clearing_payment p
     FULL JOIN (SELECT reference,
         sum(CASE WHEN debit LIKE 'bank-deposit/%' THEN amount ELSE -amount END) AS moved
       FROM ${side}_ledger.transfer WHERE code = 'clearing-payment' GROUP BY reference) t
       ON t.reference = p.order_id
     WHERE p.order_id IS NULL OR coalesce(t.moved, 0) <>
       (SELECT coalesce(sum((x->>'net')::bigint), 0) FROM jsonb_array_elements(p.pairs) x)
         * ${side === 'care' ? 1 : -1}
       OR p.amount <> abs((SELECT coalesce(sum((x->>'net')::bigint), 0) FROM jsonb_array_elements(p.pairs) x))
     ORDER BY 1 LIMIT 100`,
  ),
);

/** C-04: what is posted of the clearing's payments is what they are made of. */
export async function clearingPaymentBreaches(db: Executor, side: ClearingSide) {
  const rows = await db.query<{ subject: string }>(WRONG[side], []);
  const detail = 'The payment of the clearing and what is posted of it differ.';
  return rows.map(({ subject }) => ({ invariant: 'clearing-payments-are-posted', subject, detail }));
}

const BOOKED = forSide((side) =>
  statement(
    `${side}-booked-clearing-payments`,
    `SELECT order_id AS "orderId", amount FROM ${side}.clearing_payment`,
  ),
);

/** What this side booked, by order, fen: for comparison with the nation's book. */
export async function bookedClearingPayments(
  db: Executor,
  side: ClearingSide,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ orderId: string; amount: number }>(BOOKED[side], []);
  return new Map(rows.map(({ orderId, amount }) => [orderId, amount]));
}

// Which decisions of audits a side has, and which of these bills it knows.
const DECISIONS: Readonly<Record<ClearingSide, string>> = {
  care: 'care.provider_deduction',
  insured: 'insured.deduction',
};
const UNTAKEN = forSide((side) =>
  statement(
    `${side}-untaken-deductions`,
    `SELECT i.id FROM unnest($1::text[], $2::text[]) AS i (id, bill)
     WHERE EXISTS (SELECT FROM ${side}.settlement s
         WHERE s.settlement_id = i.bill AND s.settled_at IS NOT NULL)
       AND NOT EXISTS (SELECT FROM ${DECISIONS[side]} d WHERE d.deduction_id = i.id)`,
  ),
);

/** Decisions about bills of this side that it has not taken into its books. */
export async function untakenDeductions(
  db: Executor,
  side: ClearingSide,
  decided: readonly { readonly deductionId: string; readonly settlementId: string }[],
): Promise<readonly string[]> {
  const ids = decided.map(({ deductionId }) => deductionId);
  const bills = decided.map(({ settlementId }) => settlementId);
  return (await db.query<{ id: string }>(UNTAKEN[side], [ids, bills])).map(({ id }) => id);
}
