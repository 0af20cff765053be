/** Lines of a bill: what the hospital sends and how the care place splits it. */
import {
  catalogueKinds,
  feeCategories,
  herbalUses,
  hospitalApprovals,
  paymentClasses,
  productionPlaces,
  specialItems,
} from '../code-tables/fees.ts';
import {
  dateTime,
  decimal,
  flag,
  money,
  quantity as quantityField,
  ratio,
  text,
  unitPrice,
  word,
} from '../fields.ts';

export const lineId = text('feedetl_sn', '费用明细流水号', 30);
/** The upload answers and takes it as `lineId`; the change of remarks spells it so. */
export const bookedLineId = text('bkkp_sn', '记账流水号', 30);
export const originalLineId = text('init_feedetl_sn', '原费用流水号', 30, { spellings: ['initFeedetlSn'] });
export const batchNumber = text('chrg_bchno', '收费批次号', 30);
export const prescriptionNumber = text('rxno', '处方号', 30);
export const isOutsidePrescription = flag('rx_circ_flag', '外购处方标志');
export const occurredAt = dateTime('fee_ocur_time', '费用发生时间');
export const itemCode = text('med_list_codg', '医疗目录编码', 50);
export const hospitalItemCode = text('medins_list_codg', '医药机构目录编码', 150);
export const hospitalItemName = text('medins_list_name', '医药机构目录名称', 100);
export const lineAmount = money('det_item_fee_sumamt', '明细项目费用总额');
export const quantity = quantityField('cnt', '数量');
export const price = unitPrice('pric', '单价');
export const doseDescription = text('sin_dos_dscr', '单次剂量描述', 200);
export const frequencyDescription = text('used_frqu_dscr', '使用频次描述', 200);
export const courseDays = decimal('prd_days', '周期天数', 4, 2);
export const routeDescription = text('medc_way_dscr', '用药途径描述', 200);
export const orderingDepartmentCode = text('bilg_dept_codg', '开单科室编码', 30);
export const orderingDepartmentName = text('bilg_dept_name', '开单科室名称', 100);
export const orderingDoctorCode = text('bilg_dr_codg', '开单医生编码', 30);
export const orderingDoctorName = text('bilg_dr_name', '开单医师姓名', 50);
export const performingDepartmentCode = text('acord_dept_codg', '受单科室编码', 30);
export const performingDepartmentName = text('acord_dept_name', '受单科室名称', 100);
export const performingDoctorCode = text('orders_dr_code', '受单医生编码', 30);
export const performingDoctorName = text('orders_dr_name', '受单医生姓名', 50);
export const hospitalApproval = word('hosp_appr_flag', '医院审批标志', 3, hospitalApprovals);
export const herbalUse = word('tcmdrug_used_way', '中药使用方式', 6, herbalUses);
export const isOutsideExamination = flag('etip_flag', '外检标志');
export const outsideHospitalCode = text('etip_hosp_code', '外检医院编码', 30);
export const isTakeHomeDrug = flag('dscg_tkdrug_flag', '出院带药标志');
export const isMaternityFee = flag('matn_fee_flag', '生育费用标志');
export const orderNumber = text('drord_no', '医嘱号', 30);
export const prescriptionOrOrderNumber = text('rx_drord_no', '处方/医嘱号', 30);
export const priceCeiling = unitPrice('pric_uplmt_amt', '定价上限金额');
export const selfPaidFirstRate = ratio('selfpay_prop', '自付比例');
export const lineOverLimit = money('overlmt_amt', '超限价金额');
export const paymentClass = word('chrgitm_lv', '收费项目等级', 3, paymentClasses);
export const feeCategory = word('med_chrgitm_type', '医疗收费项目类别', 6, feeCategories);
export const isEssentialDrug = flag('bas_medn_flag', '基本药物标志');
export const isNegotiatedDrug = flag('hi_nego_drug_flag', '医保谈判药品标志');
export const isChildrensDrug = flag('chld_medc_flag', '儿童用药标志');
export const specialItem = word('list_sp_item_flag', '目录特项标志', 3, specialItems);
export const isLimitedUse = flag('lmt_used_flag', '限制使用标志');
export const isDirectReimbursement = flag('drt_reim_flag', '直报标志');
export const insuranceItemCode = text('hilist_code', '医保目录编码', 50);
export const insuranceItemName = text('hilist_name', '医保目录名称', 200);
export const catalogueKind = word('list_type', '目录类别', 6, catalogueKinds);
export const productName = text('prodname', '商品名', 200);
export const specification = text('spec', '规格', 200);
export const dosageForm = text('dosform_name', '剂型名称', 200);
export const isHospitalPreparation = flag('hosp_prep_flag', '医院制剂标志');
export const productionPlace = word('prodplac_type', '生产地类别', 6, productionPlaces);
