import { done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { DecisionBody, ListQuery, Nothing, OwnBody, WindowBody } from './schema.ts';

const APPLICATION = inPath('applicationId', '申请编号');
const object = { type: 'object' };

/** What a person does about moving the own insurance. */
export const OWN_TRANSFER_PATHS = {
  '/api/person/insurance-transfers': {
    ...listing('本人的医保关系转移接续和进度', Nothing, '转移接续'),
    ...posting('申请把医保关系转到另一统筹区', OwnBody, done('applicationId', '申请编号')),
  },
} as const;

/** What agencies do about it, and the month of mutual aid. */
export const TRANSFER_PATHS = {
  '/api/agency/insurance-transfers': {
    ...listing('转入或转出本地的关系转移接续，先到的在前', ListQuery, '转移接续'),
    ...posting('在转入地窗口代参保人申请', WindowBody, done('applicationId', '申请编号')),
  },
  '/api/agency/insurance-transfers/{applicationId}/acceptance': posting(
    '转入地受理或不予受理；受理后向转出地索取参保凭证',
    DecisionBody,
    json('办理后的状态', object),
    [APPLICATION],
  ),
  '/api/agency/insurance-transfers/{applicationId}/certificate': posting(
    '转出地出具参保凭证或不予办理；出具即停保、划转个人账户余额',
    DecisionBody,
    json('凭证编号和划转余额，分', object),
    [APPLICATION],
  ),
  '/api/agency/mutual-aid/{month}': {
    get: {
      summary: '一个月的跨省共济省间应付，按共济人所在省和就医省；单列，不入基金清算（时限未核实）',
      parameters: [inPath('month', '月份，如 2026-06')],
      responses: { 200: json('逐对金额和本省净额，分', object), ...REFUSALS },
    },
  },
} as const;
