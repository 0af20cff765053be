import { undoSettlement } from '../../care/settlement/reverse.ts';
import type { HandlerOf } from '../handling.ts';

export const voidOutpatient: HandlerOf<'2208'> = ({ deps, call, input }) =>
  undoSettlement(deps, call, { ...input, kind: 'outpatient' });
