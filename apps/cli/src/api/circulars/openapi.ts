import { inPath, json, REFUSALS } from '../agency/openapi-parts.ts';

const BASE = '/api/agency/circulars';
const nothing = { type: 'object' };
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const workbook = {
  description: 'Excel 工作簿，编号为文本',
  content: { [XLSX]: { schema: { type: 'string', format: 'binary' } } },
};

const reading = (summary: string, parameter: unknown, answer: unknown) => ({
  get: { summary, parameters: [parameter], responses: { 200: answer, ...REFUSALS } },
});

const MONTH = inPath('month', '月份，如 2026-03');
const QUARTER = inPath('quarter', '季度，如 2026-Q1');
const MONTHLY = '国家端：月度通报——各省直接结算覆盖情况和系统错误率（只含经国家平台转发的跨省业务）';
const QUARTERLY = '国家端：季度通报——各省清算资金应付、已付、到账和逾期';

/** The paths of the nation's circulars (procedures C-08) in the agencies' OpenAPI document. */
export const CIRCULAR_PATHS = {
  [`${BASE}/months/{month}`]: reading(MONTHLY, MONTH, json('通报', nothing)),
  [`${BASE}/months/{month}/workbook`]: reading(`${MONTHLY}，Excel`, MONTH, workbook),
  [`${BASE}/quarters/{quarter}`]: reading(QUARTERLY, QUARTER, json('通报', nothing)),
  [`${BASE}/quarters/{quarter}/workbook`]: reading(`${QUARTERLY}，Excel`, QUARTER, workbook),
} as const;
