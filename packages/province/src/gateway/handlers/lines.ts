import type { Fen, Rate, UnitPrice } from '@zhijie/kernel';
import type { InputOf, OutputOf } from '@zhijie/wire';
import type { UploadedLine } from '../../care/fee-line/split.ts';
import type { FeeLine } from '../../care/fee-line/store.ts';
import type { VisitDetails } from '../../care/visit/store.ts';
import { orNull } from '../handling.ts';

type Row = InputOf<'2204'>[number] | InputOf<'2301'>[number];

const KEPT = [
  'orderingDepartmentCode',
  'orderingDepartmentName',
  'orderingDoctorCode',
  'orderingDoctorName',
  'performingDepartmentCode',
  'performingDepartmentName',
  'performingDoctorCode',
  'performingDoctorName',
  'doseDescription',
  'frequencyDescription',
  'courseDays',
  'routeDescription',
  'herbalUse',
  'isOutsidePrescription',
  'isOutsideExamination',
  'outsideHospitalCode',
  'isTakeHomeDrug',
  'isMaternityFee',
  'isSplitPack',
  'diseaseCode',
] as const;

/** What nobody calculates with, of a line of any transaction. */
export function detailsOf(row: object): VisitDetails {
  const values = row as Readonly<Record<(typeof KEPT)[number], VisitDetails[string] | undefined>>;
  return Object.fromEntries(
    KEPT.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}

/** The kept details of a row whose fields have other names: kept name by name in the row. */
export function detailsOfFields<R extends object>(
  row: R,
  names: Readonly<Record<string, keyof R>>,
): VisitDetails {
  const values = row as Readonly<Record<keyof R, VisitDetails[string] | undefined>>;
  return Object.fromEntries(
    Object.entries(names).flatMap(([kept, name]) =>
      values[name] === undefined ? [] : [[kept, values[name]]],
    ),
  );
}

/** A line of the interface as the care side takes it. */
export function uploadedLine(row: Row): UploadedLine {
  return {
    lineNumber: row.lineId,
    batch: 'batchNumber' in row ? row.batchNumber : null,
    originalLineNumber: 'originalLineId' in row ? orNull(row.originalLineId) : null,
    prescriptionNumber:
      'prescriptionNumber' in row
        ? orNull(row.prescriptionNumber)
        : 'orderNumber' in row
          ? orNull(row.orderNumber)
          : null,
    itemCode: row.itemCode,
    hospitalItemCode: row.hospitalItemCode,
    unitPrice: row.price,
    quantity: row.quantity,
    amount: row.lineAmount,
    approval: orNull(row.hospitalApproval),
    occurredAt: row.occurredAt,
    details: detailsOf(row),
    traceCodes: (row.packs ?? []).map(({ traceCode }) => traceCode),
  };
}

/** How the care place split the lines; a price without a ceiling is written as zero. */
export function splitOutput(lines: readonly FeeLine[]): OutputOf<'2204'> {
  return lines.map((line) => ({
    lineId: line.lineNumber,
    lineAmount: line.total,
    quantity: line.quantity,
    price: line.unitPrice,
    ...splitOf(line),
    ...remarkOf(line),
  }));
}

export function splitOf(line: FeeLine) {
  return {
    priceCeiling: line.ceiling ?? (0 as UnitPrice),
    selfPaidFirstRate: line.selfPaidFirstRate as Rate,
    feeExcluded: line.excluded as Fen,
    feeOverLimit: line.overLimit as Fen,
    feeSelfPaidFirst: line.selfPaidFirst as Fen,
    feeEligible: line.eligible as Fen,
    paymentClass: line.paymentClass,
    feeCategory: line.category,
    isLimitedUse: line.isLimited,
  };
}

/** Why a line was split as it was, where that needs saying. */
export const remarkOf = ({ details }: FeeLine): { readonly remark?: string } =>
  typeof details.splitRemark === 'string' ? { remark: details.splitRemark } : {};

/** The one visit and person of all rows, or the number of the first row that names another. */
export function visitOfRows(rows: readonly { readonly visitId: string; readonly personId: string }[]): {
  readonly visitId: string;
  readonly personId: string;
  readonly differs: number | null;
} {
  const { visitId, personId } = rows[0]!;
  const at = rows.findIndex((row) => row.visitId !== visitId || row.personId !== personId);
  return { visitId, personId, differs: at < 0 ? null : at };
}
