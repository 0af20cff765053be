import { inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  IssueBody,
  ListAnswer,
  ListQuery,
  OwnIssueBody,
  OwnListQuery,
  ReceiptAnswer,
  RedBody,
  VerifyAnswer,
  VerifyQuery,
} from './schema.ts';

const RECEIPT = inPath('receiptId', '票据代码和号码，18 位');
const BINARY = { type: 'string', format: 'binary' };
const receipt = json('票据', ReceiptAnswer);

const list = (summary: string, query: { readonly properties: object }) => ({
  get: {
    ...listing(summary, query, '票据').get,
    responses: { 200: json('票据和下一页 next，新的在前', ListAnswer), ...REFUSALS },
  },
});
const one = (summary: string) => ({
  get: { summary, parameters: [RECEIPT], responses: { 200: receipt, ...REFUSALS } },
});
const file = (summary: string, mediaType: string) => ({
  get: {
    summary,
    parameters: [RECEIPT],
    responses: { 200: { description: '文件', content: { [mediaType]: { schema: BINARY } } }, ...REFUSALS },
  },
});

const of = (base: string, whose: string) => ({
  [`${base}/{receiptId}`]: one(`一张${whose}票据`),
  [`${base}/{receiptId}/pdf`]: file('可打印的票据，有查验二维码', 'application/pdf'),
  [`${base}/{receiptId}/xml`]: file('票据数据文件，含节点签名', 'application/xml'),
});

/** Electronic receipts at a counter. */
export const RECEIPT_PATHS = {
  '/api/agency/receipts': {
    ...list('一家医疗机构开出的票据', ListQuery),
    ...posting('为一笔已结清的结算开票；已开过的给出原票', IssueBody, receipt),
  },
  '/api/agency/receipts/red': posting('开红字票据冲销原票；已冲过的给出那张红票', RedBody, receipt),
  ...of('/api/agency/receipts', '本机构的'),
} as const;

/** Electronic receipts of a person, and their verification by anybody. */
export const OWN_RECEIPT_PATHS = {
  '/api/person/receipts': {
    ...list('本人的票据', OwnListQuery),
    ...posting('为本人一笔已结清的结算开票；已开过的给出原票', OwnIssueBody, receipt),
  },
  ...of('/api/person/receipts', '本人的'),
  '/api/receipts/verify': {
    get: {
      ...listing('查验票据真伪：不必登录，只答纸面内容，交款人姓名隐去', VerifyQuery, '').get,
      responses: { 200: json('查验结果', VerifyAnswer), 422: REFUSALS[422] },
    },
  },
} as const;
