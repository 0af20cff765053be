import { cancelAdmission as cancel } from '../../care/visit/change.ts';
import type { HandlerOf } from '../handling.ts';

export const cancelAdmission: HandlerOf<'2404'> = ({ deps, call, input, answer }) =>
  cancel(deps, call, { visitId: input.visitId, personId: input.personId }, () => answer({}));
