import { undoDischarge } from '../../care/visit/change.ts';
import type { HandlerOf } from '../handling.ts';

export const cancelDischarge: HandlerOf<'2405'> = ({ deps, call, input, answer }) =>
  undoDischarge(deps, call, { visitId: input.visitId, personId: input.personId }, () => answer({}));
