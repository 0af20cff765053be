import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import { AGENCY_LABELS } from './schema.ts';
import { isUnknownCaller, type Told } from './shape.ts';

type Entry = { readonly field: string; readonly fix: string; readonly text?: string };

const WHO = 'x-zhijie-agency';
const AS_OWN_AGENCY = '请由该统筹区的经办机构办理';

/** Field and fix of each refusal an agency can meet; the text is the network's own unless given here. */
const TABLE: Readonly<Record<string, Entry>> = {
  'area-not-served': {
    field: WHO,
    text: '本程序没有运行该省的节点。',
    fix: '请连接本省节点的地址（--url）',
  },
  'person-missing': {
    field: 'personId',
    text: '没有写明是谁。',
    fix: '请写人员编号 personId 或身份证号 certificateNumber，二选一',
  },
  'not-permitted': {
    field: WHO,
    text: '该参保人、备案或机构不属于本经办机构。',
    fix: AS_OWN_AGENCY,
  },
  'person-unknown': { field: 'personId', fix: '请核对号码；外统筹区人员请由其参保地办理' },
  'not-insured': {
    field: 'insuranceType',
    text: '未查到该人员该险种的参保信息。',
    fix: '请核对人员编号和险种；新参保人员先办理参保登记',
  },
  'certificate-malformed': { field: 'certificateNumber', fix: '写成 18 位身份证号，末位可为 X' },
  'certificate-check-digit': { field: 'certificateNumber', fix: '请对照证件逐位核对' },
  'status-is-final': { field: 'status', fix: '登记错误的，请先按规定更正死亡登记' },
  'fact-does-not-apply': { field: 'contributionTier', fix: '请删去这一列的内容，或更正后再报' },
  'event-differs': { field: 'eventId', fix: '内容有更正的，请用新的业务编号再报一行' },
  'request-key-reused': { field: 'requestKey', fix: '请换一个请求编号' },
  'amount-out-of-range': { field: 'amount', fix: '写成大于零的元，如 "120.00"' },
  'date-malformed': { field: 'effectiveOn', text: '没有这一天。', fix: '写成日期，如 "2026-03-02"' },
  'institution-unknown': {
    field: 'providerId',
    text: '本省没有这个定点医药机构。',
    fix: '请核对机构编号：H 或 P 加 11 位数字',
  },
  'staff-code-malformed': {
    field: 'staffCode',
    text: '医务人员编码不对。',
    fix: '请写国家医保编码：D、N、HY 或 HJ 加 12 位数字',
  },
  'name-missing': { field: 'name', text: '没有写明姓名。', fix: '请写证件上的姓名' },
  'until-before-from': { field: 'untilOn', text: '止日早于起日。', fix: '请核对两个日期' },
  'settlement-unknown': {
    field: 'settlementId',
    text: '没有这笔外伤结算。',
    fix: '请核对结算编号和机构编号',
  },
  'note-missing': { field: 'note', text: '有疑问的，没有说明。', fix: '请写明疑问' },
  'review-differs': { field: 'finding', text: '该结算已有不同的核查结论。', fix: '已有结论不再更改' },
  'change-empty': {
    field: 'agreement',
    text: '没有写明要变更什么。',
    fix:
      '请写协议状态 agreement，或 isInpatientOpen、isOutpatientOpen、isChronicOpen、' +
      'isReadStrictly、traceCodesFrom、confirmsFrom 之一',
  },
  'reason-missing': {
    field: 'reason',
    text: '没有写明理由。',
    fix: '请写理由，办事人会看到',
  },
  'unknown-item': {
    field: 'itemCode',
    text: '就医地目录中没有该项目。',
    fix: '请写国家医保编码（1312 可查询）',
  },
  'diagnosis-malformed': {
    field: 'diagnosisCode',
    text: '诊断代码不对。',
    fix: '请写医保版 ICD-10 代码，如 "I25.103"',
  },
  'materials-missing': {
    field: 'materials',
    text: '没有申请材料。',
    fix: '请列出材料名称或 9101 的文件查询号',
  },
  'quantity-not-positive': { field: 'quantity', text: '数量应大于零。', fix: '请写申请的数量，如 "3"' },
  'quantity-beyond-application': {
    field: 'quantity',
    text: '批准数量应大于零且不超过申请数量。',
    fix: '请核对数量；需要更多的请另行申请',
  },
  'approval-not-needed': {
    field: 'itemCode',
    text: '该项目在就医地不需要事前审批。',
    fix: '直接使用即可；应当审批的请先登记为须审批项目',
  },
  'approval-unknown': { field: 'approvalId', text: '没有这份审批申请。', fix: '请核对审批编号' },
  'approval-decided': { field: 'approvalId', text: '该申请已办结。', fix: '需要改变的请另行申请' },
  'checker-is-maker': {
    field: 'approvalId',
    text: '初审和复审须由两人办理。',
    fix: '请由另一位经办人复审',
  },
  'time-malformed': { field: 'startsAt', text: '没有这个时刻。', fix: '写成 "2026-03-12 22:00:00"' },
  'ends-before-start': { field: 'endsAt', text: '停机的结束不晚于开始。', fix: '请核对两个时刻' },
  'ends-in-past': { field: 'endsAt', text: '停机的结束时刻已过。', fix: '请核对结束时刻' },
  'longer-than-a-week': { field: 'endsAt', text: '计划停机超过七天。', fix: '请分次公布' },
  'visit-unknown': { field: 'visitId', text: '该机构没有这个就诊。', fix: '请核对机构编号和就诊ID' },
  'visit-not-discharged': { field: 'visitId', text: '住院尚未办理出院。', fix: '请先办理出院' },
  'settlement-pending': {
    field: 'visitId',
    text: '该就诊有一笔结算结果未知。',
    fix: '请等线路恢复、结果确定后再转，避免重复',
  },
  'visit-settled': { field: 'visitId', text: '该就诊已直接结算。', fix: '需要改变的请先撤销结算' },
  'nothing-to-settle': { field: 'visitId', text: '没有未结算的费用明细。', fix: '请先上传费用明细' },
  'receipt-used': { field: 'receiptNumber', text: '该票据号已用于另一份手工报销。', fix: '请核对票据号' },
  'filing-unknown': { field: 'filingId', fix: '请核对备案编号和人员编号' },
  'filing-not-open': { field: 'filingId', fix: '请查看待审核清单；需要更正的，请用变更或取消' },
  'filing-not-in-force': { field: 'filingId', fix: '只能变更有效的备案，只能向承诺制或已退回的备案补材料' },
  'filing-locked': { field: 'filingId', fix: '期限过后再变更' },
  'filing-exists': { field: 'destination', fix: '不需要重复办理' },
  'destination-not-an-area': { field: 'destination', fix: '写成六位行政区划，如 "440100"' },
  'destination-too-wide': { field: 'destination', fix: '请选到地级市或直辖市' },
  'destination-is-home': { field: 'destination', fix: '参保地就医不需要备案' },
  'start-too-early': { field: 'startsOn', fix: '请写今天或以后的日期' },
  'document-missing': { field: 'documents', fix: '请补齐所列材料之一，长期类可作承诺' },
  'document-not-new': { field: 'documents', fix: '请写新补充的材料' },
  'commitment-not-allowed': { field: 'commitment', fix: '临时类备案不能承诺，请写所交材料' },
  'renewal-not-possible': { field: 'renews', fix: '请按首次转诊办理' },
};

const OWN: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;

function detailOf({ detail }: Refusal): string {
  if (detail === undefined) return '';
  const shown: Readonly<Record<string, string>> = {
    until: '期限',
    state: '状态',
    oneOf: '材料',
    filingId: '备案',
  };
  const parts = Object.entries(shown).flatMap(([name, label]) =>
    detail[name] === undefined ? [] : [`${label} ${detail[name]}`],
  );
  return parts.length === 0 ? '' : `（${parts.join('，')}）`;
}

/** A refusal as an agency reads it: which field, what is wrong, what to do. */
export function tellingOf(refusal: Refusal): Told {
  const entry = TABLE[refusal.code];
  const field = refusal.field ?? entry?.field ?? 'body';
  const text = entry?.text ?? OWN[refusal.code] ?? '未予办理。';
  const differs = refusal.code === 'event-differs' ? `不同的字段：${AGENCY_LABELS[field] ?? field}。` : '';
  const fix = entry?.fix ?? `请核对 ${field}；仍有疑问请联系管理员，说明代码 ${refusal.code}`;
  return { code: refusal.code, field, text: `${text}${differs}${detailOf(refusal)}`, fix };
}

/** HTTP status of a refusal. */
export function statusOf(code: string): 401 | 403 | 409 | 422 {
  if (isUnknownCaller(code)) return 401;
  if (code === 'not-permitted') return 403;
  return code === 'request-key-reused' || code === 'event-differs' ? 409 : 422;
}
