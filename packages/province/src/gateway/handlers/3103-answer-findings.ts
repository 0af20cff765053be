import { answerFindings as keep } from '../../care/audit/service.ts';
import type { HandlerOf } from '../handling.ts';

export const answerFindings: HandlerOf<'3103'> = ({ deps, call, input, answer }) => {
  const { auditStage: stage, responses = [] } = input.feedback;
  const told = responses.map(({ answeredFindingId, auditResponse, responseReason = '' }) => ({
    findingId: answeredFindingId,
    response: auditResponse,
    reason: responseReason,
  }));
  return keep(deps, call, { stage, responses: told }, () => answer({}));
};
