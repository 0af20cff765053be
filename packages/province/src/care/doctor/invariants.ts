import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { claimOf, type Instant, type Month } from '@zhijie/kernel';
import type { Transfer } from '@zhijie/ledger';
import { clearingPaymentBreaches } from '../../clearing/money-entries.ts';
import { prepaymentEntryBreaches } from '../../prepayment/entries.ts';
import { actBreaches } from '../act/invariants.ts';
import { bookingBreaches } from '../booking/invariants.ts';
import { catalogueBreaches } from '../catalogue-release/invariants.ts';
import { shiftBreaches } from '../counter/invariants.ts';
import { depositBreaches } from '../deposit/invariants.ts';
import { PAYING_CODES } from '../paying/accounts.ts';
import { payingBreaches } from '../paying/doctor.ts';
import { purchaseBreaches } from '../purchasing/invariants.ts';
import { PURCHASE_CODES } from '../purchasing/terms.ts';
import { receiptBreaches } from '../receipt/invariants.ts';
import { AMOUNT_COLUMNS, partsOf } from '../settlement/parts.ts';
import { reversalDigest, type SettledFact, settlementDigest } from '../settlement/postings.ts';
import { orderBreaches } from './orders.ts';
import { statementBreaches } from './statements.ts';

export type CareBreach = {
  /** Which invariant: a stable word. */
  readonly invariant: string;
  /** The row, by its key. */
  readonly subject: string;
  /** A sentence for the operator. */
  readonly detail: string;
};

const PARTS = AMOUNT_COLUMNS.map(([name, column]) => `s.${column} AS "${name}"`).join(', ');
const TRANSFERS = (reference: string) => `(SELECT coalesce(jsonb_agg(jsonb_build_object(
  'transferId', t.transfer_id, 'debit', t.debit, 'credit', t.credit, 'amount', t.amount, 'code', t.code)
  ORDER BY t.transfer_id), '[]') FROM care_ledger.transfer t WHERE t.reference = ${reference}) AS transfers`;
const LEAF = (kind: string, subject: string) =>
  `(SELECT j.digest FROM evidence.journal j WHERE j.kind = '${kind}' AND j.subject = ${subject}
    ORDER BY j.sequence LIMIT 1) AS digest`;

const SETTLEMENTS = statement(
  'care-doctor-settlements',
  `SELECT s.provider_id AS "providerId", s.settlement_id AS "settlementId", s.visit_id AS "visitId",
     s.segment, s.person_id AS "personId", s.care_area AS "careArea", s.insured_area AS "insuredArea",
     s.insurance_type AS "insuranceType", s.settled_at AS "settledAt", s.month, s.state, ${PARTS},
     s.pool_rate AS "poolRate", (s.bill->'totals'->>'total')::bigint AS "billTotal",
     (SELECT coalesce(sum(l.total), 0)::bigint FROM care.fee_line l
       WHERE l.provider_id = s.provider_id AND l.visit_id = s.visit_id
         AND l.settlement_id = s.settlement_id) AS "lineTotal",
     (SELECT k.state FROM care.request_key k WHERE k.provider_id = s.provider_id
       AND k.message_id = s.message_id) AS "keyState",
     EXISTS (SELECT FROM care.reversal r WHERE r.provider_id = s.provider_id
       AND r.settlement_id = s.settlement_id AND r.state = 'pending') AS "isReversing",
     ${TRANSFERS('s.settlement_id')}, ${LEAF('care.settlement', 's.settlement_id')}
   FROM care.settlement s WHERE s.state IN ('settled', 'reversed')`,
);
const REVERSALS = statement(
  'care-doctor-reversals',
  `SELECT r.reversal_id AS "reversalId", r.settlement_id AS "settlementId", r.state AS outcome,
     r.reversed_at AS "reversedAt", r.month, s.state AS "settlementState",
     ${TRANSFERS('r.reversal_id')}, ${LEAF('care.reversal', 'r.reversal_id')}
   FROM care.reversal r JOIN care.settlement s
     ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
   WHERE r.state <> 'pending'`,
);
const OPEN = statement(
  'care-doctor-open',
  `SELECT settlement_id AS subject, 'settlement' AS kind FROM care.settlement
   WHERE state = 'pending' AND requested_at < $1
   UNION ALL
   SELECT reversal_id, 'reversal' FROM care.reversal WHERE state = 'pending' AND requested_at < $1`,
);
const ORPHANS = statement(
  'care-doctor-orphans',
  `SELECT t.transfer_id AS subject, t.reference FROM care_ledger.transfer t
   WHERE NOT EXISTS (SELECT FROM care.settlement s WHERE s.settlement_id = t.reference
       AND s.state IN ('settled', 'reversed'))
     AND NOT EXISTS (SELECT FROM care.reversal r WHERE r.reversal_id = t.reference AND r.state = 'reversed')
     AND t.code NOT IN ('prepayment-paid', 'prepayment-returned', 'clearing-payment',
       '${[...PAYING_CODES, ...PURCHASE_CODES].join("', '")}')
     AND NOT EXISTS (SELECT FROM care.bank_entry b WHERE b.entry_id = t.reference)
     AND NOT EXISTS (SELECT FROM care.deposit_movement m
       WHERE t.reference = 'deposit:' || m.provider_id || ':' || m.request_key)`,
);
const LATE_DETAILS = statement(
  'care-doctor-late-details',
  `SELECT settlement_id AS subject FROM care.settlement
   WHERE state = 'settled' AND kind = 'inpatient' AND details_delivered_at IS NULL AND settled_at < $1`,
);

const LOST_PACKS = statement(
  'care-doctor-lost-packs',
  `SELECT t.trace_code AS subject FROM care.trace_code t
   WHERE t.state <> 'returned' AND t.line_number IS NOT NULL AND NOT EXISTS (SELECT FROM care.fee_line l
     WHERE l.provider_id = t.provider_id AND l.visit_id = t.sale_key AND l.line_number = t.line_number)`,
);

const OVERUSED = statement(
  'care-doctor-overused-approvals',
  `SELECT approval_id AS subject FROM care.approval a
   WHERE care.approval_used(approval_id)
     NOT BETWEEN 0 AND CASE WHEN state = 'approved' THEN quantity ELSE 0 END`,
);

type SettlementRow = SettledFact & {
  readonly state: string;
  readonly billTotal: number;
  readonly lineTotal: number;
  readonly keyState: string | null;
  /** With a reversal under way the fate of the message is the reversal's to decide. */
  readonly isReversing: boolean;
  readonly transfers: readonly Transfer[];
  readonly digest: Uint8Array | null;
};
type ReversalRow = {
  readonly reversalId: string;
  readonly settlementId: string;
  readonly outcome: 'reversed' | 'never-settled';
  readonly reversedAt: Instant | null;
  readonly month: Month | null;
  readonly settlementState: string;
  readonly transfers: readonly Transfer[];
  readonly digest: Uint8Array | null;
};

const OPEN_AT_MOST_MS = 10 * 60_000;
/** Procedures V-04: within 3 days after the settlement. */
const DETAILS_WITHIN_MS = 3 * 86_400_000;

/**
 * What must hold over the care side's database at any moment: lines sum to the fee total (V-03), the claim
 * is what is posted, every row equals its leaf in the journal, every settlement is remembered under its
 * message, no transfer stands alone, nothing stays open, details were delivered in time (V-04).
 */
export async function careInvariants(db: Executor, now: Instant): Promise<CareBreach[]> {
  const settlements = await db.query<SettlementRow & Record<string, unknown>>(SETTLEMENTS, []);
  const reversals = await db.query<ReversalRow>(REVERSALS, []);
  return [
    ...settlements.flatMap((row) => breachesOf({ ...row, parts: partsOf(row) })),
    ...reversals.flatMap(breachesOfReversal),
    ...(await named(
      db,
      ORPHANS,
      [],
      'transfers-belong-to-a-settlement',
      'The transfer refers to no settlement and no reversal.',
    )),
    ...(await named(
      db,
      OPEN,
      [now - OPEN_AT_MOST_MS],
      'intents-come-to-an-end',
      'It is open for more than ten minutes.',
    )),
    ...(await named(
      db,
      LATE_DETAILS,
      [now - DETAILS_WITHIN_MS],
      'details-are-delivered',
      'V-04: its lines are not delivered three days after it.',
    )),
    ...(await statementBreaches(db)),
    ...(await orderBreaches(db, now)),
    ...(await prepaymentEntryBreaches(db, 'care')),
    ...(await depositBreaches(db)),
    ...(await actBreaches(db)),
    ...(await bookingBreaches(db)),
    ...(await shiftBreaches(db)),
    ...(await receiptBreaches(db)),
    ...(await catalogueBreaches(db)),
    ...(await purchaseBreaches(db)),
    ...(await clearingPaymentBreaches(db, 'care')),
    ...(await payingBreaches(db, now)),
    ...(await named(
      db,
      LOST_PACKS,
      [],
      'sold-packs-are-on-their-lines',
      'V-17: the pack is sold on a fee line that does not exist.',
    )),
    ...(await named(
      db,
      OVERUSED,
      [],
      'approvals-are-not-overused',
      'More of the item is charged under the approval than it allows.',
    )),
  ];
}

async function named(
  db: Executor,
  query: typeof OPEN,
  values: readonly unknown[],
  invariant: string,
  detail: string,
): Promise<CareBreach[]> {
  const rows = await db.query<{ subject: string }>(query, values);
  return rows.map(({ subject }) => ({ invariant, subject, detail }));
}

function breachesOf(row: SettlementRow): CareBreach[] {
  const { settlementId: subject, parts } = row;
  const found: CareBreach[] = [];
  const breach = (invariant: string, detail: string) => found.push({ invariant, subject, detail });
  const isLive = row.state === 'settled';
  if (isLive && row.lineTotal !== parts.feeTotal) {
    breach(
      'lines-sum-to-the-fee-total',
      `Its lines sum to ${row.lineTotal} fen, its total is ${parts.feeTotal}.`,
    );
  }
  if (row.billTotal !== parts.feeTotal) {
    breach(
      'bill-equals-the-fee-total',
      `The bill sent is ${row.billTotal} fen, the decision ${parts.feeTotal}.`,
    );
  }
  const posted = row.transfers.reduce((sum, t) => sum + t.amount, 0);
  if (posted !== claimOf(parts)) {
    breach(
      'transfers-say-what-the-parts-say',
      `It claims ${claimOf(parts)} fen, its transfers move ${posted}.`,
    );
  }
  if (isLive && !row.isReversing && row.keyState !== 'done') {
    breach('settlements-are-remembered', `Its message is kept as ${row.keyState ?? 'unknown'}.`);
  }
  if (!sameBytes(row.digest, settlementDigest(row, row.transfers))) {
    breach('rows-equal-their-leaves', 'The settlement or its transfers differ from the leaf in the journal.');
  }
  return found;
}

function breachesOfReversal(row: ReversalRow): CareBreach[] {
  const { reversalId: subject, outcome, settlementState } = row;
  const found: CareBreach[] = [];
  if (settlementState !== (outcome === 'reversed' ? 'reversed' : 'refused')) {
    const detail = `It ended ${outcome}, its settlement is ${settlementState}.`;
    found.push({ invariant: 'states-agree', subject, detail });
  }
  if (!sameBytes(row.digest, reversalDigest(row, row.transfers))) {
    const detail = 'The reversal or its transfers differ from the leaf in the journal.';
    found.push({ invariant: 'rows-equal-their-leaves', subject, detail });
  }
  return found;
}

const sameBytes = (a: Uint8Array | null, b: Uint8Array) => a !== null && toHex(a) === toHex(b);
