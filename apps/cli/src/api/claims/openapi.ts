import { done, inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { ClaimAnswer, ClaimsAnswer } from './answers.ts';
import {
  ClaimsQuery,
  DecisionBody,
  FieldsBody,
  OpenBody,
  OpenForBody,
  PaperQuery,
  PaymentBody,
  ProposalBody,
  ReasonBody,
} from './schema.ts';

const CLAIM = inPath('claimId', '报销编号');
const claim = json(
  '报销：字段（识别值、把握、位置、更正值）、材料、机审意见、逐步计算、进度、支付',
  ClaimAnswer,
);
const claims = json('报销清单', ClaimsAnswer);
const reading = (summary: string, answer: unknown, parameters: unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: answer, ...REFUSALS } },
});
const empty = { type: 'object', additionalProperties: false };

/** What the person and the agency may both do, below a path. */
const common = (base: string) => ({
  [`${base}/{claimId}`]: reading('一份手工报销，机审意见按现在的情况计算', claim, [CLAIM]),
  [`${base}/{claimId}/fields`]: posting(
    '补充或更正内容；识别值和更正值都保留',
    FieldsBody,
    done('claimId', '编号'),
    [CLAIM],
  ),
  [`${base}/{claimId}/papers`]: {
    post: {
      summary: '上传一份材料，请求体就是文件：电子票据 XML、OFD、PDF，或 JPG、PNG 照片；同一文件再传不重复',
      parameters: [CLAIM, ...inQuery(PaperQuery)],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string' } } },
      },
      responses: { 200: done('paperId', '材料编号'), ...REFUSALS },
    },
  },
  [`${base}/{claimId}/papers/{paperId}`]: reading(
    '取回上传的文件，与识别的字段并排核对',
    { description: '文件', content: { 'application/octet-stream': { schema: { type: 'string' } } } },
    [CLAIM, inPath('paperId', '材料编号')],
  ),
  [`${base}/{claimId}/submit`]: posting(
    '提交：材料和内容齐全即受理，票据登记占用，30 个工作日内办结',
    empty,
    done('claimId', '编号'),
    [CLAIM],
  ),
  [`${base}/{claimId}/withdraw`]: posting('复核前撤回，票据释放', ReasonBody, done('claimId', '编号'), [
    CLAIM,
  ]),
});

const AGENCY = '/api/agency/claims';
const PERSON = '/api/claims';

/** The paths of manual claims in the agencies' document. */
export const AGENCY_CLAIM_PATHS = {
  [AGENCY]: {
    ...posting('为参保人登记一份手工报销', OpenForBody, done('claimId', '报销编号')),
    ...reading('本统筹区的手工报销，先登记的在前；isOverdue 已超期', claims, inQuery(ClaimsQuery)),
  },
  [`${AGENCY}/invoice-conflicts`]: reading(
    '本地已直接结算、其票据又用于别处报销的结算，待核查',
    json('结算清单', { type: 'object' }),
  ),
  ...common(AGENCY),
  [`${AGENCY}/{claimId}/proposal`]: posting(
    '初审：按机审金额拟支付，或拟不予支付',
    ProposalBody,
    done('funds', '基金支付，分'),
    [CLAIM],
  ),
  [`${AGENCY}/{claimId}/decision`]: posting(
    '复核：须另一人办理；同意支付即结算并计入年度累计',
    DecisionBody,
    done('state', '新状态'),
    [CLAIM],
  ),
  [`${AGENCY}/{claimId}/payment`]: posting(
    '登记银行已支付：银行、流水号、日期',
    PaymentBody,
    done('claimId', '编号'),
    [CLAIM],
  ),
  [`${AGENCY}/{claimId}/reversal`]: posting(
    '撤销已核定的报销：累计和账目冲回，票据释放',
    ReasonBody,
    done('claimId', '编号'),
    [CLAIM],
  ),
  [`${AGENCY}/{claimId}/money-back`]: posting('登记撤销后退回的款项', PaymentBody, done('claimId', '编号'), [
    CLAIM,
  ]),
};

const ownPaths = (base: string) => ({
  [base]: {
    ...posting('登记一份手工报销', OpenBody, done('claimId', '报销编号')),
    ...reading('本人的手工报销，新的在前', claims),
  },
  ...common(base),
});

/** The same for the patient's pages, by their session. */
export const OWN_CLAIM_PATHS = ownPaths('/api/person/claims');

/** The OpenAPI document of a person's own claims. */
export const CLAIMS_OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: '直结手工报销 Zhijie claims',
    version: '1',
    description:
      '已经自费的医疗费，凭票据申请手工报销。请求中的金额是元（文本），答复中的金额是分（整数）。查看和办理都留下记录。',
  },
  components: {
    securitySchemes: {
      code: {
        type: 'apiKey',
        in: 'header',
        name: 'x-zhijie-insurance-code',
        description: '医保码，28 位，一分钟内有效',
      },
      demo: { type: 'apiKey', in: 'header', name: 'x-zhijie-certificate', description: '演示网络：身份证号' },
    },
  },
  security: [{ code: [] }, { demo: [] }],
  paths: ownPaths(PERSON),
} as const;
