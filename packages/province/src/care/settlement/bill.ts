import type { Bill, CategoryRow, LineRow } from '@zhijie/exchange';
import {
  addFeeParts,
  type CareType,
  dateOf,
  FEE_CATEGORIES,
  type FeeParts,
  type Fen,
  formatYuan,
  type Instant,
} from '@zhijie/kernel';
import { sumLines } from '../fee-line/split.ts';
import { type BilledLine, feesOf } from '../fee-line/store.ts';
import type { Institution } from '../institution/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { Diagnosis, Visit } from '../visit/store.ts';

/** What the hospital states of its bill; null parts are not stated. */
export type DeclaredFees = {
  readonly total: Fen;
  readonly excluded: Fen | null;
  readonly overLimit: Fen | null;
  readonly selfPaidFirst: Fen | null;
  readonly eligible: Fen | null;
};

export type BillSource = {
  readonly institution: Institution;
  readonly visit: Visit;
  readonly diagnoses: readonly Diagnosis[];
  readonly lines: readonly BilledLine[];
  readonly careType: CareType;
  readonly isInterim: boolean;
  readonly usesPersonalAccount: boolean;
  readonly catalogueHash: string;
  readonly at: Instant;
};

/** One row per national fee category with a line in it (procedures V-02; 医保发〔2022〕22号 annex article 32). */
export function categoryRows(lines: readonly BilledLine[]): CategoryRow[] {
  return FEE_CATEGORIES.flatMap((category) => {
    const own = lines.filter((line) => line.category === category);
    return own.length === 0 ? [] : [{ category, fees: addFeeParts(...own.map(feesOf)) }];
  });
}

/** One row per line (procedures V-03; article 33). */
export function lineRows(lines: readonly BilledLine[]): LineRow[] {
  return lines.map((line) => ({
    lineId: line.lineNumber,
    itemCode: line.itemCode,
    itemName: line.itemName,
    category: line.category,
    occurredOn: dateOf(line.occurredAt),
    fees: feesOf(line),
  }));
}

/** The bill as the insured side gets it: categories for a stay, lines for a visit. */
export function billOf(source: BillSource): Bill {
  const { institution, visit, diagnoses, lines, careType, isInterim, at } = source;
  const isStay = visit.kind === 'inpatient';
  const ended = visit.endedAt ?? (isStay ? Math.max(at, visit.startedAt) : visit.startedAt);
  return {
    visitId: visit.visitId,
    segment: visit.segment,
    providerId: institution.providerId,
    providerName: institution.name,
    providerLevel: institution.level,
    ...(institution.isVillageClinic === true ? { isVillageClinic: true } : {}),
    careArea: visit.careArea,
    personId: visit.personId,
    insuranceType: visit.insuranceType,
    careType,
    isEmergency: visit.isEmergency || careType === 'emergency' || careType === 'emergency-inpatient',
    ...(visit.isTrauma === true ? { isTrauma: true } : {}),
    ...(visit.involvesThirdParty === true ? { involvesThirdParty: true } : {}),
    ...(visit.isTransfer ? { isTransfer: true } : {}),
    isInterim,
    usesPersonalAccount: source.usesPersonalAccount,
    diseaseCode: visit.diseaseCode,
    diagnoses: diagnoses.map(({ code, name, isMain }) => ({ code, name, isMain })),
    admittedOn: dateOf(visit.startedAt),
    dischargedOn: dateOf(ended as Instant),
    catalogueHash: source.catalogueHash,
    fees: isStay
      ? { kind: 'categories', rows: categoryRows(lines) }
      : { kind: 'lines', rows: lineRows(lines) },
    totals: sumLines(lines),
  };
}

const CHECKS = [
  ['total', 'total-mismatch', 'feeTotal'],
  ['excluded', 'excluded-mismatch', 'feeExcluded'],
  ['overLimit', 'over-limit-mismatch', 'feeOverLimit'],
  ['selfPaidFirst', 'self-paid-first-mismatch', 'feeSelfPaidFirst'],
  ['eligible', 'eligible-mismatch', 'feeEligible'],
] as const;

/** The declared header equals the column sums of the lines to the fen (procedures V-03). */
export function compareDeclared(declared: DeclaredFees, sums: FeeParts): CareRefusal | null {
  for (const [name, code, field] of CHECKS) {
    const stated = declared[name];
    if (stated !== null && stated !== sums[name]) {
      const detail = { declared: formatYuan(stated), lines: formatYuan(sums[name]) };
      return careRefusal(code, field, detail).refusal;
    }
  }
  return null;
}
