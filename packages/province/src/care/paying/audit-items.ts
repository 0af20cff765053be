import { audit, EXAMPLE_KNOWLEDGE } from '@zhijie/audit';
import { sm3Hex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
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
  for (const item of items) {
    const findings = item.isReversal ? [] : await findingsOf(deps, tx, item, providerId);
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
      excess: findings.reduce((sum, { excess }) => sum + excess, 0),
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
