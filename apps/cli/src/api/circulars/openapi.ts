import Type from 'typebox';
import { inPath, json, REFUSALS } from '../agency/openapi-parts.ts';

const BASE = '/api/agency/circulars';
const count = Type.Integer({ minimum: 0 });
const orNull = Type.Union([count, Type.Null()]);
const fen = Type.Integer({ description: '金额，分' });
const province = Type.String({ description: '省份，两位' });
const Coverage = Type.Object({
  month: Type.String(),
  isRunning: Type.Boolean({ description: '月份还没有结束，数字截至此刻' }),
  rows: Type.Array(
    Type.Object({
      province,
      caredFor: count,
      insuredElsewhere: count,
      reversed: count,
      institutions: count,
      persons: count,
      partners: count,
      claimed: fen,
      asks: count,
      errors: count,
      errorsPer100000: orNull,
      meanMilliseconds: orNull,
    }),
  ),
});
const Payments = Type.Object({
  quarter: Type.String(),
  months: Type.Array(Type.String()),
  missing: Type.Array(Type.String({ description: '还没有清算的月份' })),
  rows: Type.Array(Type.Object({ province, orders: count, due: fen, paid: fen, received: fen, late: count })),
});
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
  [`${BASE}/months/{month}`]: reading(MONTHLY, MONTH, json('通报', Coverage)),
  [`${BASE}/months/{month}/workbook`]: reading(`${MONTHLY}，Excel`, MONTH, workbook),
  [`${BASE}/quarters/{quarter}`]: reading(QUARTERLY, QUARTER, json('通报', Payments)),
  [`${BASE}/quarters/{quarter}/workbook`]: reading(`${QUARTERLY}，Excel`, QUARTER, workbook),
} as const;
