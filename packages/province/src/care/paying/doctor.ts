import { toHex } from '@zhijie/crypto';
import { type Executor, type Statement, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { dateOf, type Instant } from '@zhijie/kernel';
import type { CareBreach } from '../doctor/invariants.ts';
import { batchFact } from './batch.ts';
import type { Batch, Line } from './batch-store.ts';
import { type Deduction, deductionFact } from './deduction.ts';
import { CLEAR_KINDS_SQL } from './match.ts';
import { type MatchedEntry, statementFact } from './statement.ts';

/** After so many days a released line, or money on suspense, is a finding. */
const OPEN_AT_MOST_DAYS = 10;
const DAY_MS = 86_400_000;

type Check = readonly [invariant: string, query: Statement, detail: string];

const check = (invariant: string, sql: string, detail: string): Check => [
  invariant,
  statement(`care-doctor-${invariant}`, sql),
  detail,
];

const BANK = check(
  'bank-account-equals-statements',
  `SELECT 'paying-bank/' || s.area AS subject
   FROM (SELECT DISTINCT area FROM care.bank_statement) s
   CROSS JOIN LATERAL care_ledger.movement('paying-bank/' || s.area) m
   WHERE m.credits - m.debits <> (
     SELECT coalesce(sum(CASE e.direction WHEN 'out' THEN e.amount ELSE -e.amount END), 0)
     FROM care.bank_movement e JOIN care.bank_statement x ON x.account = e.account AND x.sequence = e.sequence
     WHERE x.area = s.area)`,
  'The account at the bank differs from the statements that were taken.',
);
const CHAIN = check(
  'statements-follow-each-other',
  `SELECT s.account || '/' || s.sequence AS subject FROM care.bank_statement s
   LEFT JOIN care.bank_statement p ON p.account = s.account AND p.sequence = s.sequence - 1
   CROSS JOIN LATERAL (SELECT count(*) AS entries, coalesce(sum(CASE e.direction WHEN 'in' THEN e.amount
       ELSE -e.amount END), 0) AS moved FROM care.bank_movement e
     WHERE e.account = s.account AND e.sequence = s.sequence) m
   WHERE s.opening + m.moved <> s.closing OR s.entries <> m.entries OR p.closing <> s.opening
     OR (p.account IS NULL AND EXISTS (SELECT FROM care.bank_statement o
       WHERE o.account = s.account AND o.sequence < s.sequence))`,
  'Opening, movements and closing of the statement do not fit each other or the one before.',
);
const SUSPENSE = check(
  'suspense-is-what-is-open',
  `SELECT 'suspense/' || s.area AS subject FROM (SELECT DISTINCT area FROM care.bank_statement) s
   CROSS JOIN LATERAL care_ledger.movement('suspense/' || s.area) m
   WHERE m.credits - m.debits <> (
     SELECT coalesce(sum(CASE e.direction WHEN 'in' THEN e.amount ELSE -e.amount END), 0)
     FROM care.bank_movement e JOIN care.bank_statement x ON x.account = e.account AND x.sequence = e.sequence
     LEFT JOIN care.suspense_resolution r ON r.account = e.account AND r.bank_reference = e.bank_reference
     WHERE x.area = s.area AND e.kind NOT IN ${CLEAR_KINDS_SQL}
       AND (r.resolution IS NULL OR r.resolution = 'recovered'))`,
  'Suspense is not the sum of the movements that nobody has explained.',
);
const POSTED = check(
  'bank-entries-are-posted',
  `SELECT e.account || '/' || e.bank_reference AS subject FROM care.bank_movement e
   LEFT JOIN care.suspense_resolution r ON r.account = e.account AND r.bank_reference = e.bank_reference
   CROSS JOIN LATERAL (SELECT count(*) AS posted, min(t.amount) AS least, max(t.amount) AS most
     FROM care_ledger.transfer t WHERE t.reference = e.account || '/' || e.bank_reference) t
   WHERE t.posted <> CASE WHEN r.resolution IS NULL OR r.resolution = 'recovered' THEN 1 ELSE 2 END
     OR t.least <> e.amount OR t.most <> e.amount`,
  'The movement of the bank is not posted as it should be.',
);
const LINES = check(
  'lines-are-not-overpaid',
  `SELECT line_id AS subject FROM care.payment_line_progress
   WHERE executed + closed > amount OR returned > executed OR owed_again > returned
     OR (executed > 0 AND batch_state <> 'released')`,
  'More was executed, returned or owed again than the line carries.',
);
const DEDUCTED = check(
  'deductions-are-posted',
  `SELECT d.deduction_id AS subject FROM care.provider_deduction d
   WHERE NOT EXISTS (SELECT FROM care_ledger.transfer t WHERE t.reference = d.deduction_id
     AND t.code = d.kind AND t.amount = d.amount)`,
  'V-13: the decision of the audit is not in the books.',
);
const OVERDEDUCTED = check(
  'deductions-stay-within-the-claim',
  `SELECT s.settlement_id AS subject FROM care.settlement s
   JOIN (SELECT provider_id, settlement_id, sum(CASE kind WHEN 'deduction' THEN amount
       WHEN 'restoration' THEN -amount ELSE 0 END) AS taken
     FROM care.provider_deduction GROUP BY 1, 2) d
     ON d.provider_id = s.provider_id AND d.settlement_id = s.settlement_id
   WHERE d.taken < 0 OR d.taken > s.paid_by_funds + s.paid_by_personal_account`,
  'V-13: more was taken off the settlement than it claims, or given back than was taken.',
);
const DECLARED = check(
  'declarations-are-their-items',
  `SELECT d.provider_id || '/' || d.period AS subject FROM care.declaration d
   CROSS JOIN LATERAL (SELECT count(*) AS items, coalesce(sum(i.claim), 0) AS claims
     FROM care.declared_item i WHERE i.provider_id = d.provider_id AND i.period = d.period) i
   WHERE d.item_count <> i.items OR d.claim_total <> i.claims`,
  'I-03: the declaration is not the sum of its items.',
);
const BATCHES = check(
  'batches-are-their-lines',
  `SELECT b.batch_id AS subject FROM care.payment_batch b
   CROSS JOIN LATERAL (SELECT count(*) AS lines, sum(l.amount) AS total FROM care.payment_line l
     WHERE l.batch_id = b.batch_id) l
   WHERE b.line_count <> l.lines OR b.total IS DISTINCT FROM l.total`,
  'The batch is not the sum of its lines.',
);
const TOLD = check(
  'working-capital-is-used-within-the-grant',
  `SELECT g.grant_id AS subject FROM care.working_capital g
   WHERE g.amount < (SELECT coalesce(sum(u.amount), 0) FROM care.working_capital_use u
     WHERE u.grant_id = g.grant_id)`,
  'I-08: more was reported as spent than was lent.',
);

const LENT_ONCE = check(
  'working-capital-is-lent-once-a-year',
  `SELECT g.provider_id || '/' || g.year AS subject FROM care.working_capital g
   JOIN care.payment_line_progress p ON p.line_id = g.line_id
   WHERE p.batch_state <> 'rejected' GROUP BY g.provider_id, g.year HAVING count(*) > 1`,
  'I-08: an institution has working capital of one year twice.',
);

const ALWAYS: readonly Check[] = [
  BANK,
  CHAIN,
  SUSPENSE,
  POSTED,
  LINES,
  DEDUCTED,
  OVERDEDUCTED,
  DECLARED,
  BATCHES,
  TOLD,
  LENT_ONCE,
];

const LATE_LINES = check(
  'payments-come-to-an-end',
  `SELECT line_id AS subject FROM care.payment_line_progress
   WHERE batch_state = 'released' AND executed + closed < amount AND checked_at < $1`,
  'The bank has not executed the line ten days after its release, and nobody closed it.',
);
const LATE_SUSPENSE = check(
  'suspense-is-explained',
  `SELECT e.account || '/' || e.bank_reference AS subject FROM care.bank_movement e
   JOIN care.bank_statement s ON s.account = e.account AND s.sequence = e.sequence
   WHERE e.kind NOT IN ${CLEAR_KINDS_SQL} AND s.taken_at < $1
     AND NOT EXISTS (SELECT FROM care.suspense_resolution r
     WHERE r.account = e.account AND r.bank_reference = e.bank_reference)`,
  'Nobody has explained the movement ten days after it was read in.',
);
// In the order of months: what is due for a month is unpaid while declarations up to it exceed what was paid.
const UNPAID = check(
  'payables-are-paid-or-explained',
  `SELECT d.provider_id || '/' || d.period AS subject FROM care.declaration d
   CROSS JOIN LATERAL (SELECT coalesce(sum(x.claim_total), 0) AS declared FROM care.declaration x
     WHERE x.provider_id = d.provider_id AND x.period <= d.period) a
   CROSS JOIN LATERAL (SELECT coalesce(sum(p.live), 0) AS paid FROM care.payment_line_progress p
     WHERE p.provider_id = d.provider_id AND p.period <= d.period AND p.kind <> 'working-capital') p
   CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN t.credit = 'payable-to-provider/' || d.provider_id
       THEN t.amount ELSE -t.amount END), 0) AS other FROM care_ledger.transfer t
     WHERE (t.credit = 'payable-to-provider/' || d.provider_id
         OR t.debit = 'payable-to-provider/' || d.provider_id)
       AND t.code NOT IN ('claim', 'hospital-payment', 'payment-returned')) o
   -- What a later month's payment made good is not open: a deduction given back is paid with the next month.
   CROSS JOIN LATERAL (SELECT coalesce(sum(x.claim_total), 0) AS declared FROM care.declaration x
     WHERE x.provider_id = d.provider_id) later
   CROSS JOIN LATERAL (SELECT coalesce(sum(x.live), 0) AS paid FROM care.payment_line_progress x
     WHERE x.provider_id = d.provider_id AND x.kind <> 'working-capital') made
   WHERE d.pay_by < $1 AND a.declared + o.other - p.paid > 0 AND later.declared + o.other - made.paid > 0`,
  'I-03: what was declared is not paid 20 working days after the 10th.',
);

/** Days and moments that count as late, from now. */
const lates = (now: Instant): readonly (readonly [Check, unknown])[] => [
  [LATE_LINES, now - OPEN_AT_MOST_DAYS * DAY_MS],
  [LATE_SUSPENSE, now - OPEN_AT_MOST_DAYS * DAY_MS],
  [UNPAID, dateOf(now)],
];

/** What must hold of everything that was paid to the institutions, each breach named with its row. */
export async function payingBreaches(db: Executor, now: Instant): Promise<CareBreach[]> {
  const found: CareBreach[] = [];
  const run = async ([invariant, query, detail]: Check, values: readonly unknown[]) => {
    const rows = await db.query<{ subject: string }>(query, values);
    found.push(...rows.map(({ subject }) => ({ invariant, subject, detail })));
  };
  for (const each of ALWAYS) await run(each, []);
  for (const [each, value] of lates(now)) await run(each, [value]);
  return [...found, ...(await leafBreaches(db))];
}

const LEAF = (kind: string, subject: string): string => `(SELECT j.digest FROM evidence.journal j
  WHERE j.kind = '${kind}' AND j.subject = ${subject} ORDER BY j.sequence LIMIT 1) AS leaf`;
const BATCH_ROWS = statement(
  'care-doctor-batch-leaves',
  `SELECT b.batch_id AS "batchId", b.area, b.kind, b.period, b.total, b.payer, b.made_by AS "madeBy",
     b.made_at AS "madeAt", (SELECT jsonb_agg(jsonb_build_object('lineId', l.line_id, 'providerId',
       l.provider_id, 'period', l.period, 'amount', l.amount, 'payee', l.payee))
       FROM care.payment_line l WHERE l.batch_id = b.batch_id) AS lines,
     ${LEAF('care.payment-batch', 'b.batch_id')} FROM care.payment_batch b`,
);
const DEDUCTION_ROWS = statement(
  'care-doctor-deduction-leaves',
  `SELECT deduction_id AS "deductionId", kind, provider_id AS "providerId",
     person_id AS "personId", settlement_id AS "settlementId", care_area AS "careArea",
     insured_area AS "insuredArea", insurance_type AS "insuranceType", amount, reason,
     decided_by AS "decidedBy", decided_at AS "decidedAt", ${LEAF('care.deduction', 'd.deduction_id')}
   FROM care.provider_deduction d`,
);
const STATEMENT_ROWS = statement(
  'care-doctor-bank-statement-leaves',
  `SELECT s.account, s.sequence, s.opening, s.closing, (SELECT coalesce(jsonb_agg(jsonb_build_object(
       'bankReference', e.bank_reference, 'direction', e.direction, 'amount', e.amount, 'kind', e.kind,
       'lineId', e.line_id)), '[]') FROM care.bank_movement e
       WHERE e.account = s.account AND e.sequence = s.sequence) AS entries,
     ${LEAF('care.bank-statement', "s.account || '/' || s.sequence")} FROM care.bank_statement s`,
);

type WithLeaf<T> = T & { readonly leaf: Uint8Array | null };
type StatementRow = Parameters<typeof statementFact>[0] & { readonly entries: readonly MatchedEntry[] };

async function leafBreaches(db: Executor): Promise<CareBreach[]> {
  const batches = await db.query<WithLeaf<Batch & { lines: readonly Line[] }>>(BATCH_ROWS, []);
  const deductions = await db.query<WithLeaf<Deduction>>(DEDUCTION_ROWS, []);
  const statements = await db.query<WithLeaf<StatementRow>>(STATEMENT_ROWS, []);
  return [
    ...batches.flatMap((row) => differing(row.batchId, batchFact(row, row.lines ?? []), row.leaf)),
    ...deductions.flatMap(({ leaf, ...row }) => differing(row.deductionId, deductionFact(row), leaf)),
    ...statements.flatMap((row) =>
      differing(`${row.account}/${row.sequence}`, statementFact(row, row.entries), row.leaf),
    ),
  ];
}

function differing(subject: string, fact: object, leaf: Uint8Array | null): CareBreach[] {
  if (leaf !== null && toHex(leaf) === toHex(digestOf(fact))) return [];
  const detail = 'The row differs from what the journal keeps of it.';
  return [{ invariant: 'rows-equal-their-leaves', subject, detail }];
}
