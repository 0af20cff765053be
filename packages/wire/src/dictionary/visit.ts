/** Visits, stays and diagnoses. */
import {
  careTypes,
  diagnosisKinds,
  diagnosisStages,
  dischargeWays,
  diseaseKinds,
  familyPlanningKinds,
  maternityKinds,
  stayStates,
} from '../code-tables/visit.ts';
import { bytes, date, dateTime, flag, text, whole, word } from '../fields.ts';

export const startedAt = dateTime('begntime', '开始时间');
export const endedAt = dateTime('endtime', '结束时间');
export const visitId = text('mdtrt_id', '就诊ID', 30);
export const hospitalVisitNumber = text('ipt_otp_no', '住院/门诊号', 30);
export const hospitalAdmissionNumber = text('ipt_no', '住院号', 30);
export const medicalRecordNumber = text('medrcdno', '病历号', 30);
export const doctorCode = text('atddr_no', '医师编码', 30);
export const doctorName = text('dr_name', '医师姓名', 50);
export const attendingDoctorName = text('chfpdr_name', '主诊医师姓名', 50);
export const departmentCode = text('dept_code', '科室编码', 30);
export const departmentName = text('dept_name', '科室名称', 100);
export const specialty = text('caty', '科别', 10);
export const careType = word('med_type', '医疗类别', 6, careTypes);
export const complaint = text('main_cond_dscr', '主要病情描述', 1000);
export const diseaseKind = word('dise_type_code', '病种类型', 30, diseaseKinds);
export const diseaseCode = text('dise_codg', '病种编码', 30);
export const diseaseName = text('dise_name', '病种名称', 500);
export const familyPlanningKind = word('birctrl_type', '计划生育手术类别', 6, familyPlanningKinds);
export const birthOrOperationDate = date('birctrl_matn_date', '计划生育手术或生育日期');
export const prescribingInstitution = text('rxfixmedinsCode', '处方医药机构编码', 12);
export const prescribingInstitutionName = text('rxfixmedinsName', '处方医药机构名称', 200);
export const prescriptionFile = bytes('rxIn', '处方文件数据');
export const prescriptionFileName = text('rxfilename', '处方文件名', 200);
export const prescriptionExtension = text('rxExpContent', '处方扩展字段', 2000);
export const diagnosisKind = word('diag_type', '诊断类别', 3, diagnosisKinds);
export const diagnosisRank = whole('diag_srt_no', '诊断排序号', 2);
export const diagnosisCode = text('diag_code', '诊断代码', 20);
export const diagnosisName = text('diag_name', '诊断名称', 100);
export const diagnosisDepartment = text('diag_dept', '诊断科室', 50);
export const diagnosingDoctorCode = text('dise_dor_no', '诊断医生编码', 30);
export const diagnosingDoctorName = text('dise_dor_name', '诊断医生姓名', 50);
export const diagnosedAt = dateTime('diag_time', '诊断时间');
export const isValid = flag('vali_flag', '有效标志');
export const diagnosisId = text('diag_info_id', '诊断信息ID', 30);
export const diagnosisStage = word('inout_diag_type', '出入院诊断类别', 3, diagnosisStages);
export const isMainDiagnosis = flag('maindiag_flag', '主诊断标志');
export const admissionCondition = text('adm_cond', '入院病情', 500);
export const admissionDiagnosis = text('adm_diag_dscr', '入院诊断描述', 200);
export const admissionDepartmentCode = text('adm_dept_codg', '入院科室编码', 30);
export const admissionDepartmentName = text('adm_dept_name', '入院科室名称', 100);
export const admissionBed = text('adm_bed', '入院床位', 30);
export const mainDiagnosisCode = text('dscg_maindiag_code', '住院主诊断代码', 20);
export const mainDiagnosisName = text('dscg_maindiag_name', '住院主诊断名称', 300);
export const operationCode = text('oprn_oprt_code', '手术操作代码', 30);
export const operationName = text('oprn_oprt_name', '手术操作名称', 500);
export const familyPlanningCertificate = text('fpsc_no', '计划生育服务证号', 50);
export const maternityKind = word('matn_type', '生育类别', 6, maternityKinds);
export const isLateBirth = flag('latechb_flag', '晚育标志');
export const gestationWeeks = whole('geso_val', '孕周数', 2);
export const pregnancyNumber = whole('fetts', '胎次', 3);
export const fetusCount = whole('fetus_cnt', '胎儿数', 3);
export const isPreterm = flag('pret_flag', '早产标志');
export const hasComplication = flag('cop_flag', '伴有并发症标志');
export const dischargeDepartmentCode = text('dscg_dept_codg', '出院科室编码', 30);
export const dischargeDepartmentName = text('dscg_dept_name', '出院科室名称', 100);
export const dischargeBed = text('dscg_bed', '出院床位', 30);
export const dischargeWay = word('dscg_way', '离院方式', 3, dischargeWays);
export const diedOn = date('die_date', '死亡日期');
export const dischargedOn = date('dscgTime', '出院时间', { spellings: ['dscg_time'] });
export const isCrossYearStay = flag('ars_year_ipt_flag', '跨年度住院标志');
export const isPaidInAdvance = flag('pre_pay_flag', '先行支付标志');
export const outpatientDiagnosis = text('otp_diag_info', '门诊诊断信息', 200);
export const stayState = word('inhosp_stas', '在院状态', 3, stayStates);
export const stayDays = whole('ipt_days', '住院天数', 4);
export const recordedById = text('opter_id', '经办人ID', 20);
export const recordedByName = text('opter_name', '经办人姓名', 50);
export const recordedAt = dateTime('opt_time', '经办时间');
