import { checkShown } from '../../care/person/credential.ts';
import { settle } from '../../care/settlement/settle.ts';
import type { HandlerOf } from '../handling.ts';
import { outpatientRequest, shownAtSettlement } from './settlement-request.ts';

export const settleOutpatient: HandlerOf<'2207'> = async ({ deps, call, input }) => {
  const request = outpatientRequest(input);
  if (!request.ok) return request;
  const shown = await checkShown(deps, call, shownAtSettlement(input), true);
  return shown.ok ? settle(deps, call, request.value) : shown;
};
