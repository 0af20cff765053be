import { undoSettlement } from '../../care/settlement/reverse.ts';
import type { HandlerOf } from '../handling.ts';

export const voidInpatient: HandlerOf<'2305'> = ({ deps, call, input }) =>
  undoSettlement(deps, call, { ...input, kind: 'inpatient' });
