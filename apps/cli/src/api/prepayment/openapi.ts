import { MESSAGES } from '@zhijie/exchange';
import { done, inPath, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { BankEntryBody, IncreaseBody, IncreaseDecisionBody, PrepaymentStepBody } from './schema.ts';

const YEAR = inPath('year', '年度，如 2026');
const BASE = '/api/agency/prepayment';
const nothing = { type: 'object' };

/** The paths of the prepayment in the agencies' OpenAPI document. */
export const PREPAYMENT_PATHS = {
  [`${BASE}/{year}`]: {
    get: {
      summary:
        '该年预付金：核定额及第四季度依据、调增调减款项（大写金额）、期限和逾期、预付金池使用率和预计转红日期、' +
        '紧急调增通知草稿、预警通知记录；国家端（000000）看全国',
      parameters: [YEAR],
      responses: { 200: json('预付金', MESSAGES['prepayment.read@1'].answer), ...REFUSALS },
    },
  },
  [`${BASE}/{year}/set`]: posting(
    '国家端：按上年第四季度清算核定该年预付金（1 月 31 日前，只核定一次）',
    nothing,
    done('orders', '款项笔数'),
    [YEAR],
  ),
  [`${BASE}/steps`]: posting(
    '款项的一步：送财政、付款（银行、流水号、日期）、到账',
    PrepaymentStepBody,
    done('outcome', '结果'),
  ),
  [`${BASE}/increases`]: posting(
    '就医省：红色预警时，在清算签章后 3 个工作日内申请紧急调增',
    IncreaseBody,
    done('requestId', '申请编号'),
  ),
  [`${BASE}/increases/decision`]: posting(
    '国家端：同意或不同意紧急调增；同意即按各参保省当期使用额生成款项',
    IncreaseDecisionBody,
    done('outcome', '结果'),
  ),
  [`${BASE}/notices`]: posting(
    '国家端：立即检查使用率并记录预警（也会自动检查）',
    nothing,
    done('noted', '新记录的通知'),
  ),
  [`${BASE}/bank-entries`]: posting(
    '登记利息（归持有预付金的就医省）或银行手续费（经办机构自行负担，不列基金）',
    BankEntryBody,
    done('outcome', '结果'),
  ),
} as const;
