import { checkShown } from '../../care/person/credential.ts';
import { preSettle } from '../../care/settlement/settle.ts';
import { type HandlerOf, map } from '../handling.ts';
import { quoteOutput } from '../settlement-output.ts';
import { outpatientRequest, shownAtSettlement } from './settlement-request.ts';

export const quoteOutpatient: HandlerOf<'2206'> = async ({ deps, call, input, answer }) => {
  const request = outpatientRequest(input);
  if (!request.ok) return request;
  const shown = await checkShown(deps, call, shownAtSettlement(input), false);
  if (!shown.ok) return shown;
  return map(await preSettle(deps, call, request.value), (view) => answer(quoteOutput(view), view.warnings));
};
