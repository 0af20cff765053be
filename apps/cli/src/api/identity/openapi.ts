import { inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { CheckAnswer, CheckBody, ChecksAnswer, ChecksQuery, DecisionBody } from './schema.ts';

const CHECKS = '/api/counter/identity-checks';
const CHECK = inPath('checkId', '人工核验编号');
const OF_VISIT = inQuery(ChecksQuery);
const LIST = '本院的人工核验，待复核的在前：方式、登记人和复核人';
const PAPER = '书面同意的照片；每次查看都留记录';

/** Who a patient is, by two people at a window; of a face nothing is kept. */
export const IDENTITY_PATHS = {
  [CHECKS]: {
    get: {
      summary: LIST,
      parameters: OF_VISIT,
      responses: { 200: json(LIST, ChecksAnswer), ...REFUSALS },
    },
  },
  '/api/counter/visits/{visitId}/identity-checks': posting(
    '人工核验：比对人和卡，拍下签字的书面同意；另一名工作人员复核后有效',
    CheckBody,
    json('待复核', CheckAnswer),
    [inPath('visitId', '就诊编号')],
  ),
  [`${CHECKS}/{checkId}/decision`]: posting(
    '复核：由另一名工作人员以自己的账号办理',
    DecisionBody,
    json('结论', CheckAnswer),
    [CHECK],
  ),
  [`${CHECKS}/{checkId}/paper`]: {
    get: {
      summary: PAPER,
      parameters: [CHECK],
      responses: {
        200: {
          description: PAPER,
          content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
        },
        ...REFUSALS,
      },
    },
  },
} as const;
