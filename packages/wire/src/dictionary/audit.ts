/** Audit before and during treatment: what the hospital tells of a patient's orders, and what is found. */
import {
  auditResponses,
  auditStages,
  excessStates,
  findingKinds,
  foundLineKinds,
  maternityStates,
  orderKinds,
  reimbursementWays,
  severities,
  visitKinds,
} from '../code-tables/audit.ts';
import { catalogueKinds, feeCategories, paymentClasses } from '../code-tables/fees.ts';
import { hospitalLevels } from '../code-tables/institution.ts';
import { date, dateTime, flag, money, text, unitPrice, whole, word } from '../fields.ts';

export const triggerScene = text('trig_scen', '触发场景', 3);
export const systemCode = text('syscode', '系统编码', 10);
export const patientId = text('patn_id', '参保人标识', 50);
export const patientName = text('patn_name', '姓名', 50);
export const poolingArea = text('poolarea', '统筹区编码', 10);
export const currentVisitId = text('curr_mdtrt_id', '当前就诊标识', 50);
export const institutionId = text('medins_id', '医疗服务机构标识', 50);
export const institutionName = text('medins_name', '医疗机构名称', 200);
export const institutionRegion = text('medins_admdvs', '医疗机构行政区划编码', 6);
export const institutionClass = text('medins_type', '医疗服务机构类型', 6);
export const institutionLevel = word('medins_lv', '医疗机构等级', 3, hospitalLevels);
export const wardCode = text('wardarea_codg', '病区标识', 20);
export const roomNumber = text('wardno', '病房号', 20);
export const bedNumber = text('bedno', '病床号', 20);
export const admittedAt = dateTime('adm_date', '入院日期');
export const dischargedAt = dateTime('dscg_date', '出院日期');
export const chiefDiagnosisCode = text('dscg_main_dise_codg', '主诊断编码', 20);
export const chiefDiagnosisName = text('dscg_main_dise_name', '主诊断名称', 50);
export const treatingDoctorCode = text('dr_codg', '医师标识', 20);
export const visitKind = word('med_mdtrt_type', '就诊类型', 3, visitKinds);
export const maternityState = word('matn_stas', '生育状态', 3, maternityStates);
export const amountExcluded = money('ownpay_amt', '自费金额');
export const amountCopaid = money('selfpay_amt', '自付金额');
export const amountFromAccount = money('acct_payamt', '个人账户支付金额');
export const amountFromAid = money('ma_amt', '救助金支付金额');
export const amountFromPool = money('hifp_payamt', '统筹金支付金额');
export const timesSettled = whole('setl_totlnum', '结算总次数', 4);
export const reimbursementWay = word('reim_flag', '报销标志', 3, reimbursementWays);
export const isOutOfArea = flag('out_setl_flag', '异地结算标志');
export const directoryDiseaseCode = text('dise_no', '病种编号', 30);
export const healingLevels = text('sinc_heal_lv', '手术切口愈合等级', 30);
export const diagnosisRowId = text('dise_id', '诊断标识', 50);
export const diagnosisPhase = text('inout_dise_type', '出入诊断类别', 3);
export const isChiefDiagnosis = flag('maindise_flag', '主诊断标志');
export const diagnosisOrder = whole('dias_srt_no', '诊断排序号', 2);
export const diagnosisMadeAt = dateTime('dise_date', '诊断日期');
export const orderId = text('rx_id', '处方(医嘱)标识', 50);
export const orderGroup = text('grpno', '组编号', 20);
export const isLongTermOrder = flag('long_drord_flag', '是否为长期医嘱');
export const orderedItemKind = word('hilist_type', '目录类别', 3, catalogueKinds);
export const orderFeeCategory = word('chrg_type', '收费类别', 3, feeCategories);
export const orderKind = word('drord_bhvr', '医嘱行为', 3, orderKinds);
export const nationalDosageForm = text('hilist_dosform', '医保目录(药品)剂型', 50);
export const orderedItemClass = word('hilist_lv', '医保目录等级', 3, paymentClasses);
export const nationalPrice = unitPrice('hilist_pric', '医保目录价格');
export const nationalRemark = text('hilist_memo', '医保目录备注', 200);
export const orderedItemCode = text('hosplist_code', '医院目录代码', 20);
export const orderedItemName = text('hosplist_name', '医院目录名称', 50);
export const orderedDosageForm = text('hosplist_dosform', '医院目录(药品)剂型', 20);
export const orderAmount = money('sumamt', '总费用');
export const orderUnit = text('spec_unt', '数量单位', 20);
export const orderedAt = dateTime('drord_begn_date', '医嘱开始日期');
export const orderStoppedAt = dateTime('drord_stop_date', '医嘱停止日期');
export const prescriberDepartmentCode = text('drord_dept_codg', '下达医嘱的科室标识', 30);
export const prescriberDepartmentName = text('drord_dept_name', '下达医嘱科室名称', 50);
export const prescriberCode = text('drord_dr_codg', '开处方(医嘱)医生标识', 30);
export const prescriberName = text('drord_dr_name', '开处方(医嘱)医生姓名', 30);
export const prescriberTitle = text('drord_dr_profttl', '开处方(医嘱)医职称', 3);
export const isCurrentOrder = flag('curr_drord_flag', '是否当前处方(医嘱)');
export const orderDays = text('o_prdDays', '周期天数', 10);
export const smallestPackCount = text('o_minPacCnt', '最小包装数量', 30);
export const singleDose = text('o_sinDosDscr', '单次剂量描述', 50);
export const orderFrequency = text('o_used_frqu_dscr', '使用频次描述', 50);
export const operationRowId = text('setl_list_oprn_id', '手术操作ID', 30);
export const performedOperationCode = text('oprn_code', '手术操作代码', 30);
export const performedOperationName = text('oprn_name', '手术操作名称', 500);
export const isMainOperation = flag('main_oprn_flag', '主手术操作标志');
export const performedOn = date('oprn_date', '手术操作日期');
export const anaesthesia = text('anst_way', '麻醉方式', 30);
export const surgeonName = text('oper_dr_name', '术者医师姓名', 50);
export const surgeonCode = text('oper_dr_code', '术者医师代码', 30);
export const anaesthetistName = text('anst_dr_name', '麻醉医师姓名', 50);
export const anaesthetistCode = text('anst_dr_code', '麻醉医师代码', 30);
export const findingId = text('jr_id', '违规标识', 50);
export const ruleCode = text('rule_id', '规则ID', 50);
export const ruleName = text('rule_name', '规则名称', 200);
export const findingText = text('vola_cont', '违规内容', 500);
export const excessAmount = money('vola_amt', '违规金额');
export const excessState = word('vola_amt_stas', '违规金额计算状态', 3, excessStates);
export const severity = word('sev_deg', '严重程度', 3, severities);
export const findingEvidence = text('vola_evid', '违规依据', 500);
export const findingKind = word('vola_bhvr_type', '违规行为分类', 3, findingKinds);
export const taskId = text('task_id', '任务ID', 50);
export const findingRowId = text('jrd_id', '违规明细标识', 50);
export const foundLineKind = word('vola_item_type', '违规明细类型', 3, foundLineKinds);
export const auditStage = word('warn_type', '反馈类型', 6, auditStages);
export const answeredFindingId = text('warn_rslt_id', '违规标识', 50);
export const auditResponse = word('dspo_way', '处理方式', 3, auditResponses);
export const responseReason = text('dspo_way_rea', '处理原因', 500);
