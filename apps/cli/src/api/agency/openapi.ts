import {
  AgreementBody,
  ChangeBody,
  ContributionBody,
  ContributionRow,
  CreditBody,
  DecisionBody,
  DocumentsBody,
  FilingsQuery,
  PageQuery,
  ReviewBody,
  StaffBody,
} from './schema.ts';

const json = (description: string, schema: unknown) => ({
  description,
  content: { 'application/json': { schema } },
});

const text = { type: 'string' };
const Told = {
  type: 'object',
  required: ['code', 'field', 'text', 'fix'],
  properties: { code: text, field: text, text, fix: text },
};
const refusal = { type: 'object', required: ['refusal'], properties: { refusal: Told } };

const REFUSALS = {
  401: json('没有出示身份', refusal),
  403: json('不属于本经办机构', refusal),
  409: json('同一编号此前用于不同内容', refusal),
  422: json('未予办理：哪个字段、为什么、怎么改', refusal),
  503: json('没有办成或结果未知：用同一编号再办一次，不会重复生效', refusal),
};

const outcome = {
  enum: ['applied', 'unchanged'],
  description: 'applied 已办理，unchanged 此前已办理或本来如此',
};
const done = (name: string, description: string) =>
  json(description, {
    type: 'object',
    required: ['outcome'],
    properties: { outcome, [name]: { type: 'object' } },
  });

const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text,
});

const posting = (summary: string, body: unknown, answer: unknown, parameters: unknown[] = []) => ({
  post: {
    summary,
    parameters,
    requestBody: { required: true, ...json(summary, body) },
    responses: { 200: answer, ...REFUSALS },
  },
});

const listing = (summary: string, query: { readonly properties: object }, what: string) => ({
  get: {
    summary,
    parameters: Object.entries(query.properties).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema,
    })),
    responses: { 200: json(`${what}和下一页 next`, { type: 'object' }), ...REFUSALS },
  },
});

const FILING = inPath('filingId', '备案编号');

const feedAnswer = json('逐行结果，顺序同请求', {
  type: 'object',
  required: ['rows', 'applied', 'unchanged', 'refused'],
  properties: {
    applied: { type: 'integer' },
    unchanged: { type: 'integer' },
    refused: { type: 'integer' },
    rows: {
      type: 'array',
      items: {
        type: 'object',
        required: ['row', 'eventId', 'outcome', 'refusal'],
        properties: {
          row: { type: 'integer' },
          eventId: { type: ['string', 'null'] },
          outcome: { enum: ['applied', 'unchanged', 'refused'] },
          refusal: { anyOf: [Told, { type: 'null' }] },
        },
      },
    },
  },
});

/** The part of an OpenAPI document that describes what an agency may do. */
export const AGENCY_OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: '直结经办接口 Zhijie agency',
    version: '1',
    description:
      '参保缴费信息、个人账户入账、定点协议、医务人员支付资格、备案审核、外伤账单核查。' +
      '每次办理都带业务编号或请求编号：同一编号同一内容只生效一次，再次请求得到第一次的结果。' +
      '请求中的金额是元（文本），答复中的金额是分（整数）。' +
      '只能办理本统筹区的人员、备案和机构；查看个人信息都留下记录。',
  },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'ZHIJIE_AGENCY_ACCOUNTS 中的令牌' },
      demo: {
        type: 'apiKey',
        in: 'header',
        name: 'x-zhijie-agency',
        description: '演示网络：本机构的统筹区，六位；经办人写在 x-zhijie-operator',
      },
    },
    schemas: { ContributionRow },
  },
  security: [{ token: [] }, { demo: [] }],
  paths: {
    '/api/agency/policies/reload': posting(
      '节点重新读取政策包文件夹，立即使用；有一处不合就整个拒绝，原来的继续有效（zhijie pack publish）',
      { type: 'object' },
      json('变了的版本：packId、benefit、on、before、after（哈希）', {
        type: 'object',
        required: ['folder', 'packs', 'changes'],
        properties: { folder: text, packs: { type: 'integer' }, changes: { type: 'array' } },
      }),
    ),
    '/api/agency/contributions': posting(
      '参保缴费信息逐行报送；每行形如 ContributionRow，一行有误不影响其他行',
      ContributionBody,
      feedAnswer,
    ),
    '/api/agency/account-credits': posting(
      '个人账户入账',
      CreditBody,
      done('accountBalance', '入账后余额，分'),
    ),
    '/api/agency/institutions/{providerId}/agreement': posting(
      '定点医药机构协议状态和开通范围（住院、门诊、门诊慢特病）',
      AgreementBody,
      done('institution', '变更后的机构'),
      [inPath('providerId', '定点医药机构编号')],
    ),
    '/api/agency/staff/{staffCode}/eligibility': posting(
      '医务人员医保支付资格：暂停、终止、恢复',
      StaffBody,
      done('staff', '现在的支付资格'),
      [inPath('staffCode', '医务人员编码，如 D110000000018')],
    ),
    '/api/agency/trauma-bills': listing('已结算、待核查的外伤账单，先结算的在前', PageQuery, '账单'),
    '/api/agency/trauma-bills/{settlementId}/review': posting(
      '外伤账单的核查结论，一次',
      ReviewBody,
      done('review', '结论'),
      [inPath('settlementId', '结算编号')],
    ),
    '/api/agency/filings': listing('待审核或已退回的备案，先到的在前', FilingsQuery, '备案'),
    '/api/agency/filings/{filingId}/decision': posting(
      '审核一份备案',
      DecisionBody,
      done('filing', '审核后的备案'),
      [FILING],
    ),
    '/api/agency/filings/{filingId}/documents': posting(
      '补充材料：承诺制备案，或已退回的备案',
      DocumentsBody,
      done('filing', '补充后的备案'),
      [FILING],
    ),
    '/api/agency/filings/{filingId}/change': posting(
      '变更一份备案：新备案自开始日期起代替原备案',
      ChangeBody,
      done('filing', '新的备案'),
      [FILING],
    ),
  },
} as const;
