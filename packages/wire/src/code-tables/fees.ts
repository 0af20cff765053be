import type { FeeCategory, PaymentClass } from '@zhijie/kernel';
import { codeTable } from '../code-table.ts';

/** The fourteen categories into which the care side totals an inpatient bill (procedures V-02). */
export const feeCategories = codeTable<FeeCategory>('med_chrgitm_type', '医疗收费项目类别', {
  bed: ['01', '床位费'],
  consultation: ['02', '诊察费'],
  examination: ['03', '检查费'],
  laboratory: ['04', '化验费'],
  treatment: ['05', '治疗费'],
  operation: ['06', '手术费'],
  nursing: ['07', '护理费'],
  materials: ['08', '卫生材料费'],
  'western-drug': ['09', '西药费'],
  'herbal-pieces': ['10', '中药饮片费'],
  'patent-drug': ['11', '中成药费'],
  'general-treatment': ['12', '一般诊疗费'],
  registration: ['13', '挂号费'],
  other: ['14', '其他费'],
});

export const paymentClasses = codeTable<PaymentClass>('chrgitm_lv', '收费项目等级', {
  A: ['01', '甲类'],
  B: ['02', '乙类'],
  C: ['03', '丙类'],
});

export const catalogueKinds = codeTable('list_type', '目录类别', {
  drug: ['101', '西药中成药'],
  'herbal-pieces': ['102', '中药饮片'],
  'in-house-preparation': ['103', '自制剂'],
  'ethnic-drug': ['104', '民族药'],
  other: ['105', '其他'],
  granules: ['106', '中药配方颗粒'],
  service: ['201', '医疗服务项目'],
  consumable: ['301', '医用耗材'],
});

/** What the hospital decided about a limited item: with 0 or 2 a limited item is self-paid. */
export const hospitalApprovals = codeTable('hosp_appr_flag', '医院审批标志', {
  'not-needed': ['0', '无须审批'],
  approved: ['1', '审批通过'],
  rejected: ['2', '审批不通过'],
});

export const herbalUses = codeTable('tcmdrug_used_way', '中药使用方式', {
  compound: ['1', '复方'],
  single: ['2', '单方'],
});

export const productionPlaces = codeTable('prodplac_type', '生产地类别', {
  domestic: ['1', '国内'],
  imported: ['2', '进口'],
});

export const specialItems = codeTable('list_sp_item_flag', '目录特项标志', {
  no: ['0', '否'],
  yes: ['1', '是'],
  other: ['9', '其他'],
});
