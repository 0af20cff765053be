import { CIVIL_SERVANT_RANKS, CONTRIBUTION_TIERS } from '@zhijie/engine';
import { COVERAGE_STATUSES, FILING_CATEGORIES, INSURANCE_TYPES, LABELS } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false };

/** What people call each field; also the description in the OpenAPI document. */
export const AGENCY_LABELS: Readonly<Record<string, string>> = {
  eventId: '业务编号',
  requestKey: '请求编号',
  startsAt: '停机开始时间',
  endsAt: '停机结束时间',
  visitId: '就诊ID',
  receiptNumber: '票据号',
  personId: '人员编号',
  certificateNumber: '身份证号',
  insuranceType: '险种',
  status: '参保状态',
  effectiveOn: '生效日期',
  contributionTier: '缴费档次',
  civilServantRank: '公务员级别',
  enrolledSince: '连续参保起始日',
  hasFamilyDoctor: '签约家庭医生',
  amount: '金额',
  agreement: '协议状态',
  isInpatientOpen: '开通住院',
  isOutpatientOpen: '开通门诊',
  isChronicOpen: '开通门诊慢特病',
  isReadStrictly: '按严格模式读报文：规范没有的键、缺少的报文头拒收',
  reason: '理由',
  decision: '审核结果',
  documents: '材料',
  category: '备案类别',
  destination: '就医地',
  startsOn: '开始日期',
  commitment: '承诺书',
  diseaseCode: '病种编码',
  renews: '续办的备案编号',
  rows: '逐行',
  limit: '每页条数',
  after: '接着哪一条',
  which: '哪一类',
  state: '支付资格',
  fromOn: '自何日起',
  untilOn: '至何日止',
  providerId: '机构编号',
  finding: '核查结论',
  isCommitmentSeen: '见到无第三方责任承诺书',
  note: '说明',
  traceCodesFrom: '自何日起须采集药品追溯码',
  confirmsFrom: '自何日起的结算须按月确认清分，20日前未确认的顺延',
  itemCode: '医疗目录编码',
  kind: '须审批的类别',
  area: '就医地统筹区',
  diagnosisCode: '诊断代码',
  materials: '申请材料',
  quantity: '数量',
  endsOn: '有效期止',
  level: '审批级次',
};

const described = (field: string): { description: string } => ({
  description: AGENCY_LABELS[field] ?? field,
});
const words = <const W extends readonly string[]>(field: string, list: W, labels: Record<string, string>) => {
  const named = list.map((word) => `${word} ${labels[word] ?? ''}`.trim()).join('，');
  return Type.Unsafe<W[number]>(Type.Enum([...list], { description: `${AGENCY_LABELS[field]}：${named}` }));
};
const day = (field: string) =>
  Type.String({ ...described(field), pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-03-02'] });
/** Printable and without blanks, as every identifier of the network; kept for ever. */
const key = (field: string) =>
  Type.String({ ...described(field), pattern: '^[\\x21-\\x7e]{1,64}$', examples: ['2026-03-000117'] });
const text = (field: string, maxLength: number) =>
  Type.String({ ...described(field), minLength: 1, maxLength });

const PERSON = {
  personId: Type.Optional(text('personId', 30)),
  certificateNumber: Type.Optional(text('certificateNumber', 18)),
};

export const TIER_LABELS: Readonly<Record<string, string>> = { tier1: '一档', tier2: '二档', tier3: '三档' };
export const RANK_LABELS: Readonly<Record<string, string>> = {
  section: '科级及以下',
  county: '县（处）级',
  department: '厅（局）级及以上',
};

/**
 * One event of the contribution feed. `personId` or `certificateNumber`. What only some places ask about may
 * be left out, and then stays as it is.
 */
export const ContributionRow = Type.Object(
  {
    eventId: key('eventId'),
    ...PERSON,
    insuranceType: words('insuranceType', INSURANCE_TYPES, LABELS.insuranceType),
    status: words('status', COVERAGE_STATUSES, LABELS.coverageStatus),
    effectiveOn: day('effectiveOn'),
    contributionTier: Type.Optional(words('contributionTier', CONTRIBUTION_TIERS, TIER_LABELS)),
    civilServantRank: Type.Optional(words('civilServantRank', CIVIL_SERVANT_RANKS, RANK_LABELS)),
    enrolledSince: Type.Optional(day('enrolledSince')),
    hasFamilyDoctor: Type.Optional(Type.Boolean(described('hasFamilyDoctor'))),
  },
  strict,
);
export type ContributionRow = Static<typeof ContributionRow>;

export const LARGEST_FEED = 500;

/** Rows are examined one by one: a wrong one is refused by itself. */
export const ContributionBody = Type.Object(
  {
    rows: Type.Array(Type.Unknown(), { ...described('rows'), minItems: 1, maxItems: LARGEST_FEED }),
  },
  strict,
);

export const CreditBody = Type.Object(
  {
    eventId: key('eventId'),
    ...PERSON,
    insuranceType: words('insuranceType', INSURANCE_TYPES, LABELS.insuranceType),
    amount: Type.String({
      ...described('amount'),
      pattern: '^\\d{1,9}(\\.\\d{1,2})?$',
      examples: ['120.00'],
    }),
  },
  strict,
);
export type CreditBody = Static<typeof CreditBody>;

const AGREEMENTS = ['active', 'suspended', 'terminated'] as const;
export const AGREEMENT_LABELS: Readonly<Record<string, string>> = {
  active: '履行中',
  suspended: '中止',
  terminated: '解除',
};

export const AgreementBody = Type.Object(
  {
    requestKey: key('requestKey'),
    agreement: Type.Optional(words('agreement', AGREEMENTS, AGREEMENT_LABELS)),
    isInpatientOpen: Type.Optional(Type.Boolean(described('isInpatientOpen'))),
    isOutpatientOpen: Type.Optional(Type.Boolean(described('isOutpatientOpen'))),
    isChronicOpen: Type.Optional(Type.Boolean(described('isChronicOpen'))),
    traceCodesFrom: Type.Optional(day('traceCodesFrom')),
    confirmsFrom: Type.Optional(day('confirmsFrom')),
    isReadStrictly: Type.Optional(Type.Boolean(described('isReadStrictly'))),
    reason: text('reason', 200),
  },
  strict,
);
export type AgreementBody = Static<typeof AgreementBody>;

const DECISIONS = ['approve', 'return', 'reject'] as const;
export const DECISION_LABELS: Readonly<Record<string, string>> = {
  approve: '同意',
  return: '退回补充材料',
  reject: '不予备案',
};

export const DecisionBody = Type.Object(
  {
    requestKey: key('requestKey'),
    personId: text('personId', 30),
    decision: words('decision', DECISIONS, DECISION_LABELS),
    reason: Type.Optional(Type.String({ ...described('reason'), maxLength: 200 })),
  },
  strict,
);
export type DecisionBody = Static<typeof DecisionBody>;

export const DOCUMENT_LABELS = {
  'insurance-code': '医保电子凭证',
  'id-card': '身份证',
  'social-card': '社会保障卡',
  'filing-form': '备案登记表',
  'household-register': '户口簿首页和常住人口登记卡',
  'residence-proof': '居住证明',
  'dispatch-letter': '派出函',
  'employer-letter': '单位证明',
  contract: '劳动合同',
  'referral-certificate': '转诊转院证明',
} as const;
const DOCUMENTS = Object.keys(DOCUMENT_LABELS) as (keyof typeof DOCUMENT_LABELS)[];
const documents = Type.Array(words('documents', DOCUMENTS, DOCUMENT_LABELS), {
  ...described('documents'),
  minItems: 1,
  maxItems: 20,
});

export const DocumentsBody = Type.Object(
  { requestKey: key('requestKey'), personId: text('personId', 30), documents },
  strict,
);
export type DocumentsBody = Static<typeof DocumentsBody>;

export const ChangeBody = Type.Object(
  {
    requestKey: key('requestKey'),
    personId: text('personId', 30),
    insuranceType: words('insuranceType', INSURANCE_TYPES, LABELS.insuranceType),
    category: words('category', FILING_CATEGORIES, LABELS.filingCategory),
    destination: Type.String({ ...described('destination'), pattern: '^\\d{6}$', examples: ['440100'] }),
    startsOn: Type.Optional(day('startsOn')),
    documents,
    commitment: Type.Optional(Type.Boolean(described('commitment'))),
    diseaseCode: Type.Optional(text('diseaseCode', 30)),
    renews: Type.Optional(text('renews', 30)),
  },
  strict,
);
export type ChangeBody = Static<typeof ChangeBody>;

export const STAFF_LABELS: Readonly<Record<string, string>> = {
  eligible: '正常',
  suspended: '暂停',
  terminated: '终止',
};

/** Payment eligibility of one member of staff. */
export const StaffBody = Type.Object(
  {
    state: words('state', ['eligible', 'suspended', 'terminated'], STAFF_LABELS),
    fromOn: day('fromOn'),
    untilOn: Type.Optional(day('untilOn')),
    reason: text('reason', 200),
  },
  strict,
);
export type StaffBody = Static<typeof StaffBody>;

export const FINDING_LABELS: Readonly<Record<string, string>> = { accepted: '无问题', questioned: '有疑问' };

/** What was found about a trauma bill. */
export const ReviewBody = Type.Object(
  {
    providerId: text('providerId', 12),
    finding: words('finding', ['accepted', 'questioned'], FINDING_LABELS),
    isCommitmentSeen: Type.Boolean(described('isCommitmentSeen')),
    note: Type.Optional(Type.String({ ...described('note'), maxLength: 200 })),
  },
  strict,
);
export type ReviewBody = Static<typeof ReviewBody>;

export const APPROVAL_KIND_LABELS: Readonly<Record<string, string>> = {
  drug: '特殊药品',
  item: '特殊检查治疗、材料',
  operation: '特殊手术',
};

/** An item that needs approval before use. */
export const ApprovalItemBody = Type.Object(
  {
    area: Type.Optional(Type.String({ ...described('area'), pattern: '^\\d{6}$' })),
    itemCode: text('itemCode', 50),
    kind: words('kind', ['drug', 'item', 'operation'], APPROVAL_KIND_LABELS),
    fromOn: day('fromOn'),
    untilOn: Type.Optional(day('untilOn')),
    reason: text('reason', 200),
  },
  strict,
);
export type ApprovalItemBody = Static<typeof ApprovalItemBody>;

const units = Type.String({
  ...described('quantity'),
  pattern: '^\\d{1,8}(\\.\\d{1,4})?$',
  examples: ['3'],
});

/** What an institution applies for, for one person. */
export const ApprovalBody = Type.Object(
  {
    requestKey: key('requestKey'),
    providerId: text('providerId', 12),
    personId: text('personId', 30),
    itemCode: text('itemCode', 50),
    diagnosisCode: text('diagnosisCode', 20),
    reason: text('reason', 500),
    materials: Type.Array(text('materials', 200), { ...described('materials'), minItems: 1, maxItems: 20 }),
    quantity: units,
  },
  strict,
);
export type ApprovalBody = Static<typeof ApprovalBody>;

/** A decision at the level that is next; the days and a smaller quantity count at the second. */
export const ApprovalDecisionBody = Type.Object(
  {
    decision: words('decision', ['approve', 'reject'], { approve: '同意', reject: '不同意' }),
    reason: text('reason', 500),
    startsOn: day('startsOn'),
    endsOn: day('endsOn'),
    quantity: Type.Optional(units),
  },
  strict,
);
export type ApprovalDecisionBody = Static<typeof ApprovalDecisionBody>;

const moment = (name: string) =>
  Type.String({ ...described(name), pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$' });

/** A planned stoppage of the province's node. */
export const DowntimeBody = Type.Object(
  {
    requestKey: key('requestKey'),
    startsAt: moment('startsAt'),
    endsAt: moment('endsAt'),
    reason: text('reason', 200),
  },
  strict,
);
export type DowntimeBody = Static<typeof DowntimeBody>;

export const NothingBody = Type.Object({}, strict);

/** A visit to close for an online manual claim. */
export const ManualClaimBody = Type.Object(
  {
    providerId: text('providerId', 12),
    visitId: text('visitId', 30),
    receiptNumber: text('receiptNumber', 64),
    reason: text('reason', 200),
  },
  strict,
);
export type ManualClaimBody = Static<typeof ManualClaimBody>;

const page = {
  limit: Type.Optional(Type.String({ ...described('limit'), pattern: '^[1-9]\\d{0,2}$' })),
  after: Type.Optional(Type.String({ ...described('after'), pattern: '^\\d{1,16},[\\x21-\\x7e]{1,30}$' })),
};

/** A page of a list: `after` is the `next` of the page before. */
export const PageQuery = Type.Object(page, strict);
export type PageQuery = Static<typeof PageQuery>;

/** Packets of manual claims, of one person. */
export const ClaimsQuery = Type.Object({ personId: text('personId', 30), ...page }, strict);
export type ClaimsQuery = Static<typeof ClaimsQuery>;

/** Applications that wait for the first or the second level. */
export const ApprovalsQuery = Type.Object(
  { level: Type.Optional(words('level', ['1', '2'], { '1': '初审', '2': '复审' })), ...page },
  strict,
);
export type ApprovalsQuery = Static<typeof ApprovalsQuery>;

/** Which filings, and the page: `after` is `submittedAt,filingId` of the last row of the page before. */
export const FilingsQuery = Type.Object(
  {
    which: Type.Optional(
      words('which', ['waiting', 'returned'], { waiting: '待审核', returned: '已退回待补充' }),
    ),
    ...page,
  },
  strict,
);
export type FilingsQuery = Static<typeof FilingsQuery>;
