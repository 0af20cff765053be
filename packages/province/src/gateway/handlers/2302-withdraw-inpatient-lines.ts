import { withdrawLines } from '../../care/fee-line/service.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';
import { visitOfRows } from './lines.ts';

/** The line number that means every unsettled line. */
const ALL = '0000';

export const withdrawInpatientLines: HandlerOf<'2302'> = async ({ deps, call, input, answer }) => {
  const { visitId, personId, differs } = visitOfRows(input);
  if (differs !== null) return careRefusal('visits-mixed', `lines[${differs}].visitId`);
  const numbers = input.map((row) => row.lineId);
  const what = numbers.includes(ALL) ? ({ all: true } as const) : { numbers };
  return withdrawLines(deps, call, { kind: 'inpatient', visitId, personId, what }, () => answer({}));
};
