import type { ProviderLevel } from '@zhijie/kernel';
import { codeTable } from '../code-table.ts';

export const institutionKinds = codeTable('fixmedins_type', '定点医疗服务机构类型', {
  hospital: ['1', '定点医疗机构'],
  pharmacy: ['2', '定点零售药店'],
  'injury-rehabilitation': ['3', '工伤定点康复机构'],
  'assistive-devices': ['4', '辅助器具配置机构'],
  'family-planning': ['5', '计划生育服务机构'],
});

/** Inside, only the level counts; the grade within it (甲乙丙) is read and not kept, so "无等" is written. */
export const hospitalLevels = codeTable<ProviderLevel>(
  'hosp_lv',
  '医院等级',
  {
    'level3-top': ['2', '三级甲等'],
    level3: ['12', '三级无等'],
    level2: ['13', '二级无等'],
    level1: ['14', '一级无等'],
    community: ['11', '无等级'],
  },
  {
    aliases: {
      '1': 'level3-top',
      '3': 'level3',
      '4': 'level3',
      '5': 'level2',
      '6': 'level2',
      '7': 'level2',
      '8': 'level1',
      '9': 'level1',
      '10': 'level1',
    },
  },
);

export const deductibleLevels = codeTable('dedc_hosp_lv', '起付线医院等级', {
  level1: ['1', '一级及以下'],
  level2: ['2', '二级'],
  level3: ['3', '三级'],
  other: ['4', '其他'],
  ungraded: ['9', '未定级'],
});

export const priceLimitLevels = codeTable('lmtpric_hosp_lv', '限价医院等级', {
  level1: ['1', '一级及以下'],
  level2: ['2', '二级'],
  level3: ['3', '三级'],
});

export const practitionerKinds = codeTable('medins_psn_type', '医务人员类别', {
  physician: ['1', '医师'],
  nurse: ['2', '护士'],
  pharmacist: ['3', '药师'],
  technician: ['4', '医技人员'],
});

export const operatorKinds = codeTable('opter_type', '经办人类别', {
  operator: ['1', '经办人'],
  kiosk: ['2', '自助终端'],
  mobile: ['3', '移动终端'],
});
