/** The tables of a what-if: columns of any of them, and one picked measure as rows of a figure. */
import { Money } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import type { Column } from '../../ui/table.tsx';
import type { Measure, Pair, ResultTable, TableRow } from './types.ts';

type Unit = Measure['unit'];

const shown = (value: number, unit: Unit): React.ReactNode =>
  unit === 'fen' ? (
    <Money fen={value} isBalance />
  ) : unit === 'rate' ? (
    rateText(value)
  ) : (
    value.toLocaleString('en-US')
  );
const exported = (value: number, unit: Unit) =>
  unit === 'fen' ? { fen: value } : unit === 'rate' ? rateText(value) : value;

type Side = 'before' | 'after' | 'change';
const SIDES: Readonly<Record<Side, string>> = { before: '现行', after: '试算', change: '变化' };
const sideOf = ({ before, after }: Pair, side: Side): number =>
  side === 'change' ? after - before : side === 'before' ? before : after;

function column(name: string, at: number, side: Side | null): Column<TableRow> {
  const figureOf = ({ measures }: TableRow): readonly [number, Unit] | null => {
    const measure = measures[at];
    if (measure === undefined) return null;
    const { value, unit } = measure;
    if (typeof value === 'number') return side === null || side === 'after' ? [value, unit] : null;
    return [sideOf(value, side ?? 'after'), unit];
  };
  return {
    id: `${at}${side ?? ''}`,
    title: side === null ? name : `${name}${SIDES[side]}`,
    isMoney: true,
    cell: (row) => {
      const value = figureOf(row);
      return value === null ? '—' : shown(...value);
    },
    csv: (row) => {
      const value = figureOf(row);
      return value === null ? null : exported(...value);
    },
  };
}

/** A figure with before and after has three columns. */
export function columnsOf({ rows }: ResultTable): readonly Column<TableRow>[] {
  const widest = rows.reduce(
    (most, row) => (row.measures.length > most.measures.length ? row : most),
    rows[0]!,
  );
  const isPair = (at: number): boolean =>
    rows.some(({ measures }) => typeof measures[at]?.value === 'object');
  return [
    { id: 'label', title: '类别', cell: ({ label }) => label, csv: ({ label }) => label },
    ...widest.measures.flatMap(({ name }, at) =>
      isPair(at)
        ? (['before', 'after', 'change'] as const).map((side) => column(name, at, side))
        : [column(name, at, null)],
    ),
  ];
}

/** One measure of each row. */
export function pairsOf(table: ResultTable, name: string): readonly (Pair & { readonly label: string })[] {
  return table.rows.flatMap(({ label, measures }) => {
    const value = measures.find((measure) => measure.name === name)?.value;
    if (value === undefined) return [];
    return [typeof value === 'number' ? { label, before: 0, after: value } : { label, ...value }];
  });
}
