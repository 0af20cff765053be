import { MESSAGES } from '@zhijie/exchange';
import Type from 'typebox';
import { done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  AccountBody,
  DeductionBody,
  DeferralBody,
  ItemsAnswer,
  ItemsQuery,
  NationalMonth,
  StepBody,
} from './schema.ts';

const MONTH = inPath('month', '业务月份，如 2026-03');
const BASE = '/api/agency/clearing';

const reading = (summary: string, description: string, schema: unknown) => ({
  get: {
    summary,
    parameters: [MONTH],
    responses: { 200: json(description, schema), ...REFUSALS, 404: json('该月没有', { type: 'object' }) },
  },
});
const { get: items } = listing('清算明细：数字背后的每一笔', ItemsQuery, '明细');
const itemsAnswer = { ...items.responses, 200: json('明细和下一页 next', ItemsAnswer) };

/** The paths of the monthly clearing in the agencies' OpenAPI document. */
export const CLEARING_PATHS = {
  [`${BASE}/{month}`]: reading(
    '该月清算：省级看本省的分险种应收应付、净额、通知书（大写金额）、款项、期限和逾期；国家端（000000）看全国矩阵',
    '清算',
    Type.Union([MESSAGES['clearing.read@1'].answer, NationalMonth]),
  ),
  [`${BASE}/{month}/items`]: {
    get: { ...items, parameters: [MONTH, ...items.parameters], responses: itemsAnswer },
  },
  [`${BASE}/{month}/proof`]: {
    get: {
      ...reading('下载本省的清算证明文件，用 zhijie clearing verify 核对', '', {}).get,
      responses: {
        200: {
          description: '证明文件：每行一个规范 JSON，首行为文件头，其余按编号每行一笔',
          content: { 'application/jsonl': { schema: { type: 'string' } } },
        },
        ...REFUSALS,
        404: json('该月没有', { type: 'object' }),
      },
    },
  },
  [`${BASE}/{month}/steps`]: posting(
    '清算的一步：提出、复核、退回、送财政、付款、到账；国家端下发通知书',
    StepBody,
    done('version', '第几步'),
    [MONTH],
  ),
  [`${BASE}/{month}/generate`]: posting(
    '国家端：立即生成到期的清算（到期会自动生成，只生成一次）',
    { type: 'object' },
    done('root', '公布的根哈希'),
    [MONTH],
  ),
  [`${BASE}/deferrals`]: posting('签字延后一笔明细，至多两个月', DeferralBody, done('period', '清算月份')),
  [`${BASE}/deductions`]: posting(
    '审核扣款、恢复扣款或违约金',
    DeductionBody,
    done('deductionId', '扣款编号'),
  ),
  [`${BASE}/accounts`]: posting('登记本省财政收款账户，自某日起', AccountBody, done('account', '账户')),
} as const;
