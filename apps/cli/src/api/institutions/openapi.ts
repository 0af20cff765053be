import { answering, inPath, json, listing, REFUSALS } from '../agency/openapi-parts.ts';
import { InstitutionAnswer, InstitutionsAnswer, InstitutionsQuery } from './schema.ts';

const BASE = '/api/agency/institutions';

/** What an agency reads about its institutions, in the agencies' OpenAPI document. */
export const INSTITUTION_PATHS = {
  [BASE]: answering(
    listing('本机构的定点医药机构：协议状态和开通的跨省直接结算类别', InstitutionsQuery, '机构'),
    InstitutionsAnswer,
  ),
  [`${BASE}/{providerId}`]: {
    get: {
      summary: '一家定点医药机构：协议、变更记录，医务人员和医保支付资格（姓名已遮蔽）',
      parameters: [inPath('providerId', '定点医药机构编号')],
      responses: { 200: json('机构', InstitutionAnswer), ...REFUSALS },
    },
  },
} as const;
