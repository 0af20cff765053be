import { type CareType, LABELS, type Refusal } from '@zhijie/kernel';
import { catalogueKinds, type WireError, type WireErrorName } from '@zhijie/wire';
import type { CareRefusalCode } from '../care/refusals.ts';

type Detail = Readonly<Record<string, string | number>>;
type Entry =
  | WireErrorName
  | {
      readonly error: WireErrorName;
      readonly say?: (d: Detail) => string;
      readonly as?: (d: Detail) => Detail;
    };

const say = (error: WireErrorName, sentence: (d: Detail) => string): Entry => ({ error, say: sentence });
const as = (error: WireErrorName, change: (d: Detail) => Detail): Entry => ({ error, as: change });
const line = (error: WireErrorName): Entry => as(error, (d) => ({ ...d, lineId: d.lineNumber ?? '' }));
const part = (label: string): Entry =>
  say(
    'fee-parts-mismatch',
    (d) =>
      `${label}报送 ${d.declared} 元，明细分割合计 ${d.lines} 元。请使用明细上传返回的分割金额，或不填。`,
  );

const barredSince = (d: Detail): string => {
  const state = d.state === 'suspended' ? '暂停' : '终止';
  return `自 ${d.from} 起${state}医保支付资格${d.until === undefined ? '' : `，至 ${d.until}`}`;
};

const kindCode = (kind: string | number | undefined): string => {
  const known = String(kind) as Parameters<typeof catalogueKinds.codeOf>[0];
  return `${catalogueKinds.codeOf(known)} ${catalogueKinds.labelOf(known)}`;
};

const careOf = (careType: string | number | undefined): string =>
  LABELS.careType[careType as CareType] ?? String(careType ?? '');

/** Every refusal of the care side as a named error of the interface. */
const CARE = {
  'content-differs': 'message-id-reused',
  'request-reversed': 'call-reversed',
  'request-in-progress': 'message-in-progress',
  'institution-unknown': 'provider-unknown',
  'institution-suspended': 'provider-suspended',
  'institution-terminated': 'provider-terminated',
  'institution-not-pharmacy': 'provider-not-pharmacy',
  'application-unsupported': say(
    'field-dictionary',
    () => '业务申请类型在这里只办理 03 就医定点医疗机构登记；慢特病用 2503，转院用 2501，意外伤害用 2507。',
  ),
  'care-type-not-open': as('provider-not-open-for-care', (d) => ({ care: careOf(d.careType) })),
  'disease-missing': say('field-missing', () => '门诊慢特病就诊没有病种编码。请先用 2203 上传病种编码。'),
  'disease-not-open': as('provider-not-open-for-care', (d) => ({ care: `门诊慢特病 ${d.diseaseCode}` })),
  'not-permitted': 'operator-not-allowed',
  'not-signed-in': 'not-signed-in',
  'certificate-malformed': 'certificate-malformed',
  'certificate-check-digit': 'bad-check-digit',
  'certificate-mismatch': 'person-mismatch',
  'credential-malformed': 'credential-malformed',
  'name-mismatch': 'name-mismatch',
  'person-unknown': 'unknown-person',
  'person-ambiguous': 'ambiguous-person',
  'insured-region-unknown': 'insured-region-unknown',
  'insured-region-differs': 'insured-region-mismatch',
  'visit-unknown': 'visit-not-found',
  'visit-not-inpatient': as('visit-state', () => ({ state: '不是住院就诊' })),
  'visit-not-outpatient': as('visit-state', () => ({ state: '不是门诊就诊' })),
  'visit-cancelled': 'visit-cancelled',
  'visit-discharged': 'already-discharged',
  'visit-not-discharged': as('visit-state', () => ({ state: '尚未办理出院' })),
  'visit-settled': 'visit-already-settled',
  'visit-has-lines': 'visit-has-lines',
  'serial-number-taken': 'duplicate-visit-number',
  'person-differs': 'visit-person-mismatch',
  'insurance-differs': say(
    'insurance-type-not-held',
    () => '险种类型与就诊登记的险种不一致。请用登记时的险种。',
  ),
  'care-type-differs': 'care-type-mismatch',
  'care-type-wrong': say(
    'care-type-mismatch',
    () => '医疗类别与就诊种类不符：住院类别只用于住院，其他类别只用于门诊。',
  ),
  'diagnosis-missing': 'diagnosis-missing',
  'discharge-before-admission': say(
    'discharge-before-admission',
    (d) => `出院时间 ${d.discharged} 早于入院时间 ${d.admitted}。请核对出院时间。`,
  ),
  'time-in-future': 'date-in-future',
  'trauma-flags-incomplete': 'trauma-statement-missing',
  'third-party-liable': 'third-party-liability',
  'visits-mixed': 'lines-of-several-visits',
  'line-repeated': line('line-duplicate'),
  'line-exists': line('line-duplicate'),
  'line-unknown': as('line-not-found', (d) => ({ lineId: d.lineNumber ?? d.batch ?? '' })),
  'line-item-differs': say(
    'line-not-found',
    (d) =>
      `明细 ${d.lineNumber} 的医疗目录编码是 ${d.expected}，报送 ${d.itemCode}。请核对记账流水号和目录编码。`,
  ),
  'line-settled': 'line-settled',
  'line-has-refunds': say(
    'line-settled',
    (d) => `明细 ${d.lineNumber} 已有退费明细，不能单独撤销。请一并撤销退费明细。`,
  ),
  'line-before-visit': line('line-outside-visit'),
  'unknown-item': 'unknown-item',
  'staff-not-eligible': say(
    'operator-not-allowed',
    (d) =>
      `明细 ${d.lineNumber} 的开单人员 ${d.staffCode} ${barredSince(d)}，急诊抢救外不能医保结算。` +
      '请核对开单人员，或按自费处理。',
  ),
  'line-of-other-disease': say(
    'care-type-mismatch',
    (d) =>
      `门诊慢特病按病种分别结算：就诊病种为 ${d.visitDisease}，明细 ${d.lineNumber} ` +
      `${d.lineDisease === '' ? '与病种无关' : `属于病种 ${d.lineDisease}`}。` +
      '请另行挂号，其他病种按慢特病、无关项目按普通门诊结算。',
  ),
  'line-too-large': line('line-too-large'),
  'mapping-kind-differs': as('mapping-kind-mismatch', (d) => ({
    expected: kindCode(d.expected),
  })),
  'mapping-period': 'mapping-period-invalid',
  'mapping-unknown': 'mapping-not-found',
  'department-exists': 'department-exists',
  'department-period': 'department-period-invalid',
  'department-repeated': 'department-repeated',
  'department-unknown': 'department-not-found',
  'specialty-unknown': 'specialty-unknown',
  'code-list-unknown': 'code-list-unknown',
  'page-invalid': 'page-invalid',
  'file-not-zip': 'file-not-zip',
  'file-unknown': 'file-not-found',
  'amount-mismatch': line('amount-mismatch'),
  'quantity-not-positive': line('quantity-invalid'),
  'original-line-unknown': line('refund-original-missing'),
  'refund-exceeds-original': line('refund-exceeds-original'),
  'refund-price-differs': say(
    'refund-original-missing',
    (d) =>
      `退费明细 ${d.lineNumber} 的项目或单价与原明细 ${d.originalLineNumber} 不同。请按原明细的项目和单价退费。`,
  ),
  'total-too-large': 'visit-total-too-large',
  'nothing-to-settle': 'no-lines',
  'total-mismatch': as('total-mismatch', (d) => ({ total: d.declared ?? '', lines: d.lines ?? '' })),
  'excluded-mismatch': part('全自费金额'),
  'over-limit-mismatch': part('超限价自费费用'),
  'self-paid-first-mismatch': part('先行自付金额'),
  'eligible-mismatch': part('符合政策范围金额'),
  'total-negative': say('quantity-invalid', () => '退费后费用合计为负数，不能结算。请核对退费明细。'),
  'not-discharged-yet': 'not-discharged',
  'settlement-pending': 'settlement-in-progress',
  'settlement-exists': 'visit-has-settlement',
  'settlement-unknown': 'settlement-not-found',
  'settlement-reversed': 'settlement-already-reversed',
  'settlement-never-happened': say(
    'settlement-not-found',
    (d) => `结算 ${d.settlementId} 未成功，没有可撤销的结算。无需处理。`,
  ),
  'settlement-not-interim': 'visit-already-settled',
  'not-reversible': as('transaction-not-reversible', (d) => ({ transaction: d.value ?? '' })),
  'transaction-differs': 'reversal-mismatch',
  'approval-used-up': 'approval-used-up',
  'trace-code-malformed': 'trace-code-malformed',
  'trace-code-repeated': 'trace-code-repeated',
  'trace-code-missing': line('trace-code-missing'),
  'trace-code-sold': 'trace-code-sold',
  'trace-code-not-sold': 'trace-code-not-sold',
  'trace-code-settled': 'trace-code-settled',
  'list-unknown': 'list-not-found',
  'list-frozen': 'list-frozen',
  'list-has-faults': 'list-has-faults',
  'report-unknown': 'report-not-found',
  'finding-unknown': 'finding-not-found',
  'response-reason-missing': 'finding-reason-missing',
  'finding-answered': 'finding-already-answered',
  'settlement-closed': say('settlement-cleared', (d) => {
    const how = d.closedBy === 'confirmed' ? '已清分确认' : '已对账';
    return `结算 ${d.settlementId} ${how}，不能冲正。请用 ${d.call} 撤销，按新的负记录退费。`;
  }),
  // Asked by a command, not by the interface: told as any field that cannot be taken.
  'receipt-used': 'message-rejected',
  'statement-period': 'statement-period-invalid',
  'agency-unknown': say(
    'field-dictionary',
    (d) => `没有经办机构 ${d.agency}。请填参保地医保区划；全部一起对的，填本机构所在地的医保区划。`,
  ),
  'statement-file': say('statement-file-invalid', (d) => String(d.fault)),
  'clearing-closed': 'clearing-closed',
  'clearing-rows': 'clearing-rows-invalid',
  'clearing-row-unknown': 'clearing-row-unknown',
  'clearing-row-differs': 'clearing-row-differs',
  'confirmation-unknown': 'confirmation-not-found',
  'application-differs': 'application-differs',
  'application-exists': 'application-exists',
  'application-unknown': 'application-not-found',
  'agency-differs': 'clearing-agency-mismatch',
  'task-unknown': 'statement-task-not-found',
  'order-channel-missing': 'order-channel-missing',
  'order-care-unsupported': 'order-care-unsupported',
  'order-fees-mismatch': 'order-fees-mismatch',
  'order-unknown': 'order-unknown',
  'order-token-wrong': 'order-token-wrong',
  'order-visit-differs': 'order-visit-differs',
  'order-exists': 'order-exists',
  'order-revoked': 'order-revoked',
  'order-placed': 'order-placed',
  'order-not-placed': say('order-not-paid', () => '该支付订单还没有下单结算。请先用 6202 下单。'),
  'order-not-revocable': 'order-not-revocable',
  'order-not-paid': 'order-not-paid',
  'order-amounts-differ': say(
    'order-fees-mismatch',
    () => '同步的金额与订单不符，没有入账。请以 6301 查询的金额为准。',
  ),
  'settlement-of-order': 'order-settled-here',
  'authorisation-twice': 'authorisation-twice',
  'authorisation-invalid': 'authorisation-invalid',
  'refund-total-mismatch': 'refund-total-mismatch',
  'refund-exceeds': 'refund-exceeds',
  'refund-serial-reused': 'refund-serial-reused',
  'refund-in-progress': 'refund-in-progress',
  'refund-done-before': 'refund-done-before',
  'insured-place-unreachable': 'insured-place-unreachable',
  'outcome-unknown': 'outcome-unknown',
} as const satisfies Record<CareRefusalCode, Entry>;

/** Refusals of the insured side and of the hub that reach a hospital. */
const ELSEWHERE: Readonly<Record<string, Entry>> = {
  'not-insured': 'insurance-type-not-held',
  'registration-content-differs': as('message-id-reused', () => ({})),
  'registration-period': say('field-range', () => '备案结束日期早于开始日期。请核对起止日期。'),
  'disease-malformed': say('field-format', () => '病种编码应为 M 加五位数字，如 M03900。请核对病种目录。'),
  'registration-exists': 'registration-exists',
  'registration-unknown': 'registration-not-found',
  'registration-of-other': 'registration-of-other',
  'registration-withdrawn': 'registration-withdrawn',
  'destination-not-an-area': say('field-format', () => '就医地行政区划不正确。请用 6 位医保区划。'),
  'destination-too-wide': say('field-range', () => '就医地区划须到地级市或直辖市。请改用转入医院所在区划。'),
  'credential-unknown': 'credential-unknown',
  'credential-used': 'credential-used',
  'credential-expired': 'credential-expired',
  'credential-elsewhere': 'credential-elsewhere',
  'credential-other-operator': 'credential-other-operator',
  'credential-other-business': 'credential-other-business',
  'card-serial-mismatch': say(
    'person-mismatch',
    () => '社会保障卡识别码与登记信息不一致。请确认是否为本人有效卡。',
  ),
  'person-dead': 'coverage-dead',
  'coverage-ended': 'coverage-ended',
  'coverage-suspended': 'coverage-suspended',
  'coverage-in-arrears': 'coverage-arrears',
  'coverage-waiting': 'coverage-waiting',
  'filing-required': 'filing-required',
  'referral-class-refused': say(
    'filing-required',
    () => '参保地对此类备案不予直接结算。请自费结算后回参保地办理。',
  ),
  'no-policy-in-force': 'no-policy-in-force',
  'policy-not-provided': 'policy-not-provided',
  'cause-not-covered': 'policy-not-provided',
  'group-not-covered': 'policy-not-provided',
  'reversed-before-arrival': 'call-reversed',
  'segment-already-settled': 'visit-already-settled',
  'discharge-in-future': 'date-in-future',
  'item-not-in-force': 'item-not-in-force',
  insufficient_balance: 'account-balance-insufficient',
  'settlement-way-unsupported': 'settlement-way-unsupported',
  'family-account-unsupported': 'family-account-unsupported',
  'unknown-area': 'insured-region-unknown',
};

const TABLE: Readonly<Record<string, Entry>> = { ...ELSEWHERE, ...CARE };

/**
 * A refusal as an error of the interface. A code that nobody knows here (a newer node's) is passed on by
 * name rather than hidden behind a general text.
 */
export function wireErrorOf(refusal: Refusal): WireError {
  const entry = TABLE[refusal.code];
  const detail = { ...(refusal.field === undefined ? {} : { field: refusal.field }), ...refusal.detail };
  if (entry === undefined) {
    const field = refusal.field === undefined ? '' : `（${refusal.field}）`;
    const message = `参保地未予办理：${refusal.code}${field}。请联系参保地经办机构。`;
    return { error: 'message-rejected', message };
  }
  if (typeof entry === 'string') return { error: entry, detail };
  const { error } = entry;
  if (entry.say !== undefined) return { error, message: entry.say(detail) };
  return { error, detail: { ...detail, ...entry.as?.(detail) } };
}
