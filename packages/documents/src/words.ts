import { formatYuanForPeople, type TotalFen } from '@zhijie/kernel';

/**
 * `1,234.50`, without the currency sign that the header of the column says; minus money is said in words too.
 */
export const yuanCell = (amount: TotalFen): string => {
  const text = formatYuanForPeople(amount).replace('¥', '');
  return amount < 0 ? `退 ${text}` : text;
};

/** `2026年3月` of `2026-03`. */
export function monthWords(month: string): string {
  const [year, number] = month.split('-');
  return `${year}年${Number(number)}月`;
}

/** Long codes in groups, so that they can be compared by eye. */
export const inGroups = (code: string, size = 8): string =>
  (code.match(new RegExp(`.{1,${size}}`, 'gu')) ?? []).join(' ');
