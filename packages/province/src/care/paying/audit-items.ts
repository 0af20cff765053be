import { audit, EXAMPLE_KNOWLEDGE } from '@zhijie/audit';
import { sm3Hex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { caseOfVisit } from '../audit/stored.ts';
import type { CareDeps } from '../deps.ts';
import { readLinesOf } from '../fee-line/store.ts';
import { logAccess } from '../person/store.ts';
import { findVisit } from '../visit/store.ts';
import type { DeclaredItem, Made, PayableItem } from './store.ts';
import { SAMPLE_RATE } from './terms.ts';

/** What the rules found in one bill, without the person. */
export type Findings = readonly {
  readonly rule: string;
  readonly severity: string;
  readonly excess: number;
  readonly evidence: string;
}[];

export type AuditedItem = DeclaredItem & { readonly isDefinite: boolean };

/**
 * A bill whose invoice has paid for something already, e.g. a manual claim: found when the nation's
 * register answers, after the settlement; so it is held here, before the institution gets money for it, and
 * the whole claim is proposed as the deduction.
 */
export const INVOICE_TAKEN = {
  rule: 'invoice-used-elsewhere',
  severity: 'definite',
  evidence: '这张票据已用于手工报销或另一笔结算，基金不应再付；见重复使用的票据',
} as const;
const TAKEN = statement(
  'care-paying-taken-invoices',
  `SELECT settlement_id AS "settlementId" FROM care.invoice_report
   WHERE provider_id = $1 AND outcome = 'taken' AND settlement_id = ANY ($2)`,
);

/** Which of these settlements have an invoice that is in another use. */
export async function invoicesTaken(
  db: Executor,
  providerId: string,
  settlementIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ settlementId: string }>(TAKEN, [providerId, [...settlementIds]]);
  return new Set(rows.map(({ settlementId }) => settlementId));
}

/** Every item of a month is drawn alike by everybody who draws again. */
const isSampled = (itemId: string): boolean =>
  Number.parseInt(sm3Hex(`sample\n${itemId}`).slice(0, 8), 16) % 10_000 < SAMPLE_RATE;

/**
 * The audit of all items, not of a sample (医保办发〔2025〕13号 articles 12–13; procedures I-02, G-01: patients of
 * other places by the same rules). What is found goes to a person, and of the rest one in twenty. A reversal
 * has no bill of its own. Every look at a bill is logged.
 */
export async function auditItems(
  deps: CareDeps,
  tx: Executor,
  items: readonly PayableItem[],
  { providerId, by, at }: Made & { readonly providerId: string },
): Promise<AuditedItem[]> {
  const audited: AuditedItem[] = [];
  const bills = items.map(({ settlementId }) => settlementId);
  const taken = await invoicesTaken(tx, providerId, bills);
  for (const item of items) {
    const found = item.isReversal ? [] : await findingsOf(deps, tx, item, providerId);
    const isTaken = taken.has(item.itemId);
    const findings = isTaken ? [...found, { ...INVOICE_TAKEN, excess: item.claim }] : found;
    if (!item.isReversal) {
      const { personId, settlementId: messageId } = item;
      await logAccess(tx, { at, actorId: by, providerId, personId, messageId, purpose: 'audit' });
    }
    const isDrawn = !item.isReversal && isSampled(item.itemId);
    const { itemId, settlementId, claim } = item;
    audited.push({
      itemId,
      settlementId,
      claim,
      review: findings.length > 0 ? 'suspected' : isDrawn ? 'sampled' : 'clear',
      excess: isTaken ? item.claim : findings.reduce((sum, { excess }) => sum + excess, 0),
      findings,
      isDefinite: findings.some(({ severity }) => severity === 'definite'),
    });
  }
  return audited;
}

async function findingsOf(
  deps: CareDeps,
  tx: Executor,
  { visitId, settlementId }: PayableItem,
  providerId: string,
): Promise<Findings> {
  const visit = await findVisit(tx, providerId, visitId);
  if (visit === null) return [];
  const lines = await readLinesOf(tx, visit, settlementId);
  const found = audit(caseOfVisit(visit, lines), deps.auditKnowledge ?? EXAMPLE_KNOWLEDGE);
  return found.map(({ rule, entry, excess, evidence }) => ({
    rule,
    severity: entry.severity,
    excess,
    evidence,
  }));
}
