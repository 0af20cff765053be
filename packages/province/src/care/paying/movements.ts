import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import type { EntryKind } from './match.ts';
import type { Resolution } from './suspense.ts';

/** A movement of an agency's account: what it was matched with, or what a person said that it is. */
export type Movement = {
  readonly account: string;
  readonly bankReference: string;
  readonly direction: 'in' | 'out';
  /** Fen. */
  readonly amount: number;
  readonly bookedOn: string;
  readonly kind: EntryKind;
  readonly lineId: string | null;
  readonly batchId: string | null;
  readonly providerId: string | null;
  readonly providerName: string | null;
  readonly returnReason: string | null;
  readonly counterparty: string | null;
  readonly information: string | null;
  /** Null: a payment, or nobody has explained it yet. */
  readonly resolution: Resolution | null;
  readonly reason: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Instant | null;
};

/** Where a list of movements goes on. */
export type MovementPlace = Pick<Movement, 'bookedOn' | 'account' | 'bankReference'>;

const LATEST = statement(
  'care-paying-movements',
  `SELECT e.account, e.bank_reference AS "bankReference", e.direction, e.amount, e.booked_on AS "bookedOn",
     e.kind, e.line_id AS "lineId", l.batch_id AS "batchId", l.provider_id AS "providerId",
     i.name AS "providerName", e.return_reason AS "returnReason", e.counterparty, e.information,
     r.resolution, r.reason, r.resolved_by AS "resolvedBy", r.resolved_at AS "resolvedAt"
   FROM care.bank_movement e
   JOIN care.bank_statement s ON s.account = e.account AND s.sequence = e.sequence
   LEFT JOIN care.payment_line l ON l.line_id = e.line_id
   LEFT JOIN care.institution i ON i.provider_id = l.provider_id
   LEFT JOIN care.suspense_resolution r ON r.account = e.account AND r.bank_reference = e.bank_reference
   WHERE s.area = ANY ($1) AND (e.booked_on, e.account, e.bank_reference) < ($2, $3, $4)
   ORDER BY e.booked_on DESC, e.account DESC, e.bank_reference DESC LIMIT $5`,
);

/** Every movement of the accounts of these areas, newest first. */
export const movementsOf = (
  db: Executor,
  areas: readonly string[],
  before: MovementPlace,
  limit: number,
): Promise<Movement[]> =>
  db.query<Movement>(LATEST, [[...areas], before.bookedOn, before.account, before.bankReference, limit]);
