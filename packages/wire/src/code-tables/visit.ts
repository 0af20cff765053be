import type { CareType } from '@zhijie/kernel';
import { codeTable } from '../code-table.ts';

export const careTypes = codeTable<CareType>(
  'med_type',
  '医疗类别',
  {
    outpatient: ['11', '普通门诊'],
    registration: ['12', '门诊挂号'],
    emergency: ['13', '急诊'],
    chronic: ['14', '门诊慢特病'],
    inpatient: ['21', '普通住院'],
    'trauma-inpatient': ['22', '外伤住院'],
    'emergency-inpatient': ['24', '急诊转住院'],
    pharmacy: ['41', '定点药店购药'],
  },
  {
    // Provincial refinements seen in two sources, and the two national codes that settle like a stay.
    aliases: {
      '1301': 'emergency',
      '140104': 'chronic',
      '140201': 'chronic',
      '2101': 'inpatient',
      '2102': 'inpatient',
      '2105': 'inpatient',
      '23': 'inpatient',
      '28': 'inpatient',
    },
    unsupported: {
      '18': '特药购药',
      '51': '生育门诊',
      '52': '生育住院',
      '53': '计划生育手术费',
      '71': '家庭病床',
      '1103': '癌症筛查',
      '2106': '生育平产(居民)',
      '2107': '生育剖宫产(居民)',
      '2109': '新生儿抢救',
      '9901': '门诊两病',
      '9903': '意外伤害门诊',
      '9904': '大病特药',
      '21303': '精神病住院',
      '990101': '门诊单病种',
      '990103': '新冠病毒核酸检测',
    },
  },
);

export const diagnosisKinds = codeTable('diag_type', '诊断类别', {
  western: ['1', '西医诊断'],
  'chinese-disease': ['2', '中医主病诊断'],
  'chinese-syndrome': ['3', '中医主证诊断'],
});

export const dischargeWays = codeTable('dscg_way', '离院方式', {
  'on-advice': ['1', '医嘱离院'],
  transferred: ['2', '医嘱转院'],
  'to-community': ['3', '医嘱转社区卫生服务机构/乡镇卫生院'],
  'against-advice': ['4', '非医嘱离院'],
  died: ['5', '死亡'],
  other: ['9', '其他'],
});

export const stayStates = codeTable('inhosp_stas', '在院状态', {
  discharged: ['0', '出院'],
  'in-hospital': ['1', '在院'],
});

export const maternityKinds = codeTable('matn_type', '生育类别', {
  normal: ['1', '正常产'],
  assisted: ['2', '助娩产'],
  caesarean: ['3', '剖宫产'],
  difficult: ['4', '难产'],
  miscarriage: ['5', '流产'],
  induced: ['6', '引产'],
  'prenatal-examination': ['7', '产前检查'],
  other: ['9', '其他'],
});

export const familyPlanningKinds = codeTable('birctrl_type', '计划生育手术类别', {
  'device-inserted': ['1', '放置宫内节育器'],
  'device-removed': ['2', '取出宫内节育器'],
  abortion: ['3', '流产术'],
  'induced-labour': ['4', '引产术'],
  sterilisation: ['5', '绝育手术'],
  'sterilisation-reversal': ['6', '绝育复通手术'],
  vasectomy: ['7', '绝育手术（输精管）'],
  'vasectomy-reversal': ['8', '绝育复通手术（输精管）'],
  other: ['9', '其他'],
});

export const diseaseKinds = codeTable('dise_type_code', '病种类型', {
  'chronic-or-special': ['10', '门诊慢特病'],
  chronic: ['11', '门诊慢性病'],
  special: ['12', '门诊特殊病'],
  'paid-by-disease': ['20', '按病种结算病种'],
  'day-surgery': ['30', '日间手术'],
  diagnosis: ['40', '疾病诊断病种'],
  other: ['99', '其他'],
});

export const diagnosisStages = codeTable('inout_diag_type', '出入院诊断类别', {
  admission: ['1', '入院诊断'],
  discharge: ['2', '出院诊断'],
});
