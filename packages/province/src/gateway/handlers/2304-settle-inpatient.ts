import { settle } from '../../care/settlement/settle.ts';
import type { HandlerOf } from '../handling.ts';
import { inpatientRequest } from './settlement-request.ts';

export const settleInpatient: HandlerOf<'2304'> = async ({ deps, call, input }) => {
  const request = inpatientRequest(input);
  return request.ok ? settle(deps, call, request.value) : request;
};
