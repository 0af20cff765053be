import { checkShown } from '../../care/person/credential.ts';
import { settle } from '../../care/settlement/settle.ts';
import type { HandlerOf } from '../handling.ts';
import { inpatientRequest, shownAtSettlement } from './settlement-request.ts';

export const settleInpatient: HandlerOf<'2304'> = async ({ deps, call, input }) => {
  const request = inpatientRequest(input);
  if (!request.ok) return request;
  const shown = await checkShown(deps, call, shownAtSettlement(input), true);
  return shown.ok ? settle(deps, call, request.value) : shown;
};
