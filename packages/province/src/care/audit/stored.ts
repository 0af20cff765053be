import { type AuditCase, type AuditLine, audit, EXAMPLE_KNOWLEDGE, type Finding } from '@zhijie/audit';
import {
  type Actor,
  benefitOf,
  type CareType,
  dateOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { type FeeLine, readLinesOf } from '../fee-line/store.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import { findVisit, type Visit } from '../visit/store.ts';

/** How the rules see a care type. */
export function auditedKindOf(careType: CareType): AuditCase['visit']['kind'] {
  const benefit = benefitOf(careType);
  if (benefit !== 'outpatient') return benefit;
  return careType === 'emergency' || careType === 'pharmacy' ? careType : 'outpatient';
}

function lineOf(line: FeeLine): AuditLine {
  const { lineNumber: lineId, itemCode, itemName, category, unitPrice, quantity, total } = line;
  const days = Number(line.details.courseDays ?? Number.NaN);
  return {
    lineId,
    itemCode,
    itemName,
    category,
    unitPrice,
    quantity,
    amount: total,
    on: dateOf(line.occurredAt),
    days: Number.isFinite(days) ? days : null,
    prescription: line.prescriptionNumber,
    isLongTermOrder: false,
    isCurrent: true,
  };
}

/** A visit as it is kept, as the rules see it: the case that the hospital's screen was asked with before. */
export function caseOfVisit(visit: Visit, lines: readonly FeeLine[]): AuditCase {
  const { gender, birthDate, careType, startedAt, endedAt } = visit;
  const kind = auditedKindOf(careType ?? 'outpatient');
  const endedOn = endedAt === null ? null : dateOf(endedAt);
  return {
    person: { gender, birthDate },
    visit: { kind, startedOn: dateOf(startedAt), endedOn },
    lines: lines.map(lineOf),
  };
}

/**
 * Evaluates the same rules over a stored visit, for the care place's supervision (procedures V-13, G-01:
 * patients of other places like its own). Keeps nothing but who looked. Refusals: `visit-unknown`,
 * `not-permitted`.
 */
export async function auditStoredVisit(
  deps: CareDeps,
  actor: Actor,
  { providerId, visitId }: { readonly providerId: string; readonly visitId: string },
): Promise<Result<readonly Finding[], Refusal<'visit-unknown' | 'not-permitted'>>> {
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const visit = await findVisit(tx, providerId, visitId);
    if (visit === null) return refuse('visit-unknown', { field: 'visitId' });
    if (!mayMaintainInstitution(actor, visit.careArea)) return refuse('not-permitted');
    const lines = await readLinesOf(tx, visit, null);
    const { personId } = visit;
    await logAccess(tx, {
      at,
      actorId: actor.id,
      providerId,
      personId,
      messageId: visitId,
      purpose: 'audit',
    });
    return ok(audit(caseOfVisit(visit, lines), deps.auditKnowledge ?? EXAMPLE_KNOWLEDGE));
  });
}
