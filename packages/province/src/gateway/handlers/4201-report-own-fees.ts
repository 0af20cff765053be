import type { InputOf } from '@zhijie/wire';
import { type OwnVisit, reportOwnFees } from '../../care/self-pay/service.ts';
import type { OwnLine } from '../../care/self-pay/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { detailsOf } from './lines.ts';

type Row = InputOf<'4201'>[number];

function visitOf(row: Row): OwnVisit {
  const { visitSerial, hospitalVisitNumber, kindOfCare: careType, certificateNumber } = row;
  const { certificateType, personName } = row;
  const content = { certificateType, personName };
  return { visitSerial, hospitalVisitNumber, careType, certificateNumber, isValid: true, content };
}

const lineOf = (row: Row): OwnLine => ({
  visitSerial: row.visitSerial,
  lineNumber: row.lineId,
  batch: row.batchNumber,
  itemCode: row.itemCode,
  hospitalItemCode: row.hospitalItemCode,
  category: row.feeCategory,
  unitPrice: row.price,
  quantity: row.quantity,
  amount: row.lineAmount,
  occurredAt: row.occurredAt,
  details: { ...detailsOf(row), productName: row.productName, remark: orNull(row.remark) },
  isValid: true,
});

/** A visit for every number and person: two persons under one number are refused when they are kept. */
const visitsOf = (rows: readonly Row[]): readonly OwnVisit[] => [
  ...new Map(rows.map((row) => [`${row.visitSerial}\n${row.certificateNumber}`, visitOf(row)])).values(),
];

export const uploadOwnFees: HandlerOf<'4201'> = ({ deps, call, input, answer }) =>
  reportOwnFees(deps, call, { visits: visitsOf(input), lines: input.map(lineOf), isWhole: false }, () =>
    answer({}),
  );
