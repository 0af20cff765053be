import type { Database } from '@zhijie/database';
import { type Executor, isUniqueViolation, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Handler, PrepaymentBooking } from '@zhijie/exchange';
import { type Clock, canonicalJson, monthOf, ok, type Result, refuse } from '@zhijie/kernel';
import { postTransfers, prepaymentPostings } from '@zhijie/ledger';

/** Which of a province's two books: what it holds of others (care), what it paid to others (insured). */
export type PrepaymentSide = 'care' | 'insured';

/** Tables of one side; `refuse` is the schema's trigger function that keeps rows as they are. */
export const prepaymentTables = (side: PrepaymentSide, refuseChange: string): string => `
CREATE TABLE ${side}.prepayment_entry (
  order_id text PRIMARY KEY,
  care_province text NOT NULL,
  insured_province text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  is_return boolean NOT NULL,
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  on_day text NOT NULL CHECK (on_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  booked_at bigint NOT NULL
);
COMMENT ON TABLE ${side}.prepayment_entry IS
  'Prepaid money between provinces that moved, as the nation confirmed it; amount in fen';
CREATE TRIGGER prepayment_entry_append_only BEFORE UPDATE OR DELETE ON ${side}.prepayment_entry
  FOR EACH ROW EXECUTE FUNCTION ${refuseChange}();
`;

const forSide = <T>(make: (side: PrepaymentSide) => T): Readonly<Record<PrepaymentSide, T>> => ({
  care: make('care'),
  insured: make('insured'),
});

const KNOWN = forSide((side) =>
  statement(
    `${side}-prepayment-entry`,
    `SELECT order_id AS "orderId", care_province AS "careProvince", insured_province AS "insuredProvince",
       amount, is_return AS "isReturn", bank, serial, on_day AS "on"
     FROM ${side}.prepayment_entry WHERE order_id = $1`,
  ),
);
const ADD = forSide((side) =>
  statement(
    `${side}-prepayment-add-entry`,
    `INSERT INTO ${side}.prepayment_entry
       (order_id, care_province, insured_province, amount, is_return, bank, serial, on_day, booked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  ),
);

type Deps = { readonly db: Database; readonly now: Clock; readonly node: string };
type Booked = Result<{ outcome: 'applied' | 'unchanged' }>;

/**
 * Books what the nation confirmed (procedures PF-04: under the prepayment's own codes), once per order: the
 * same again is `unchanged`, other content under the same order is refused (`entry-differs`).
 */
export function bookPrepayment(
  side: PrepaymentSide,
  deps: Deps,
): Handler<'prepayment.held@1'> & Handler<'prepayment.paid@1'> {
  return async (booking) => {
    const own = side === 'care' ? booking.careProvince : booking.insuredProvince;
    if (own !== deps.node) return refuse('not-permitted');
    try {
      return await deps.db.transaction((tx) => bookIn(tx, side, booking, deps));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // The same message at the same time: whoever came first has booked it.
      return await deps.db.transaction((tx) => bookIn(tx, side, booking, deps));
    }
  };
}

async function bookIn(
  tx: Executor,
  side: PrepaymentSide,
  booking: PrepaymentBooking,
  { now }: Deps,
): Promise<Booked> {
  const { orderId, careProvince, insuredProvince, amount, isReturn, bank, serial, on } = booking;
  const content = { orderId, careProvince, insuredProvince, amount, isReturn, bank, serial, on };
  const [known] = await tx.query<PrepaymentBooking>(KNOWN[side], [orderId]);
  if (known !== undefined) {
    const isSame = canonicalJson(known) === canonicalJson(content);
    return isSame ? ok({ outcome: 'unchanged' }) : refuse('entry-differs', { field: 'orderId' });
  }
  const at = now();
  const values = [orderId, careProvince, insuredProvince, amount, isReturn, bank, serial, on, at];
  await tx.query(ADD[side], values);
  const mark = { reference: orderId, month: monthOf(at), postedAt: at };
  await postTransfers(tx, `${side}_ledger`, prepaymentPostings(side, booking, mark));
  await appendToJournal(tx, { kind: `${side}.prepayment`, subject: orderId, digest: digestOf(content) });
  return ok({ outcome: 'applied' });
}

const UNEQUAL = forSide((side) =>
  statement(
    `${side}-prepayment-unequal`,
    `SELECT coalesce(e.order_id, t.reference) AS subject, coalesce(e.amount, 0) AS confirmed,
       coalesce(t.amount, 0) AS posted
     FROM ${side}.prepayment_entry e
     FULL JOIN (SELECT reference, sum(amount)::bigint AS amount FROM ${side}_ledger.transfer
                WHERE code IN ('prepayment-paid', 'prepayment-returned') GROUP BY reference) t
       ON t.reference = e.order_id
     WHERE coalesce(e.amount, 0) <> coalesce(t.amount, 0) ORDER BY 1 LIMIT 100`,
  ),
);

export type PrepaymentEntryBreach = {
  readonly invariant: 'prepayment-equals-payments';
  readonly subject: string;
  readonly detail: string;
};

/** The prepayment accounts of this side are its confirmed payments. */
export async function prepaymentEntryBreaches(
  db: Executor,
  side: PrepaymentSide,
): Promise<PrepaymentEntryBreach[]> {
  type Row = { subject: string; confirmed: number; posted: number };
  return (await db.query<Row>(UNEQUAL[side], [])).map(({ subject, confirmed, posted }) => ({
    invariant: 'prepayment-equals-payments',
    subject,
    detail: `${confirmed} fen are confirmed as moved, ${posted} fen are posted.`,
  }));
}

const ENTRIES = forSide((side) =>
  statement(
    `${side}-prepayment-entries`,
    `SELECT order_id AS "orderId", amount FROM ${side}.prepayment_entry`,
  ),
);

/** What this side booked, by order: for comparison with the nation's confirmed payments. */
export async function bookedPrepayments(
  db: Executor,
  side: PrepaymentSide,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ orderId: string; amount: number }>(ENTRIES[side], []);
  return new Map(rows.map(({ orderId, amount }) => [orderId, amount]));
}
