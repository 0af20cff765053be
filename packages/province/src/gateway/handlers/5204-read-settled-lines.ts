import type { OutputOf } from '@zhijie/wire';
import type { FeeLine } from '../../care/fee-line/store.ts';
import { type FoundLines, readLines } from '../../care/settlement/query.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { remarkOf, splitOf } from './lines.ts';

export const readSettledLines: HandlerOf<'5204'> = async ({ deps, call, input, answer }) => {
  const { visitId, personId } = input;
  const found = await readLines(deps, call, { visitId, personId, settlementId: orNull(input.settlementId) });
  return map(found, (lines) => answer(lines.lines.map((line) => rowOf(lines, line))));
};

type Row = OutputOf<'5204'>[number];

/** The kind of an item by the shape of its code. */
export const kindOf = (itemCode: string): Row['catalogueKind'] => {
  if (itemCode.startsWith('X') || itemCode.startsWith('Z')) return 'drug';
  if (itemCode.startsWith('C')) return 'consumable';
  return itemCode.startsWith('T') ? 'herbal-pieces' : 'service';
};

function rowOf({ visit, remarks }: FoundLines, line: FeeLine): Row {
  const remark = remarks.get(line.lineNumber);
  const text = (name: string) => {
    const value = line.details[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    visitId: visit.visitId,
    settlementId: line.settlementId ?? '',
    lineId: line.lineNumber,
    careType: visit.careType ?? 'outpatient',
    occurredAt: line.occurredAt,
    quantity: line.quantity,
    price: line.unitPrice,
    lineAmount: line.total,
    insuranceItemCode: line.itemCode,
    insuranceItemName: line.itemName,
    catalogueKind: kindOf(line.itemCode),
    itemCode: line.itemCode,
    hospitalItemCode: line.hospitalItemCode,
    hospitalItemName: line.itemName,
    ...splitOf(line),
    ...(remark === undefined ? remarkOf(line) : { remark }),
    prescriptionOrOrderNumber: line.prescriptionNumber ?? undefined,
    orderingDepartmentCode: text('orderingDepartmentCode'),
    orderingDepartmentName: text('orderingDepartmentName'),
    orderingDoctorCode: text('orderingDoctorCode'),
    orderingDoctorName: text('orderingDoctorName'),
    performingDepartmentCode: text('performingDepartmentCode'),
    performingDepartmentName: text('performingDepartmentName'),
    performingDoctorCode: text('performingDoctorCode'),
    performingDoctorName: text('performingDoctorName'),
  };
}
