import { type Fen, formatYuanForPeople, type SettlementParts } from '@zhijie/kernel';

/** Amounts in fen by name; what a message does not carry is absent. */
type PrintedParts = { readonly [Name in keyof SettlementParts]?: number };

/** The funds in the order of a slip, as people know them. */
export const FUND_LABELS = [
  ['paidByPooledFund', '统筹基金'],
  ['paidByLargeAmount', '大额医疗费用补助'],
  ['paidByCriticalIllness', '居民大病保险'],
  ['paidByCivilServantFund', '公务员医疗补助'],
  ['paidByEnterpriseSupplement', '企业补充'],
  ['paidByMedicalAssistance', '医疗救助'],
  ['paidByOtherFunds', '其他基金'],
] as const;

const PAYERS: readonly (readonly [keyof SettlementParts, string])[] = [
  ...FUND_LABELS,
  ['paidByPersonalAccount', '个人账户'],
  ['paidInCash', '个人现金'],
  ['paidByHospital', '医院负担'],
];

/** Width of a text on a terminal: a Chinese character takes two columns. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[⺀-￯]/.test(character) ? 2 : 1), 0);
}

const padded = (label: string, width: number): string =>
  label + ' '.repeat(Math.max(1, width - widthOf(label)));
const money = (amount: number): string => formatYuanForPeople(amount as Fen).padStart(14);

/** Who pays what, one line each; payers of nothing are left out. */
export function payerLines(parts: PrintedParts): string[] {
  return [
    `  ${padded('总费用', 22)}${money(parts.feeTotal ?? 0)}`,
    ...PAYERS.filter(([name]) => (parts[name] ?? 0) !== 0).map(
      ([name, label]) => `  ${padded(label, 22)}${money(parts[name] ?? 0)}`,
    ),
  ];
}
