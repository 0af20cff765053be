import { updateVisit } from '../../care/visit/change.ts';
import type { HandlerOf } from '../handling.ts';
import { diagnosesOf } from './diagnoses.ts';
import { stayOf } from './stay.ts';

export const changeStay: HandlerOf<'2403'> = ({ deps, call, input, answer }) => {
  const { stay } = input;
  return updateVisit(
    deps,
    call,
    {
      kind: 'inpatient',
      ...stayOf(stay),
      visitId: stay.visitId,
      serialNumber: stay.hospitalVisitNumber,
      diagnoses: diagnosesOf(input.diagnoses),
    },
    () => answer({}),
  );
};
