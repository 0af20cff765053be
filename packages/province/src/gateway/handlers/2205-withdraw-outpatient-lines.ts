import { withdrawLines } from '../../care/fee-line/service.ts';
import type { HandlerOf } from '../handling.ts';

/** The batch number that means every unsettled line. */
const ALL = '0000';

export const withdrawOutpatientLines: HandlerOf<'2205'> = ({ deps, call, input, answer }) => {
  const { visitId, personId, batchNumber } = input;
  const what = batchNumber === ALL ? ({ all: true } as const) : { batch: batchNumber };
  return withdrawLines(deps, call, { kind: 'outpatient', visitId, personId, what }, () => answer({}));
};
