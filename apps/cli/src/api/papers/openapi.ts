import { inPath, json, listing, REFUSALS } from '../agency/openapi-parts.ts';
import { NoticeQuery, PaymentTablesQuery, TablesQuery } from './schema.ts';

const BASE = '/api/agency/clearing';
const MONTH = inPath('month', '业务月份，如 2026-03');
const PDF = 'application/pdf';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const BINARY = { type: 'string', format: 'binary' };

const file = (
  summary: string,
  mediaType: string,
  query: { readonly properties: object } = { properties: {} },
  parameters: unknown[] = [],
) => ({
  get: {
    summary,
    parameters: [...parameters, ...listing(summary, query, '').get.parameters],
    responses: {
      200: { description: '文件', content: { [mediaType]: { schema: BINARY } } },
      ...REFUSALS,
      404: json('该月没有', { type: 'object' }),
    },
  },
});

/** What a person prints. */
export const OWN_PAPER_PATHS = {
  '/api/person/filings/{filingId}/form': file('本人备案的登记表，承诺制的附承诺书', PDF, undefined, [
    inPath('filingId', '备案编号'),
  ]),
} as const;

/** The paths of papers and Excel files in the agencies' OpenAPI document. */
export const PAPER_PATHS = {
  [`${BASE}/{month}/notice.pdf`]: file(
    '付款或收款通知书，可打印：大写金额、收款账户、带 * 的退回款',
    PDF,
    NoticeQuery,
    [MONTH],
  ),
  [`${BASE}/{month}/tables.xlsx`]: file(
    '清算表 Excel：分省应付、净额、款项，省级另有逐笔明细；编号都是文本',
    XLSX,
    TablesQuery,
    [MONTH],
  ),
  '/api/agency/reconciliation/days/{day}/sheet.pdf': file(
    '本省已签名的日对账单，可打印，内附签名文件',
    PDF,
    undefined,
    [inPath('day', '结算日期，如 2026-03-10')],
  ),
  '/api/agency/payments/tables.xlsx': file(
    '支付定点机构 Excel：应付一览、付款批次、待复核明细、待查流水、预付金、扣款率',
    XLSX,
    PaymentTablesQuery,
  ),
  '/api/agency/payments/batches/{id}/lines.xlsx': file('一批付款的明细 Excel', XLSX, undefined, [
    inPath('id', '批次编号'),
  ]),
  '/api/agency/reconciliation/days/{day}/tables.xlsx': file('一天的对账差异 Excel', XLSX, undefined, [
    inPath('day', '结算日期，如 2026-03-10'),
  ]),
  '/api/agency/prepayment/{year}/tables.xlsx': file(
    '一年的预付金 Excel：核定、款项、预警通知',
    XLSX,
    undefined,
    [inPath('year', '年度，如 2026')],
  ),
  '/api/agency/claims/tables.xlsx': file('手工报销 Excel：办理清单、重复使用的票据', XLSX),
  [`${BASE}/deductions/template.xlsx`]: file('扣款清单的模板', XLSX),
  [`${BASE}/deductions/import`]: {
    post: {
      summary:
        '按 Excel 清单办理扣款、恢复、违约金：有一格不对就整个文件不办，并逐格指明；同一文件再报不会重复',
      requestBody: { required: true, content: { [XLSX]: { schema: BINARY } } },
      responses: { 200: json('逐行的结果', { type: 'object' }), ...REFUSALS },
    },
  },
} as const;
