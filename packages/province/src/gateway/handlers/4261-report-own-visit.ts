import { ok } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import type { Call } from '../../care/deps.ts';
import { careRefusal } from '../../care/refusals.ts';
import { compareOwnTotal, reportOwnFees } from '../../care/self-pay/service.ts';
import type { OwnLine } from '../../care/self-pay/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { detailsOf } from './lines.ts';

type Upload = InputOf<'4261'>;

function lineOf(row: Upload['lines'][number], visitSerial: string): OwnLine {
  const { price: unitPrice, quantity, lineAmount: amount, occurredAt, isValid } = row;
  return {
    visitSerial,
    lineNumber: row.lineId,
    batch: null,
    itemCode: orNull(row.itemCode),
    hospitalItemCode: orNull(row.hospitalItemCode),
    category: orNull(row.feeCategory),
    unitPrice,
    quantity,
    amount,
    occurredAt,
    details: { ...detailsOf(row), productName: orNull(row.productName), remark: orNull(row.remark) },
    isValid,
  };
}

/** Every node repeats the institution and the visit: they are those of the call. */
function refusalOf({ visit, diagnoses, lines }: Upload, { institution }: Call) {
  const { providerId } = institution;
  const isOwn = [visit, ...diagnoses, ...lines].every((row) => row.providerId === providerId);
  if (!isOwn) return careRefusal('not-permitted', 'providerId');
  const isOne = diagnoses.every((row) => row.visitSerial === visit.visitSerial);
  return isOne ? null : careRefusal('visits-mixed', 'diagnoses');
}

export const uploadOwnVisit: HandlerOf<'4261'> = async ({ deps, call, input, answer }) => {
  const refused = refusalOf(input, call);
  if (refused !== null) return refused;
  const { visitSerial, hospitalVisitNumber, kindOfCare: careType, certificateNumber, isValid } = input.visit;
  const content = { visit: input.visit, diagnoses: input.diagnoses };
  const number = orNull(hospitalVisitNumber);
  const visit = { visitSerial, hospitalVisitNumber: number, careType, certificateNumber, isValid, content };
  const report = {
    visits: [visit],
    lines: input.lines.map((row) => lineOf(row, visitSerial)),
    isWhole: input.upload.uploadKind === 'whole',
  };
  return reportOwnFees(deps, call, report, () => answer({}));
};

export const compareOwnFees: HandlerOf<'4262'> = async ({ deps, call, input, answer }) => {
  if (input.providerId !== call.institution.providerId) return careRefusal('not-permitted', 'providerId');
  const { isEqual, told } = await compareOwnTotal(deps, call, input);
  const comparison = { comparison: isEqual ? 'equal' : 'differs', comparisonText: told } as const;
  return ok(answer({ answerCode: '0', answerKind: 'success', answerText: '成功', comparison }));
};
