import { answering, done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  BatchAnswer,
  BatchesAnswer,
  InstantAnswer,
  MovementsAnswer,
  PayablesAnswer,
  ProposedAnswer,
  RatesAnswer,
  TakenAnswer,
} from './answers.ts';
import * as schema from './schema.ts';

const BASE = '/api/agency/payments';
const BATCH = inPath('id', '批次编号');
const xml = (description: string) => ({
  description,
  content: { 'application/xml': { schema: { type: 'string' } } },
});
const both = (get: { readonly get: object }, post: { readonly post: object }) => ({ ...get, ...post });

/** The paths of paying institutions in the agencies' OpenAPI document. */
export const PAYMENTS_PATHS = {
  [`${BASE}/accounts`]: posting(
    '登记定点机构的收款账户，或本机构的付款账户，自某日起',
    schema.AccountBody,
    done('account', '账户'),
  ),
  [`${BASE}/terms`]: posting(
    '一家机构的结算方式：按月、缩短周期、逐笔、按月预拨',
    schema.TermsBody,
    done('terms', '方式'),
  ),
  [`${BASE}/stops`]: posting('暂停或恢复一家机构的即时结算', schema.StopBody, done('stop', '暂停')),
  [`${BASE}/declarations`]: posting(
    '机构申报一个月（次月10日前），笔数和金额须与本系统一致；全部逐笔审核',
    schema.DeclarationBody,
    done('declaration', '申报'),
  ),
  [`${BASE}/reviews`]: both(
    listing('待人工复核的明细：规则命中的和抽查的', schema.ReviewsQuery, '明细'),
    posting('复核一笔：通过，或扣款', schema.ReviewBody, done('review', '结论')),
  ),
  [`${BASE}/deductions`]: posting(
    '审核扣款、恢复、违约金：机构少付多少，跨省的下一次清算也少多少（违约金除外）',
    schema.DeductionBody,
    done('deductionId', '扣款编号'),
  ),
  [`${BASE}/batches`]: both(
    answering(listing('付款批次，新的在前', schema.BatchesQuery, '批次'), BatchesAnswer),
    posting('提出一批付款；未付的机构逐家写明原因', schema.BatchBody, json('批次', ProposedAnswer)),
  ),
  [`${BASE}/batches/{id}`]: {
    get: {
      summary: '一批付款和每笔的进展',
      parameters: [BATCH],
      responses: {
        200: json('批次', BatchAnswer),
        ...REFUSALS,
        404: json('没有', { type: 'object' }),
      },
    },
  },
  [`${BASE}/batches/{id}/check`]: posting(
    '另一人复核：送银行或退回',
    schema.CheckBody,
    done('batch', '批次'),
    [BATCH],
  ),
  [`${BASE}/batches/{id}/pain.001`]: {
    get: {
      summary: '送银行的文件（ISO 20022 pain.001.001.09），复核后可取',
      parameters: [BATCH],
      responses: { 200: xml('文件'), ...REFUSALS },
    },
  },
  [`${BASE}/statements`]: {
    post: {
      summary: '导入银行对账单（ISO 20022 camt.053.001.08）：逐笔配对；重复、退回和不明的进入待查',
      requestBody: { required: true, ...xml('对账单') },
      responses: { 200: json('逐笔结果', TakenAnswer), ...REFUSALS },
    },
  },
  [`${BASE}/movements`]: answering(
    listing('付款账户的银行流水，新的在前：配上哪一笔付款，或怎样处理', schema.MovementsQuery, '流水'),
    MovementsAnswer,
  ),
  [`${BASE}/suspense`]: both(
    listing('待查的银行流水', schema.NothingQuery, '流水'),
    posting('处理一笔待查的流水，写明理由', schema.ResolutionBody, done('resolution', '处理')),
  ),
  [`${BASE}/lines/{id}/closing`]: posting(
    '银行不再执行的付款：关闭，余额重新应付',
    schema.ClosingBody,
    done('line', '付款'),
    [inPath('id', '付款编号')],
  ),
  [`${BASE}/working-capital`]: both(
    listing('医保基金预付金', schema.NothingQuery, '预付金'),
    posting('预付金：一季度申请，一年一次，由另一人复核付款', schema.GrantBody, done('batch', '批次')),
  ),
  [`${BASE}/working-capital/uses`]: posting('预付金的用途：药品或耗材', schema.UseBody, done('use', '用途')),
  [`${BASE}/working-capital/offsets`]: posting('以应付冲抵预付金', schema.OffsetBody, done('offset', '冲抵')),
  [`${BASE}/payables`]: answering(
    listing(
      '应付一览：余额由哪些部分构成，为什么还没有付；结算方式，在机构的医保预付金',
      schema.AreaQuery,
      '机构',
    ),
    PayablesAnswer,
  ),
  [`${BASE}/deduction-rates`]: answering(
    listing('一个月各机构的扣款率：异地与本地对比，明显偏低的标出', schema.MonthQuery, '机构'),
    RatesAnswer,
  ),
  [`${BASE}/instant`]: answering(
    listing('即时结算指标：金额占比和机构占比', schema.MonthQuery, '指标'),
    InstantAnswer,
  ),
} as const;
