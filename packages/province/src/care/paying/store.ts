import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Actor, CalendarDate, Fen, Instant, Month } from '@zhijie/kernel';
import type { AgreementState } from '../institution/store.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type Findings, INVOICE_TAKEN } from './audit-items.ts';
import type { PayTerms } from './terms.ts';

/** Who did something, when. */
export type Made = { readonly by: string; readonly at: Instant };

export type PaidInstitution = {
  readonly providerId: string;
  readonly name: string;
  readonly area: string;
  readonly agreement: AgreementState;
  readonly isStopped: boolean;
};

const INSTITUTION = `i.provider_id AS "providerId", i.name, i.area, i.agreement,
  EXISTS (SELECT FROM care.pay_stop s WHERE s.provider_id = i.provider_id AND s.lifted_at IS NULL)
    AS "isStopped"`;
const ONE = statement(
  'care-paying-institution',
  `SELECT ${INSTITUTION} FROM care.institution i WHERE provider_id = $1`,
);
// Shared: the agreement cannot be changed until the transaction ends.
const HELD = statement(
  'care-paying-institutions-held',
  `SELECT ${INSTITUTION} FROM care.institution i WHERE provider_id = ANY ($1)
   ORDER BY provider_id FOR SHARE OF i`,
);
const OF_AREA = statement(
  'care-paying-institutions',
  `SELECT ${INSTITUTION} FROM care.institution i WHERE area = $1 ORDER BY provider_id`,
);

export async function institutionOf(db: Executor, providerId: string): Promise<PaidInstitution | null> {
  return (await db.query<PaidInstitution>(ONE, [providerId]))[0] ?? null;
}
export const holdInstitutions = (tx: Executor, ids: readonly string[]): Promise<PaidInstitution[]> =>
  tx.query<PaidInstitution>(HELD, [[...ids]]);
export const institutionsOfArea = (db: Executor, area: string): Promise<PaidInstitution[]> =>
  db.query<PaidInstitution>(OF_AREA, [area]);

/** Only the agency of the place where the institution is. */
export const mayPay = (actor: Actor, area: string): boolean => mayMaintainInstitution(actor, area);

const TURN = statement(
  'care-paying-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('care.paying ' || $1, 0))`,
);
/** One at a time in an area: what two persons propose or read in at once would count the same money twice. */
export async function takeTurn(tx: Executor, area: string): Promise<void> {
  await tx.query(TURN, [area]);
}

/** The journal's leaf of a fact of paying. */
export async function journal(tx: Executor, kind: string, subject: string, fact: unknown): Promise<void> {
  await appendToJournal(tx, { kind: `care.${kind}`, subject, digest: digestOf(fact) });
}

export type BankAccountOf = {
  readonly holder: string;
  readonly bankName: string;
  readonly bankNumber: string | null;
  readonly number: string;
};
export type AccountVersion = BankAccountOf & { readonly owner: string; readonly fromOn: CalendarDate };

const ACCOUNT = `holder, bank_name AS "bankName", bank_number AS "bankNumber", number`;
const ACCOUNTS = statement(
  'care-paying-accounts',
  `SELECT owner, from_on AS "fromOn", ${ACCOUNT} FROM care.bank_account WHERE owner = $1 ORDER BY from_on`,
);
const ACCOUNTS_ON = statement(
  'care-paying-accounts-on',
  `SELECT DISTINCT ON (owner) owner, from_on AS "fromOn", ${ACCOUNT} FROM care.bank_account
   WHERE owner = ANY ($1) AND from_on <= $2 ORDER BY owner, from_on DESC`,
);
const ADD_ACCOUNT = statement(
  'care-paying-add-account',
  `INSERT INTO care.bank_account (owner, from_on, holder, bank_name, bank_number, number, noted_by, noted_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const AREA_OF_NUMBER = statement(
  'care-paying-area-of-account',
  `SELECT DISTINCT owner FROM care.bank_account WHERE number = $1 AND owner ~ '^[0-9]{6}$'`,
);

/** Whose account the treasury's is from which an area's agency gets its money. */
export const treasuryOf = (area: string): string => `treasury/${area}`;

export const accountVersions = (db: Executor, owner: string): Promise<AccountVersion[]> =>
  db.query<AccountVersion>(ACCOUNTS, [owner]);

/** The account of each owner that is valid on a day. */
export async function accountsOn(
  db: Executor,
  owners: readonly string[],
  on: CalendarDate,
): Promise<ReadonlyMap<string, AccountVersion>> {
  const rows = await db.query<AccountVersion>(ACCOUNTS_ON, [[...owners], on]);
  return new Map(rows.map((row) => [row.owner, row]));
}

export async function addAccount(tx: Executor, version: AccountVersion, { by, at }: Made): Promise<void> {
  const { owner, fromOn, holder, bankName, bankNumber, number } = version;
  await tx.query(ADD_ACCOUNT, [owner, fromOn, holder, bankName, bankNumber, number, by, at]);
}

/** The areas whose agencies pay from an account. */
export async function areasOfAccount(db: Executor, number: string): Promise<readonly string[]> {
  return (await db.query<{ owner: string }>(AREA_OF_NUMBER, [number])).map(({ owner }) => owner);
}

const TERMS = `provider_id AS "providerId", from_on AS "fromOn", mode, cycle, share,
  is_cross_province_included AS "isCrossProvinceIncluded"`;
const TERMS_ON = statement(
  'care-paying-terms-on',
  `SELECT DISTINCT ON (provider_id) ${TERMS} FROM care.pay_terms
   WHERE provider_id = ANY ($1) AND from_on <= $2 ORDER BY provider_id, from_on DESC, set_at DESC`,
);
const ADD_TERMS = statement(
  'care-paying-add-terms',
  `INSERT INTO care.pay_terms (provider_id, from_on, mode, cycle, share, is_cross_province_included, reason,
     set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export async function termsOn(
  db: Executor,
  providerIds: readonly string[],
  on: CalendarDate,
): Promise<ReadonlyMap<string, PayTerms>> {
  const rows = await db.query<PayTerms>(TERMS_ON, [[...providerIds], on]);
  return new Map(rows.map((row) => [row.providerId, row]));
}

export async function addTerms(
  tx: Executor,
  terms: PayTerms & { readonly reason: string },
  { by, at }: Made,
): Promise<void> {
  const { providerId, fromOn, mode, cycle, share, isCrossProvinceIncluded, reason } = terms;
  await tx.query(ADD_TERMS, [
    providerId,
    fromOn,
    mode,
    cycle,
    share,
    isCrossProvinceIncluded,
    reason,
    by,
    at,
  ]);
}

const STOP = statement(
  'care-paying-stop',
  `INSERT INTO care.pay_stop (stop_id, provider_id, cause, detail, stopped_by, stopped_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (provider_id) WHERE lifted_at IS NULL DO NOTHING
   RETURNING stop_id`,
);
const LIFT = statement(
  'care-paying-lift',
  `UPDATE care.pay_stop SET lifted_by = $2, lifted_at = greatest($3, stopped_at), lift_reason = $4
   WHERE provider_id = $1 AND lifted_at IS NULL RETURNING stop_id`,
);

export type Stop = {
  readonly stopId: string;
  readonly providerId: string;
  readonly cause: 'abnormal-data' | 'person';
  readonly detail: string;
};

/** False when the institution is stopped already. */
export async function stopInstitution(tx: Executor, stop: Stop, { by, at }: Made): Promise<boolean> {
  const { stopId, providerId, cause, detail } = stop;
  const rows = await tx.query(STOP, [stopId, providerId, cause, detail, by, at]);
  if (rows.length > 0) await journal(tx, 'pay-stop', stopId, { ...stop, by, at });
  return rows.length > 0;
}

/** False when the institution is not stopped. */
export async function liftStop(
  tx: Executor,
  { providerId, reason }: { readonly providerId: string; readonly reason: string },
  { by, at }: Made,
): Promise<boolean> {
  const [row] = await tx.query<{ stop_id: string }>(LIFT, [providerId, by, at, reason]);
  if (row !== undefined) await journal(tx, 'pay-stop-lifted', row.stop_id, { providerId, reason, by, at });
  return row !== undefined;
}

/** A settlement or a reversal as it is owed to the institution; a reversal's claim is negative, fen. */
export type PayableItem = {
  readonly itemId: string;
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly month: Month;
  readonly decidedAt: Instant;
  readonly isReversal: boolean;
  readonly claim: Fen;
};

const ITEM = `s.settlement_id AS "settlementId", s.visit_id AS "visitId", s.person_id AS "personId",
  s.care_area AS "careArea", s.insured_area AS "insuredArea", s.insurance_type AS "insuranceType"`;
const CLAIM = 's.paid_by_funds + s.paid_by_personal_account';
const NOT_DECLARED = (item: string) => `NOT EXISTS (SELECT FROM care.declared_item d
  WHERE d.provider_id = s.provider_id AND d.item_id = ${item})`;
const UNDECLARED = statement(
  'care-paying-undeclared',
  `SELECT s.settlement_id AS "itemId", ${ITEM}, s.month, s.settled_at AS "decidedAt", false AS "isReversal",
     ${CLAIM} AS claim
   FROM care.settlement s
   WHERE s.provider_id = $1 AND s.state IN ('settled', 'reversed') AND s.settled_at < $2
     AND ${NOT_DECLARED('s.settlement_id')}
   UNION ALL
   SELECT r.reversal_id, ${ITEM}, r.month, r.reversed_at, true, -(${CLAIM})
   FROM care.reversal r JOIN care.settlement s
     ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
   WHERE r.provider_id = $1 AND r.state = 'reversed' AND r.reversed_at < $2
     AND ${NOT_DECLARED('r.reversal_id')}
   ORDER BY 8, 1`,
);

/** What an institution has not declared of what was decided before a moment, oldest first. */
export const undeclaredItems = (db: Executor, providerId: string, until: Instant): Promise<PayableItem[]> =>
  db.query<PayableItem>(UNDECLARED, [providerId, until]);

export type Declaration = {
  readonly providerId: string;
  readonly period: Month;
  readonly itemCount: number;
  readonly claimTotal: number;
  readonly isLate: boolean;
  readonly payBy: CalendarDate;
};

const DECLARATION = `provider_id AS "providerId", period, item_count AS "itemCount",
  claim_total AS "claimTotal", is_late AS "isLate", pay_by AS "payBy"`;
const DECLARATION_OF = statement(
  'care-paying-declaration',
  `SELECT ${DECLARATION} FROM care.declaration WHERE provider_id = $1 AND period = $2`,
);
const DECLARE = statement(
  'care-paying-declare',
  `INSERT INTO care.declaration (provider_id, period, item_count, claim_total, is_late, pay_by, declared_by,
     declared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const DECLARE_ITEMS = statement(
  'care-paying-declare-items',
  `INSERT INTO care.declared_item (provider_id, item_id, period, settlement_id, claim, review, excess,
     findings)
   SELECT $1, i."itemId", $2, i."settlementId", i.claim, i.review, i.excess, i.findings
   FROM jsonb_to_recordset($3::jsonb) AS i ("itemId" text, "settlementId" text, claim bigint, review text,
     excess bigint, findings jsonb)`,
);

export async function declarationOf(
  db: Executor,
  providerId: string,
  period: Month,
): Promise<Declaration | null> {
  return (await db.query<Declaration>(DECLARATION_OF, [providerId, period]))[0] ?? null;
}

export type DeclaredItem = Pick<PayableItem, 'itemId' | 'settlementId' | 'claim'> & {
  readonly review: 'clear' | 'suspected' | 'sampled';
  readonly excess: number;
  readonly findings: Findings;
};

export async function saveDeclaration(
  tx: Executor,
  made: Declaration,
  items: readonly DeclaredItem[],
  { by, at }: Made,
): Promise<void> {
  const { providerId, period, itemCount, claimTotal, isLate, payBy } = made;
  await tx.query(DECLARE, [providerId, period, itemCount, claimTotal, isLate, payBy, by, at]);
  await tx.query(DECLARE_ITEMS, [providerId, period, JSON.stringify(items)]);
  await journal(tx, 'declaration', `${providerId}/${period}`, {
    ...made,
    items: items.map(({ itemId, claim }) => [itemId, claim]),
    by,
    at,
  });
}

export type WaitingReview = {
  readonly providerId: string;
  readonly period: Month;
  readonly itemId: string;
  readonly settlementId: string;
  readonly claim: number;
  readonly review: 'suspected' | 'sampled';
  readonly excess: number;
  readonly findings: Findings;
};

const REVIEW = `d.provider_id AS "providerId", d.period, d.item_id AS "itemId",
  d.settlement_id AS "settlementId", d.claim, d.review, d.excess, d.findings,
  EXISTS (SELECT FROM care.invoice_report v WHERE v.provider_id = d.provider_id
    AND v.settlement_id = d.item_id AND v.outcome = 'taken') AS "isInvoiceTaken"`;
const WAITING = statement(
  'care-paying-reviews',
  `SELECT ${REVIEW} FROM care.review_wanted w
   JOIN care.declared_item d ON d.provider_id = w.provider_id AND d.item_id = w.item_id
   JOIN care.institution i ON i.provider_id = d.provider_id
   WHERE i.area = ANY ($1) AND (d.provider_id, d.item_id) > ($2, $3)
     AND NOT EXISTS (SELECT FROM care.review_decision x
       WHERE x.provider_id = d.provider_id AND x.item_id = d.item_id)
   ORDER BY d.provider_id, d.item_id LIMIT $4`,
);
const REVIEW_OF = statement(
  'care-paying-review-of',
  `SELECT ${REVIEW}, x.verdict, x.reason FROM care.review_wanted w
   JOIN care.declared_item d ON d.provider_id = w.provider_id AND d.item_id = w.item_id
   LEFT JOIN care.review_decision x ON x.provider_id = d.provider_id AND x.item_id = d.item_id
   WHERE w.provider_id = $1 AND w.item_id = $2`,
);
const DECIDE = statement(
  'care-paying-decide-review',
  `INSERT INTO care.review_decision (provider_id, item_id, verdict, reason, decided_by, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING item_id`,
);

type ReviewRow = WaitingReview & { readonly isInvoiceTaken: boolean };

/** With what is known of its invoice by now, which the audit may not have known. */
function withInvoice<T extends ReviewRow>({ isInvoiceTaken, ...row }: T): Omit<T, 'isInvoiceTaken'> {
  if (!isInvoiceTaken || row.findings.some(({ rule }) => rule === INVOICE_TAKEN.rule)) return row;
  const finding = { ...INVOICE_TAKEN, excess: row.claim };
  return { ...row, review: 'suspected', excess: row.claim, findings: [...row.findings, finding] };
}

/** Items that a person has to look at, in the order of their keys. */
export async function waitingReviews(
  db: Executor,
  areas: readonly string[],
  after: { readonly providerId: string; readonly itemId: string },
  limit: number,
): Promise<WaitingReview[]> {
  const rows = await db.query<ReviewRow>(WAITING, [[...areas], after.providerId, after.itemId, limit]);
  return rows.map(withInvoice);
}

export type Verdict = 'passed' | 'deducted';
export type KnownReview = WaitingReview & {
  readonly verdict: Verdict | null;
  readonly reason: string | null;
};

export async function reviewOf(
  db: Executor,
  providerId: string,
  itemId: string,
): Promise<KnownReview | null> {
  const [row] = await db.query<KnownReview & ReviewRow>(REVIEW_OF, [providerId, itemId]);
  return row === undefined ? null : withInvoice(row);
}

export type ReviewDecision = {
  readonly providerId: string;
  readonly itemId: string;
  readonly verdict: Verdict;
  readonly reason: string;
};

export async function saveReviewDecision(
  tx: Executor,
  { providerId, itemId, verdict, reason }: ReviewDecision,
  { by, at }: Made,
): Promise<void> {
  const rows = await tx.query(DECIDE, [providerId, itemId, verdict, reason, by, at]);
  if (rows.length === 0) return;
  const fact = { providerId, itemId, verdict, reason, by, at };
  await journal(tx, 'review-decision', `${providerId}/${itemId}`, fact);
}
