import { done, inPath, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { DifferenceBody, PayBody, PledgeBody, ReturnBody, SettledBody } from './schema.ts';

const BASE = '/api/agency/deposits';
const moved = done('deposit', '办理后的预交金：已收、已用、已退、余额、可退；due 为应补差额，分');

/** The paths of deposits in the agencies' OpenAPI document. */
export const DEPOSIT_PATHS = {
  [`${BASE}/{providerId}/{visitId}`]: {
    get: {
      summary: '一次住院的预交金：上限及依据、已收、已用、已退、余额、可按原渠道退的金额、逐笔记录',
      parameters: [inPath('providerId', '医疗机构编号'), inPath('visitId', '就诊编号')],
      responses: { 200: json('预交金', { type: 'object' }), ...REFUSALS },
    },
  },
  [`${BASE}/payments`]: posting('收预交金：只收住院，不超过同病种个人自付平均水平', PayBody, moved),
  [`${BASE}/applications`]: posting('用预交金冲抵一笔结算的现金部分（结算之后，一次）', SettledBody, moved),
  [`${BASE}/restorations`]: posting('结算撤销后，恢复它用过的预交金', SettledBody, moved),
  [`${BASE}/differences`]: posting('冲抵后收取应补的差额', DifferenceBody, moved),
  [`${BASE}/returns`]: posting('按原渠道退还余额', ReturnBody, moved),
  [`${BASE}/pledges`]: posting('登记信用额度：该次住院免预交金', PledgeBody, done('outcome', '结果')),
} as const;
