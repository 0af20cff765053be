import { MESSAGES } from '@zhijie/exchange';
import { done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { ActBody, ErrorsQuery } from './schema.ts';

const BASE = '/api/agency/reconciliation';
const DAY = inPath('day', '结算日期，如 2026-03-10');
const nothing = { type: 'object' };

const reading = (summary: string, answer: unknown, parameter: unknown) => ({
  get: { summary, parameters: [parameter], responses: { 200: answer, ...REFUSALS } },
});

/** The paths of the three-party reconciliation in the agencies' OpenAPI document. */
export const RECONCILIATION_PATHS = {
  [`${BASE}/months/{month}`]: reading(
    '该月三方对账进度：每一天是否对平、差几条、等谁答复；上月 3 日前未全部完成的标为逾期',
    json('进度', MESSAGES['reconciliation.month@1'].answer),
    inPath('month', '月份，如 2026-03'),
  ),
  [`${BASE}/days/{day}`]: reading(
    '一天的对账结果：每对统筹区三方的笔数和金额，每条差异的类别、金额、责任方和办理记录',
    json('对账结果', MESSAGES['reconciliation.day@1'].answer),
    DAY,
  ),
  [`${BASE}/days/{day}/sheet`]: reading(
    '下载本省（参保地）已签名的日对账单，用 zhijie reconciliation verify 核对',
    json('日对账单', nothing),
    DAY,
  ),
  [`${BASE}/days/{day}/compare`]: posting(
    '国家端：立即对账（每天自动对账）',
    nothing,
    done('day', '哪一天'),
    [DAY],
  ),
  [`${BASE}/exceptions/{exceptionId}/acts`]: posting(
    '处理一条差异：重新查询、撤销、说明，留痕，不修改任何一笔',
    ActBody,
    done('outcome', '结果'),
    [inPath('exceptionId', '差异编号')],
  ),
  [`${BASE}/errors`]: listing('差错日报：按类别、责任方、已过天数汇总未了结的差异', ErrorsQuery, '差错'),
} as const;
