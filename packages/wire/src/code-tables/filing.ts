import { codeTable } from '../code-table.ts';

export const transferKinds = codeTable('refl_type', '转院类型', {
  'within-city': ['1', '市内转院'],
  'within-province': ['2', '转往省内异地'],
  'cross-province': ['3', '转往省外异地'],
});

/** What is applied for; only designated institutions are kept by this network under such an application. */
export const applicationKinds = codeTable(
  'biz_appy_type',
  '业务申请类型',
  {
    chronic: ['01', '门慢门特登记'],
    accident: ['02', '意外伤害登记'],
    'designated-institution': ['03', '就医定点医疗机构登记'],
    transfer: ['06', '转诊转院登记'],
  },
  {
    unsupported: {
      '04': '家庭病床登记',
      '05': '家庭医生签约登记',
      '07': '异地急诊住院登记',
      '08': '异地安置登记',
      '09': '特检特治登记',
      '10': '特殊药品登记',
      '11': '长期带药登记',
      '12': '代购药品登记',
      '13': '生育备案登记',
      '14': '账户备案登记',
      '15': '临时医疗救助人员资格认定',
      '16': '年度救助备案登记',
      '17': '按病种结算登记',
      '18': '无医保凭证结算备案登记',
      '19': '退费备案登记',
      '20': '外检外购登记',
      '22': '大病特药登记',
      '23': '门诊两病登记',
      '32': '双通道药品登记',
      '99': '其他',
    },
  },
);

export const agentRelations = codeTable('agnter_rlts', '代办人关系', {
  spouse: ['1', '配偶'],
  child: ['2', '子女'],
  grandchild: ['4', '孙子、孙女，或外孙子、外孙女'],
  parent: ['5', '父母'],
  grandparent: ['6', '祖父母或外祖父母'],
  sibling: ['7', '兄、弟、姐、妹'],
  relative: ['8', '其他亲属'],
  unrelated: ['9', '非亲属'],
  employer: ['901', '单位经办人'],
});

export const reportSources = codeTable('dcla_souc', '申报来源', {
  institution: ['01', '定点医药机构'],
  agency: ['02', '中心经办系统'],
  online: ['03', '网上经办系统'],
  app: ['04', 'APP'],
  kiosk: ['05', '一体机'],
  other: ['99', '其他'],
});
