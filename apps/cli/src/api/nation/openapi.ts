import { answering, inPath, json, listing, REFUSALS } from '../agency/openapi-parts.ts';
import {
  BillAnswer,
  BillsQuery,
  MatrixAnswer,
  MatrixQuery,
  OverviewAnswer,
  PairItemsAnswer,
  PairMonthsAnswer,
  RangeQuery,
} from './schema.ts';

const BASE = '/api/nation';
const PAIR = [inPath('insured', '参保省，两位'), inPath('care', '就医省，两位')];

const listed = (summary: string, query: { readonly properties: object }, answer: unknown) =>
  answering(listing(summary, query, ''), answer);

const items = listed('两省之间某月的明细：矩阵中一格背后的每一笔', BillsQuery, PairItemsAnswer).get;

/** The paths of the nation's pages; for the nation's operators. */
export const NATION_PATHS = {
  [`${BASE}/overview`]: listed(
    '国家端：总览——医保码占比、结算渠道、用时、一站式、信用支付、直接结算率、响应、结果未知、对账、预付金、预警',
    RangeQuery,
    OverviewAnswer,
  ),
  [`${BASE}/matrix`]: listed(
    '国家端：各省之间谁欠谁多少；未清算的月份为截至此刻的发生额',
    MatrixQuery,
    MatrixAnswer,
  ),
  [`${BASE}/pairs/{insured}/{care}`]: {
    get: {
      summary: '国家端：两省之间各月的应付',
      parameters: PAIR,
      responses: { 200: json('各月', PairMonthsAnswer), ...REFUSALS },
    },
  },
  [`${BASE}/pairs/{insured}/{care}/{month}`]: {
    get: { ...items, parameters: [...PAIR, inPath('month', '业务月份'), ...items.parameters] },
  },
  [`${BASE}/bills/{careArea}/{settlementId}`]: {
    get: {
      summary: '国家端：一笔结算和它的清算、支付、对账；不含参保人',
      parameters: [inPath('careArea', '就医地统筹区'), inPath('settlementId', '结算编号')],
      responses: { 200: json('结算', BillAnswer), ...REFUSALS, 404: json('没有', { type: 'object' }) },
    },
  },
} as const;
