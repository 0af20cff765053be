import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { statementDigest } from '../reconciliation/service.ts';
import type { Statement } from '../reconciliation/store.ts';
import type { CareBreach } from './invariants.ts';

const STATEMENTS = statement(
  'care-doctor-statements',
  `SELECT t.provider_id AS "providerId", t.statement_id AS "statementId", t.kind,
     t.insurance_type AS "insuranceType", t.clearing_category AS "clearingCategory", t.agency,
     t.from_date AS "from", t.until_date AS "until", t.result, t.hospital_sums AS hospital,
     t.own_sums AS own, t.differing, t.item_count AS "itemCount", t.message_id AS "messageId",
     t.actor_id AS "actorId", t.stated_at AS at,
     (SELECT j.digest FROM evidence.journal j WHERE j.kind = 'care.statement' AND j.subject = t.statement_id
       ORDER BY j.sequence LIMIT 1) AS digest
   FROM care.statement t`,
);
const UNDONE = statement(
  'care-doctor-undone-reconciled',
  `SELECT i.item_id AS subject FROM care.reconciled_item i
   JOIN care.reversal r ON r.provider_id = i.provider_id AND r.settlement_id = i.item_id
   WHERE r.reason = 'unknown-outcome'
   UNION ALL
   SELECT c.item_id FROM care.clearing_confirmation c
   JOIN care.reversal r ON r.provider_id = c.provider_id AND r.settlement_id = c.item_id
   WHERE r.reason = 'unknown-outcome' AND c.taken_back_at IS NULL AND r.reversed_at > c.confirmed_at`,
);

/**
 * Statements equal their leaves, and nothing that was reconciled or is confirmed for clearing was made undone
 * by its message afterwards (T-04). What was undone before stands in the month's rows with its counterpart.
 */
export async function statementBreaches(db: Executor): Promise<CareBreach[]> {
  const statements = await db.query<Statement & { digest: Uint8Array | null }>(STATEMENTS, []);
  const changed = statements.flatMap(({ digest, ...made }) =>
    digest !== null && toHex(digest) === toHex(statementDigest(made))
      ? []
      : [
          {
            invariant: 'rows-equal-their-leaves',
            subject: made.statementId,
            detail: 'The statement differs from the leaf in the journal.',
          },
        ],
  );
  const undone = await db.query<{ subject: string }>(UNDONE, []);
  return [
    ...changed,
    ...undone.map(({ subject }) => ({
      invariant: 'closed-settlements-are-refunded',
      subject,
      detail: 'It is reconciled or confirmed, and was reversed as if it had not happened.',
    })),
  ];
}
