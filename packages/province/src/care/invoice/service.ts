/** Invoices of direct settlements, which no claim may use again: told in the background. */
import { statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { invoiceDigest, invoiceKeyOf } from '@zhijie/invoice';
import { type Actor, dateOf, type Instant, ok, type Result, yearOf } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { maintainedAreas } from '../permissions.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';

const AT_ONCE = 100;
/** An outcome learned late is settled long before it is known here. */
const LOOK_BACK_MS = 24 * 3_600_000;

type Settled = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly careArea: string;
  readonly settledAt: Instant;
  readonly kind: 'inpatient' | 'outpatient';
  readonly invoiceNumber: string;
};

const DUE = statement(
  'care-invoice-due',
  `SELECT s.provider_id AS "providerId", s.settlement_id AS "settlementId", s.care_area AS "careArea",
     s.settled_at AS "settledAt", s.kind, s.invoice_number AS "invoiceNumber"
   FROM care.settlement s
   WHERE s.settled_at > coalesce((SELECT max(settled_at) FROM care.invoice_report), 0) - $1
     AND s.state = 'settled' AND s.invoice_number IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM care.invoice_report r
       WHERE r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id)
   ORDER BY s.settled_at LIMIT $2`,
);
// Receipts that this node issued itself; the hospital had named nothing that could be read.
const DUE_RECEIPTS = statement(
  'care-invoice-due-receipts',
  `SELECT r.provider_id AS "providerId", r.settlement_id AS "settlementId", s.care_area AS "careArea",
     s.settled_at AS "settledAt", s.kind, r.code || r.number AS "invoiceNumber"
   FROM care.receipt r
   JOIN care.settlement s ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
   WHERE r.kind = 'normal' AND s.state = 'settled'
     AND r.issued_at > coalesce((SELECT max(reported_at) FROM care.invoice_report), 0) - $1
     AND NOT EXISTS (SELECT 1 FROM care.invoice_report i WHERE i.provider_id = r.provider_id
       AND i.settlement_id = r.settlement_id AND i.outcome <> 'unreadable')
     AND NOT EXISTS (SELECT 1 FROM care.receipt x WHERE x.of_code = r.code AND x.of_number = r.number)
   ORDER BY r.issued_at LIMIT $2`,
);
const REPORTED = statement(
  'care-invoice-reported',
  `INSERT INTO care.invoice_report (provider_id, settlement_id, care_area, settled_at, digest, outcome,
     reported_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (provider_id, settlement_id) DO UPDATE SET digest = excluded.digest,
     outcome = excluded.outcome, reported_at = excluded.reported_at
   WHERE care.invoice_report.outcome = 'unreadable' AND excluded.outcome <> 'unreadable'
   RETURNING settlement_id`,
);
const UNDONE = statement(
  'care-invoice-undone',
  `SELECT r.provider_id AS "providerId", r.settlement_id AS "settlementId", r.care_area AS "careArea",
     r.digest
   FROM care.invoice_report r JOIN care.settlement s
     ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
   WHERE r.outcome = 'registered' AND r.released_at IS NULL AND (s.state = 'reversed'
     OR EXISTS (SELECT 1 FROM care.receipt x WHERE x.provider_id = r.provider_id
       AND x.settlement_id = r.settlement_id AND x.kind = 'red'))
   LIMIT $1`,
);
const RELEASED = statement(
  'care-invoice-released',
  `UPDATE care.invoice_report SET released_at = $3 WHERE provider_id = $1 AND settlement_id = $2`,
);
const TAKEN = statement(
  'care-invoice-taken',
  `SELECT provider_id AS "providerId", settlement_id AS "settlementId", care_area AS "careArea",
     settled_at AS "settledAt", reported_at AS "reportedAt"
   FROM care.invoice_report WHERE outcome = 'taken' AND care_area = ANY($1::text[])
   ORDER BY reported_at DESC LIMIT 200`,
);

/**
 * Tells the nation's register the invoices of new settlements, and gives up those of settlements undone.
 * Answers how many were answered; an unreachable nation is asked again.
 */
export async function reportInvoices(deps: CareDeps): Promise<number> {
  try {
    return (await reportNew(deps)) + (await releaseUndone(deps));
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'warn', event: 'invoice-register-unanswered' });
    return 0;
  }
}

async function reportNew(deps: CareDeps): Promise<number> {
  const named = await deps.db.query<Settled>(DUE, [LOOK_BACK_MS, AT_ONCE]);
  const issued = await deps.db.query<Settled>(DUE_RECEIPTS, [LOOK_BACK_MS, AT_ONCE]);
  const due = [...named, ...issued];
  for (const settled of due) {
    const { providerId, settlementId, careArea, settledAt } = settled;
    const isInpatient = settled.kind === 'inpatient';
    const known = { area: careArea, isInpatient, year: yearOf(dateOf(settledAt)) };
    const invoice = invoiceKeyOf(settled.invoiceNumber, known);
    const digest = invoice === null ? null : invoiceDigest(deps.directoryKey, invoice);
    const outcome =
      digest === null ? 'unreadable' : await use(deps, { digest, careArea, useId: settlementId });
    if (outcome === null) continue;
    if (outcome === 'taken') deps.log({ level: 'warn', event: 'invoice-used-twice', settlementId });
    const at = deps.now();
    await deps.db.transaction(async (tx) => {
      const row = { providerId, settlementId, careArea, settledAt, digest, outcome, at };
      if ((await tx.query(REPORTED, Object.values(row))).length === 0) return;
      const subject = `${providerId}/${settlementId}`;
      await appendToJournal(tx, { kind: 'care.invoice-report', subject, digest: digestOf(row) });
    });
  }
  return due.length;
}

async function use(
  { ask }: CareDeps,
  { digest, careArea, useId }: { readonly digest: string; readonly careArea: string; readonly useId: string },
): Promise<'registered' | 'taken' | null> {
  const done = await ask('invoice.use@1', routeOf({ careArea }), { digest, use: 'direct', useId });
  if (!done.ok) return null;
  return done.value.outcome === 'taken' ? 'taken' : 'registered';
}

async function releaseUndone(deps: CareDeps): Promise<number> {
  type Undone = { providerId: string; settlementId: string; careArea: string; digest: string };
  const undone = await deps.db.query<Undone>(UNDONE, [AT_ONCE]);
  for (const { providerId, settlementId, careArea, digest } of undone) {
    const request = { digest, useId: settlementId };
    const done = await deps.ask('invoice.release@1', routeOf({ careArea }), request);
    if (done.ok) await deps.db.query(RELEASED, [providerId, settlementId, deps.now()]);
  }
  return undone.length;
}

export type InvoiceConflict = {
  readonly providerId: string;
  readonly settlementId: string;
  readonly careArea: string;
  readonly settledAt: Instant;
  readonly reportedAt: Instant;
};

/**
 * Direct settlements whose invoice was in another use already, newest first: for the agency of the place to
 * look into. Refuses `not-permitted`.
 */
export async function invoiceConflicts(
  { db }: CareDeps,
  actor: Actor,
): Promise<Result<readonly InvoiceConflict[], CareRefusal>> {
  const areas = maintainedAreas(actor);
  if (areas.length === 0) return careRefusal('not-permitted', 'areas');
  return ok(await db.query<InvoiceConflict>(TAKEN, [areas]));
}
