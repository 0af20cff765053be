import {
  type CIVIL_SERVANT_RANKS,
  DIMENSION_LABELS,
  type Dimension,
  EDGE_LABELS,
  type Plan,
  type VISIT_CAUSES,
} from '@zhijie/engine';
import { LABELS } from '@zhijie/kernel';

const FIELDS: Readonly<Record<string, string>> = {
  amount: '起付标准',
  rate: '支付比例',
  limit: '限额',
  threshold: '起付线',
  upTo: '上限',
  factor: '为原比例的',
  minusPoints: '降低（百分点）',
  firstSelfPay: '先由个人负担',
  ownRates: '另定比例',
  ownDeductible: '另定起付线',
  repeat: '再次住院',
  factors: '为首次的',
  minus: '每次减少',
  floor: '最低',
  yearCap: '全年合计至多',
  bonus: '连续参保奖励',
  perYear: '每满一年',
  perClaimFreeYear: '每个没有报销的年度',
  atMost: '合计至多',
  edges: '特殊情形',
  others: '其他情形',
  ...EDGE_LABELS,
};
const CAUSES: Readonly<Record<(typeof VISIT_CAUSES)[number], string>> = {
  ordinary: '一般',
  childbirth: '生育',
  psychiatric: '精神病',
  malignancy: '恶性肿瘤放化疗',
  accident: '意外伤害',
  hypertension: '高血压',
  diabetes: '糖尿病',
  'hypertension-diabetes': '高血压和糖尿病',
  'dual-channel-drug': '双通道药品',
};
const RANKS: Readonly<Record<(typeof CIVIL_SERVANT_RANKS)[number], string>> = {
  section: '科级及以下',
  county: '县处级',
  department: '厅局级及以上',
};
const WORDS: Readonly<Record<string, string>> = {
  ...FIELDS,
  ...CAUSES,
  ...RANKS,
  ...LABELS.providerLevel,
  ...LABELS.personGroup,
  ...LABELS.aidCategory,
  ...LABELS.referralClass,
  tier1: '缴费一档',
  tier2: '缴费二档',
  tier3: '缴费三档',
};

/** What somebody did or did not do; the others are or are not. */
const DID: readonly Dimension[] = ['familyDoctor', 'selected'];

const span = (word: string): string => word.replace('-', '–').replace(/\+$/, ' 以上');

/** A category of diseases by the name of one in it: M00500 is that of M00503. */
const diseaseOf = (category: string, diseases: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(diseases).find(([code]) => code.startsWith(category.slice(0, 4)))?.[1];

/** One alternative of a row's key, e.g. `level1`, `0-69`, `yes`. */
function wordOf(word: string, by: Dimension | undefined, diseases: Readonly<Record<string, string>>): string {
  if (word === 'unstated') return '没有写明';
  if (word === 'others') return FIELDS.others!;
  if (by === 'age') return `${span(word)} 岁`;
  if (by === 'months') return `连续参保 ${span(word)} 个月`;
  if (by === 'ordinal' && word.startsWith('第')) return word.replace(/^第(\d+)项$/, '第 $1 次住院');
  if (by !== undefined && word === 'yes') return DIMENSION_LABELS[by];
  if (by !== undefined && word === 'no') return `${DID.includes(by) ? '未' : '非'}${DIMENSION_LABELS[by]}`;
  if (by === 'disease') return word === 'other' ? '其他病种' : (diseaseOf(word, diseases) ?? word);
  return WORDS[word] ?? word.replace(/^第(\d+)项$/, '第 $1 段');
}

/**
 * A cell of a table in the words of people: `rate level3 retired 第2项` with the dimensions of its rows is
 * 支付比例 · 三级医院 · 退休 · 第 2 段.
 */
export function cellText(
  path: string,
  by: readonly Dimension[],
  diseases: Readonly<Record<string, string>> = {},
): string {
  const [field = '', ...rest] = path.split(' ');
  const left = [...by];
  const said = rest.map((key) => {
    const isItem = /^第\d+项$/.test(key);
    const dimension =
      field === 'repeat' ? 'ordinal' : isItem && left[0] !== 'ordinal' ? undefined : left.shift();
    if (key === 'all') return null;
    return key
      .split('|')
      .map((word) => wordOf(word, dimension, diseases))
      .join('、');
  });
  return [wordOf(field, undefined, diseases), ...said].filter((part) => part !== null).join(' · ');
}

/** By which dimensions the rows of a field are told apart. */
export function dimensionsOf(plan: Plan, table: string, path: string): readonly Dimension[] {
  const loaded = [...plan.policy.tables.values()].find((one) => one.table === table);
  const entry = loaded?.entry as Readonly<Record<string, { readonly by?: readonly Dimension[] }>> | undefined;
  return entry?.[path.split(' ')[0]!]?.by ?? [];
}
