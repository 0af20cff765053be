import { cancelVisit } from '../../care/visit/change.ts';
import type { HandlerOf } from '../handling.ts';

export const cancelRegistration: HandlerOf<'2202'> = ({ deps, call, input, answer }) =>
  cancelVisit(deps, call, { visitId: input.visitId, personId: input.personId }, () => answer({}));
