import { codeTable } from '../code-table.ts';

/** What the answer says of a finding; the words are those of the rules. */
export const severities = codeTable('sev_deg', '严重程度', {
  definite: ['1', '明确违规'],
  suspected: ['2', '高度可疑'],
  doubtful: ['3', '轻度可疑'],
});

export const excessStates = codeTable('vola_amt_stas', '违规金额计算状态', {
  unknown: ['0', '异常'],
  known: ['1', '正常'],
});

export const findingKinds = codeTable('vola_bhvr_type', '违规行为分类', {
  visit: ['1', '就诊类'],
  item: ['2', '项目类'],
});

export const foundLineKinds = codeTable('vola_item_type', '违规明细类型', {
  'at-fault': ['1', '违规项'],
  involved: ['2', '涉及项'],
});

export const orderKinds = codeTable('drord_bhvr', '医嘱类别', {
  'one-off': ['1', '临时医嘱'],
  'long-term': ['2', '长期医嘱'],
  standby: ['3', '备用医嘱'],
});

export const visitKinds = codeTable('med_mdtrt_type', '就诊类型', {
  outpatient: ['1', '门诊'],
  inpatient: ['2', '住院'],
  pharmacy: ['3', '购药'],
  other: ['4', '其他'],
});

export const maternityStates = codeTable('matn_stas', '生育状态', {
  unknown: ['0', '未知'],
  neither: ['1', '非妊娠期或哺乳期'],
  planning: ['2', '近期有生育计划'],
  pregnant: ['3', '妊娠期'],
  nursing: ['4', '哺乳期'],
});

export const reimbursementWays = codeTable('reim_flag', '报销标志', {
  manual: ['1', '手动报销'],
  networked: ['2', '联网报销'],
});

/** Before the order is made, or during treatment. */
export const auditStages = codeTable('warn_type', '反馈类型', {
  before: ['1', '事前'],
  during: ['2', '事中'],
});

export const auditResponses = codeTable('dspo_way', '处理方式', {
  continued: ['1', '继续执行医嘱'],
  changed: ['2', '返回修改医嘱'],
});
