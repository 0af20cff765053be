/** Amounts of the nation's pages in the unit that the reader chose; the exact figure stands in the title. */
import { formatYuanForPeople, type TotalFen } from '@zhijie/kernel';
import { Segmented } from 'antd';
import { MONEY_UNITS, type MoneyUnit } from '../../ui/money.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';

const NAMES = ['unit'] as const;
/** Fen of a hundredth of the unit: two decimals are shown. */
const FEN_OF: Readonly<Record<MoneyUnit, number>> = { 元: 1, 万元: 10_000, 亿元: 100_000_000 };

/** '¥986.42 万元' of fen, rounded to two decimals; in yuan exact. */
export function unitText(fen: number, unit: MoneyUnit): string {
  const exact = formatYuanForPeople(fen as TotalFen);
  if (unit === '元') return exact;
  const hundredths = Math.round(Math.abs(fen) / FEN_OF[unit]);
  const whole = Math.floor(hundredths / 100).toLocaleString('en-US');
  return `${fen < 0 ? '-' : ''}¥${whole}.${String(hundredths % 100).padStart(2, '0')} ${unit}`;
}

export function useUnit(): { unit: MoneyUnit; setUnit(unit: MoneyUnit): void } {
  const { query, change } = useUrlQuery(NAMES);
  const unit = MONEY_UNITS.find((each) => each === query.unit) ?? '元';
  return { unit, setUnit: (next) => change({ unit: next === '元' ? undefined : next }) };
}

export function Amount({ fen, unit }: { fen: number; unit: MoneyUnit }) {
  return (
    <span className="money" title={formatYuanForPeople(fen as TotalFen)}>
      {unitText(fen, unit)}
    </span>
  );
}

export function UnitSwitch() {
  const { unit, setUnit } = useUnit();
  return <Segmented<MoneyUnit> aria-label="金额单位" options={MONEY_UNITS} value={unit} onChange={setUnit} />;
}
