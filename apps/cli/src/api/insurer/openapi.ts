import { done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  ClaimsQuery,
  DecisionBody,
  InvoiceBody,
  JoinBody,
  LossQuery,
  PageQuery,
  PersonPaymentBody,
  PersonPaymentCheckBody,
  ReleaseBody,
  StatementStepBody,
  StatementsQuery,
} from './schema.ts';

const BASE = '/api/insurer';
const FACT = inPath('factId', '赔付编号');
const STATEMENT = inPath('statementId', '对账单编号');
const found = (summary: string, parameters: unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary, { type: 'object' }), ...REFUSALS } },
});

/** The paths of the insurers' API. */
export const INSURER_PATHS = {
  [`${BASE}/join`]: posting(
    '国家端（000000）：接入一家保险公司，或更换它的密钥和地址；网关向该地址发随机数核对密钥',
    JoinBody,
    json('第几次接入', { type: 'object' }),
  ),
  [`${BASE}/products`]: found('本公司的产品和接入情况'),
  [`${BASE}/payments`]: listing('本公司的赔付和撤销，先到的在前', PageQuery, '赔付'),
  [`${BASE}/payments/{factId}/pay-person`]: posting(
    '把事后理赔的赔款付给个人，一次：付款经办；另一人复核后入账',
    PersonPaymentBody,
    done('state', '办到哪一步'),
    [FACT],
  ),
  [`${BASE}/payments/{factId}/pay-person/check`]: posting(
    '复核付给个人的赔款：通过即入账，退回后重新经办；复核人不能是经办人',
    PersonPaymentCheckBody,
    done('state', '办到哪一步'),
    [FACT],
  ),
  [`${BASE}/claims`]: listing('一站式结算时答复“稍后”的理赔申请，先问的在前', ClaimsQuery, '理赔申请'),
  [`${BASE}/claims/{questionId}/decision`]: posting(
    '核定一件理赔申请，一次；由本公司系统签名答复',
    DecisionBody,
    done('claim', '理赔申请'),
    [inPath('questionId', '理赔申请编号')],
  ),
  [`${BASE}/statements`]: listing(
    '对账单：按医院和参保地，每月一张；迟到的赔付另开一张',
    StatementsQuery,
    '对账单',
  ),
  [`${BASE}/statements/{statementId}`]: found('一张对账单的各笔赔付，付款后附签名收据', [STATEMENT]),
  [`${BASE}/statements/{statementId}/steps`]: posting(
    '对账单的一步：确认、有异议、付款经办、付款复核、退回；复核人不能是经办人',
    StatementStepBody,
    done('statement', '对账单'),
    [STATEMENT],
  ),
  [`${BASE}/losses`]: {
    get: {
      ...listing('该年赔付按产品和月份；给出保费时算赔付率（万分之几）', LossQuery, '赔付').get,
      responses: { 200: json('赔付和赔付率', { type: 'object' }), ...REFUSALS },
    },
  },
  [`${BASE}/invoices`]: posting(
    '登记本公司赔案使用的票据；已用于商业保险理赔的不予登记，不说明是哪一家',
    InvoiceBody,
    done('outcome', '结果'),
  ),
  [`${BASE}/invoices/release`]: posting('撤回本公司登记的票据使用', ReleaseBody, done('outcome', '结果')),
} as const;

/** What an operator of an insurer may do. */
export const INSURER_OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: '直结保险公司接口 Zhijie insurer',
    version: '1',
    description:
      '保险公司在一站式结算里的产品、赔付、理赔申请、对账单和付款。只有结果分类的金额，没有费用明细和诊断；只能看本公司的。' +
      '每次办理都带请求编号：同一编号同一内容只生效一次。请求中的金额是元（文本），答复中的金额是分（整数）。',
  },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'ZHIJIE_INSURER_ACCOUNTS 中的令牌' },
      demo: {
        type: 'apiKey',
        in: 'header',
        name: 'x-zhijie-insurer',
        description: '演示网络：保险公司编号；经办人写在 x-zhijie-operator',
      },
    },
  },
  security: [{ token: [] }, { demo: [] }],
  paths: INSURER_PATHS,
} as const;
