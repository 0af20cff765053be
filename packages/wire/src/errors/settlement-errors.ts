import { entry } from './kinds.ts';

/** Settling, undoing, and asking again. */
export const settlementErrors = {
  'total-mismatch': entry(
    4001,
    'hospital-system',
    '医疗费总额与已上传明细合计不符[：报送 {total} 元，明细 {lines} 元]',
    '请核对明细后重发',
  ),
  'fee-parts-mismatch': entry(
    4002,
    'hospital-system',
    '全自费、超限价、先行自付、政策范围内金额与明细分割不符',
    '请使用明细上传返回的分割金额，或不填',
  ),
  'lines-changed-since-quote': entry(4003, 'hospital', '预结算后费用明细有变化', '请重新预结算'),
  'settlement-not-found': entry(
    4011,
    'hospital-system',
    '没有该结算[：{settlementId}]',
    '请核对结算ID和就诊ID',
  ),
  'settlement-already-reversed': entry(4012, 'nobody', '该结算已撤销', '无需重复撤销'),
  'later-settlement-exists': entry(4013, 'hospital', '存在之后的结算，须按顺序撤销', '请先撤销后一次结算'),
  'settlement-cleared': entry(
    4014,
    'hospital',
    '该结算已对账或清分确认，不能冲正',
    '请用 2208（门诊）或 2305（住院）撤销，按新的负记录退费',
  ),
  'transaction-not-reversible': entry(
    4015,
    'hospital-system',
    '该交易不能冲正[：{transaction}]',
    '请使用对应的撤销交易',
  ),
  'reversal-mismatch': entry(4016, 'hospital-system', '冲正的人员或交易编号与原报文不符', '请核对原报文'),
  'call-reversed': entry(4017, 'nobody', '该报文已被冲正', '需要办理的请用新的 msgid'),
  'account-balance-insufficient': entry(4021, 'patient', '个人账户余额不足', '请改用现金'),
  'account-use-not-allowed': entry(4022, 'hospital', '参保地不允许此次使用个人账户', '请填不使用个人账户'),
  'family-account-unsupported': entry(4023, 'hospital', '暂不支持共济账户支付', '请使用本人账户或现金'),
  'no-policy-in-force': entry(
    4031,
    'insured-agency',
    '参保地没有适用于该日期的待遇政策',
    '请联系参保地经办机构',
  ),
  'policy-not-provided': entry(
    4032,
    'insured-agency',
    '参保地未提供此类待遇的政策',
    '请按自费结算后到参保地办理',
  ),
  'settlement-way-unsupported': entry(4033, 'hospital', '暂不支持该个人结算方式', '请填 01 按项目结算'),
  'settlement-conflict': entry(4041, 'nobody', '同一人有另一笔结算同时办理', '请稍后用同一 msgid 重发'),
  'settlement-in-progress': entry(
    4042,
    'nobody',
    '该就诊的结算正在办理',
    '请稍后查询 5203，或用同一 msgid 重发',
  ),
  'outcome-unknown': entry(
    4051,
    'nobody',
    '结果未知[，结算ID {settlementId}]',
    '请稍后用同一 msgid 重发取得结果，或用 2601 冲正；请勿另行结算',
  ),
} as const;

/** Reconciling, confirming for clearing, and applying for it. */
export const clearingErrors = {
  'statement-period-invalid': entry(
    4101,
    'hospital-system',
    '起止日期有误[：{from} 至 {until}]',
    '结束日期不早于开始日期；清算申请的起止日期须在清算年月之内',
  ),
  'statement-file-invalid': entry(
    4102,
    'hospital-system',
    '对账明细文件不能读取',
    '请上传含一个 UTF-8 文本的 ZIP，每行一笔，各列以制表符分隔',
  ),
  'clearing-closed': entry(
    4111,
    'hospital',
    '该月清分已于次月21日生成，不能再确认、回退、申请或撤销[：{period}]',
    '未确认的记录已顺延到以后的月份，请用 3260 重新提取；其余请联系就医地经办机构',
  ),
  'clearing-rows-invalid': entry(
    4112,
    'hospital-system',
    '清分明细行数有误[：收到 {rows} 行，报送 {stated} 行，每次最多 {limit} 行]',
    '请核对总行数，按每次最多 100 行分批确认',
  ),
  'clearing-row-unknown': entry(
    4113,
    'hospital-system',
    '该月没有这条清分明细[：第 {row} 行，{itemId}]',
    '请按 3260 提取的结算流水号和年月确认',
  ),
  'clearing-row-differs': entry(
    4114,
    'hospital-system',
    '清分明细与提取的不一致[：第 {row} 行，{itemId}]',
    '请按 3260 提取的内容原样确认；金额有出入的先用 3202 对明细',
  ),
  'confirmation-not-found': entry(
    4115,
    'hospital-system',
    '没有这次确认[：{reference}]',
    '请填 3261 应答的 inf_refmsgid；填 0 回退整月',
  ),
  'application-differs': entry(
    4121,
    'hospital',
    '清算申请与平台合计不符[：报送 {declared}，平台 {expected}]',
    '请先用 3201、3202 对账，再按一致的金额申请',
  ),
  'application-exists': entry(4122, 'hospital', '同一类别和日期已有清算申请', '需改动的请先用 3204 撤销'),
  'application-not-found': entry(
    4123,
    'hospital-system',
    '没有这个清算申请[：{applicationId}]',
    '请填 3203 返回的事件ID',
  ),
  'clearing-agency-mismatch': entry(
    4124,
    'hospital-system',
    '清算经办机构不是本省的[：{agency}]',
    '请填[ {expected}，]就医地经办机构的医保区划；不清楚的用 3206A 查询',
  ),
  'statement-task-not-found': entry(
    4103,
    'hospital-system',
    '没有这个对账任务[：{taskKey}]',
    '请填 3211 返回的对账任务查询号',
  ),
} as const;

/** The network and the platform. */
export const systemErrors = {
  'insured-place-unreachable': entry(5001, 'platform', '参保地系统暂不可达，本次未办理', '请稍后重试'),
  'hub-unreachable': entry(5002, 'platform', '国家平台暂不可达，本次未办理', '请稍后重试'),
  'internal-error': entry(
    5003,
    'platform',
    '系统内部错误，本次未办理[，编号 {reference}]',
    '请把编号告知平台运维',
  ),
  'planned-downtime': entry(5004, 'nobody', '系统停机维护[，预计 {until} 恢复]', '请在恢复后办理'),
  busy: entry(5005, 'nobody', '系统繁忙，本次未办理', '请稍后用同一 msgid 重发'),
  'message-rejected': entry(5006, 'platform', '节点间报文被拒绝', '请把编号告知平台运维'),
} as const;
