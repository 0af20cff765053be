import { ACT_PATHS } from '../act/openapi.ts';
import { CATALOGUE_PATHS } from '../catalogues/openapi.ts';
import { CIRCULAR_PATHS } from '../circulars/openapi.ts';
import { AGENCY_CLAIM_PATHS } from '../claims/openapi.ts';
import { CLEARING_PATHS } from '../clearing/openapi.ts';
import { COMMERCIAL_PATHS } from '../commercial/openapi.ts';
import { CREDIT_PATHS } from '../credit/openapi.ts';
import { DEPOSIT_PATHS } from '../deposit/openapi.ts';
import { INSTITUTION_PATHS } from '../institutions/openapi.ts';
import { LEDGER_PATHS } from '../ledger/openapi.ts';
import { PAPER_PATHS } from '../papers/openapi.ts';
import { PAYMENTS_PATHS } from '../payments/openapi.ts';
import { POLICY_PATHS } from '../policy-packs/openapi.ts';
import { PREPAYMENT_PATHS } from '../prepayment/openapi.ts';
import { PURCHASING_PATHS } from '../purchasing/openapi.ts';
import { QUEUE_PATHS } from '../queues/openapi.ts';
import { RECEIPT_PATHS } from '../receipts/openapi.ts';
import { RECONCILIATION_PATHS } from '../reconciliation/openapi.ts';
import { TICKET_PATHS } from '../tickets/openapi.ts';
import { TRANSFER_PATHS } from '../transfer/openapi.ts';
import { WHAT_IF_PATHS } from '../what-if/openapi.ts';
import { WINDOW_PATHS } from '../window/openapi.ts';
import { ApprovalsAnswer, FilingsAnswer } from './answers.ts';
import { answering, done, inPath, json, listing, posting, Told, text } from './openapi-parts.ts';
import { PractitionerBody } from './practitioners.ts';
import {
  AgreementBody,
  ApprovalBody,
  ApprovalDecisionBody,
  ApprovalItemBody,
  ApprovalsQuery,
  ChangeBody,
  ClaimsQuery,
  ContributionBody,
  ContributionRow,
  CreditBody,
  DecisionBody,
  DocumentsBody,
  DowntimeBody,
  FilingsQuery,
  ManualClaimBody,
  NothingBody,
  PageQuery,
  ReviewBody,
  StaffBody,
} from './schema.ts';

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
      '参保缴费信息、个人账户入账、定点协议、医务人员支付资格、备案审核、外伤账单核查、特殊项目事前审批、跨省月度清算、预付金、三方日对账、费用协查和问题协同。' +
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
    '/api/agency/staff/{staffCode}/registration': posting(
      '登记医务人员在某机构执业，或变更登记；医院用 5102 查询',
      PractitionerBody,
      done('practitioner', '现在的登记'),
      [inPath('staffCode', '医务人员编码：D 医师、N 护士、HY 药师、HJ 医技，加 12 位数字')],
    ),
    '/api/agency/trauma-bills': listing('已结算、待核查的外伤账单，先结算的在前', PageQuery, '账单'),
    '/api/agency/trauma-bills/{settlementId}/review': posting(
      '外伤账单的核查结论，一次',
      ReviewBody,
      done('review', '结论'),
      [inPath('settlementId', '结算编号')],
    ),
    '/api/agency/approval-items': posting(
      '登记就医地须事前审批的药品、项目或手术',
      ApprovalItemBody,
      done('item', '须审批项目'),
    ),
    '/api/agency/approvals': {
      ...posting('录入一份事前审批申请及其材料', ApprovalBody, done('approval', '申请')),
      ...answering(
        listing('待初审（level=1）或待复审（level=2）的申请，先到的在前', ApprovalsQuery, '申请'),
        ApprovalsAnswer,
      ),
    },
    '/api/agency/approvals/{approvalId}/decision': posting(
      '初审或复审：两级由两人办理，复审同意写明有效期和数量',
      ApprovalDecisionBody,
      done('approval', '审批后的申请'),
      [inPath('approvalId', '审批编号')],
    ),
    ...AGENCY_CLAIM_PATHS,
    ...CATALOGUE_PATHS,
    ...CIRCULAR_PATHS,
    ...CLEARING_PATHS,
    ...INSTITUTION_PATHS,
    ...LEDGER_PATHS,
    ...PAYMENTS_PATHS,
    ...PAPER_PATHS,
    ...PREPAYMENT_PATHS,
    ...DEPOSIT_PATHS,
    ...TRANSFER_PATHS,
    ...WINDOW_PATHS,
    ...WHAT_IF_PATHS,
    ...POLICY_PATHS,
    ...ACT_PATHS,
    ...COMMERCIAL_PATHS,
    ...CREDIT_PATHS,
    ...QUEUE_PATHS,
    ...RECEIPT_PATHS,
    ...PURCHASING_PATHS,
    ...RECONCILIATION_PATHS,
    ...TICKET_PATHS,
    '/api/agency/downtimes': posting(
      '公布本省节点的计划停机：医院签到时看到；停机期间新报文得到停机代码和恢复时间',
      DowntimeBody,
      done('downtime', '停机'),
    ),
    '/api/agency/downtimes/{downtimeId}/call-off': posting(
      '取消或提前结束停机',
      NothingBody,
      done('downtime', '无'),
      [inPath('downtimeId', '公布停机时的请求编号')],
    ),
    '/api/agency/manual-claims': {
      ...posting(
        '不能直接结算的就诊转线上手工报销：诊断、明细和票据号送参保地，这些明细不再直接结算',
        ManualClaimBody,
        done('claim', '手工报销包'),
      ),
      ...listing('参保人收到的线上手工报销包，新的在前', ClaimsQuery, '手工报销包'),
    },
    '/api/agency/filings': answering(
      listing('待审核或已退回的备案，先到的在前', FilingsQuery, '备案'),
      FilingsAnswer,
    ),
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
