import { formatYuanForPeople, type TotalFen } from '@zhijie/kernel';

/** '¥12,345.60'; money given back is negative and says so: '-¥3.50 退'. Fen in, text out. */
export function moneyText(fen: number): string {
  const text = formatYuanForPeople(fen as TotalFen);
  return fen < 0 ? `${text} 退` : text;
}

type MoneyProps = {
  readonly fen: number;
  readonly isStrong?: boolean;
  /** A balance: below zero is owed, nothing is given back. */
  readonly isBalance?: boolean;
};

/** An amount in fen; digits of one width so that columns align. */
export function Money({ fen, isStrong = false, isBalance = false }: MoneyProps) {
  const words = isBalance ? formatYuanForPeople(fen as TotalFen) : moneyText(fen);
  const text = <span className="money">{words}</span>;
  return isStrong ? <strong>{text}</strong> : text;
}

const UNITS = { 元: 1, 万元: 10_000, 亿元: 100_000_000 } as const;
export type MoneyUnit = keyof typeof UNITS;
export const MONEY_UNITS = Object.keys(UNITS) as MoneyUnit[];

/** Fen in a unit for charts, as a number for drawing only: never added up nor shown as the amount itself. */
export const inUnit = (fen: number, unit: MoneyUnit): number => fen / 100 / UNITS[unit];
