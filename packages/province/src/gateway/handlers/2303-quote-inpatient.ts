import { preSettle } from '../../care/settlement/settle.ts';
import { type HandlerOf, map } from '../handling.ts';
import { quoteOutput } from '../settlement-output.ts';
import { inpatientRequest } from './settlement-request.ts';

export const quoteInpatient: HandlerOf<'2303'> = async ({ deps, call, input, answer }) => {
  const request = inpatientRequest(input);
  if (!request.ok) return request;
  return map(await preSettle(deps, call, request.value), (view) => answer(quoteOutput(view), view.warnings));
};
