import { changeRemarks as change } from '../../care/fee-line/remark.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';
import { visitOfRows } from './lines.ts';

export const changeRemarks: HandlerOf<'2306'> = async ({ deps, call, input, answer }) => {
  const { visitId, personId, differs } = visitOfRows(input);
  if (differs !== null) return careRefusal('visits-mixed', `rows[${differs}].visitId`);
  const lines = input.map(({ bookedLineId: lineNumber, itemCode, remark = '' }) => ({
    lineNumber,
    itemCode,
    remark,
  }));
  return change(deps, call, { visitId, personId, lines }, () => answer({}));
};
