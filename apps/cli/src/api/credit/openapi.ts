import { done, inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  AgencyLines,
  Flagged,
  Line,
  LinesQuery,
  Movements,
  MovementsQuery,
  Nothing,
  Product,
  Repaid,
  RepayBody,
  Share,
  ShareBody,
  SignBody,
  VisitBody,
} from './schema.ts';

const PERSON = '/api/person/credit';
const AGENCY = '/api/agency/credit';
const LINE = inPath('lineId', '额度编号');
const SHARE = inPath('shareId', '亲情付授权编号');
const listOf = (name: string, items: unknown) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'array', items } },
});
const reading = (summary: string, schema: unknown, parameters: readonly unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary, schema), ...REFUSALS } },
});

/** The paths of a person's own medical credit. */
export const OWN_CREDIT_PATHS = {
  [`${PERSON}/products`]: reading(
    '本人参保地的信用就医产品，不能签约的写明原因',
    listOf('products', Product),
  ),
  [`${PERSON}/lines`]: {
    ...reading('本人的信用额度、账单和还款日', listOf('lines', Line)),
    ...posting('签约：须先单独同意向银行提供身份信息', SignBody, json('额度', Line)),
  },
  [`${PERSON}/lines/{lineId}`]: reading('一个额度', Line, [LINE]),
  [`${PERSON}/lines/{lineId}/movements`]: reading('额度的变动，新的在前', Movements, [
    LINE,
    ...inQuery(MovementsQuery),
  ]),
  [`${PERSON}/lines/{lineId}/repayments`]: posting(
    '还款：可提前、部分还；共享该额度的亲属也可以还',
    RepayBody,
    json('还款', Repaid),
    [LINE],
  ),
  [`${PERSON}/shares`]: {
    ...reading('亲情付：本人授权的和授权给本人的', listOf('shares', Share)),
    ...posting('授权亲属使用一部分额度；就诊仍用亲属本人的凭证', ShareBody, done('shareId', '授权编号')),
  },
  [`${PERSON}/shares/{shareId}/revoke`]: posting(
    '撤销亲情付，立即生效',
    Nothing,
    done('shareId', '授权编号'),
    [SHARE],
  ),
};

/** The paths of medical credit in the agencies' OpenAPI document. */
export const CREDIT_PATHS = {
  [`${AGENCY}/lines`]: reading('本统筹区参保人的信用额度，不显示姓名', AgencyLines, inQuery(LinesQuery)),
  [`${AGENCY}/visits`]: posting(
    '登记信用就医：住院免预交金，可在患者离院后结算',
    VisitBody,
    json('付款额度', Flagged),
  ),
};
