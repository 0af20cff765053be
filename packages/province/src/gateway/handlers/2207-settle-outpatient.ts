import { settle } from '../../care/settlement/settle.ts';
import type { HandlerOf } from '../handling.ts';
import { outpatientRequest } from './settlement-request.ts';

export const settleOutpatient: HandlerOf<'2207'> = async ({ deps, call, input }) => {
  const request = outpatientRequest(input);
  return request.ok ? settle(deps, call, request.value) : request;
};
