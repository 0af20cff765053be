import type { Severity } from './case.ts';

export type RuleEntry = {
  /** Code of the published rule library where the rule stands in it; otherwise one of ours (`ZJ`). */
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  /** Where the rule comes from: document and article. */
  readonly source: string;
  readonly advice: string;
  /** Whether the item is at fault, or the visit. */
  readonly concerns: 'item' | 'visit';
};

const LIBRARY = '医保基金智能审核和监控规则库框架体系（1.0版）';
const REGULATION = '《医疗保障基金使用监督管理条例》（国务院令第735号）第三十八条第三项';

/** Every rule, in the order in which findings are told. */
export const RULES = {
  'item-of-other-gender': {
    code: 'GZ10000302004000',
    name: '项目区分性别',
    severity: 'definite',
    source: LIBRARY,
    advice: '请核对患者性别和所开项目；确需使用的按自费处理并说明原因',
    concerns: 'item',
  },
  'item-of-other-age': {
    code: 'GZ10000101007000',
    name: '限年龄使用',
    severity: 'definite',
    source: LIBRARY,
    advice: '请核对患者年龄和所开项目；确需使用的按自费处理并说明原因',
    concerns: 'item',
  },
  'charged-twice': {
    code: 'GZ10000102012000',
    name: '项目重复收费',
    severity: 'definite',
    source: `${LIBRARY}；${REGULATION}`,
    advice: '同日只收内涵较全的一项，请删去另一项；确为两次分别实施的请说明',
    concerns: 'item',
  },
  'more-than-a-day-holds': {
    code: 'GZ10000102014000',
    name: '项目限定频次',
    severity: 'definite',
    source: `${LIBRARY}；${REGULATION}`,
    advice: '请把超出每日限定数量的部分删去',
    concerns: 'item',
  },
  'bed-days-beyond-stay': {
    code: 'ZJ0001',
    name: '床位费天数超过住院天数',
    severity: 'definite',
    source: REGULATION,
    advice: '请核对床位费数量；不足一日的入院、出院日合计按一日计',
    concerns: 'item',
  },
  'charged-outside-stay': {
    code: 'GZ10000201008000',
    name: '计费日期与住院时间不符',
    severity: 'suspected',
    source: LIBRARY,
    advice: '请核对计费日期；入院前急诊检查按就医地规定并入的请说明',
    concerns: 'visit',
  },
  'drug-days-over-limit': {
    code: 'GZ10000101009000',
    name: '药品限最大开药天数',
    severity: 'doubtful',
    source: `《处方管理办法》（卫生部令第53号）第十九条；《长期处方管理规范（试行）》（国卫办医发〔2021〕17号）；${LIBRARY}`,
    advice: '请核对开药天数；慢性病、行动不便、出行备药等需要的请注明理由',
    concerns: 'item',
  },
} as const satisfies Record<string, RuleEntry>;

export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as readonly RuleName[];
