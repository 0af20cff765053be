import { Link } from 'react-router';
import { useRead } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Money, type MoneyUnit } from '../../ui/money.tsx';
import { latestMonths } from '../../ui/months.ts';
import { useSession } from '../../ui/session.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp, useKept } from '../common/bar.tsx';
import { MonthField } from '../common/month.tsx';
import {
  countText,
  INSURANCE,
  type Matrix,
  type PairRow,
  provinceName,
  STATE_TONES,
} from '../common/words.ts';
import { Heat, provincesOf } from './heat.tsx';

const NAMES = ['month'] as const;

/** Money columns on screen in the chosen unit, in files in yuan. */
export const unitColumn = <Row,>(
  id: string,
  title: string,
  fenOf: (row: Row) => number,
  unit: MoneyUnit,
): Column<Row> => ({
  ...moneyColumn(id, title, fenOf, true),
  cell: (row) => <Amount fen={fenOf(row)} unit={unit} />,
});

function columnsOf(unit: MoneyUnit, kept: (to: string) => string, month: string): readonly Column<PairRow>[] {
  const way = ({ insuredProvince, careProvince }: PairRow): string =>
    `${provinceName(insuredProvince)} → ${provinceName(careProvince)}`;
  return [
    {
      id: 'way',
      title: '应付省 → 应收省',
      isFixed: true,
      cell: (row) => (
        <Link to={kept(`/matrix/pair/${row.insuredProvince}/${row.careProvince}/${month}`)}>{way(row)}</Link>
      ),
      csv: way,
    },
    textColumn('insurance', '险种', ({ insuranceType }) => INSURANCE[insuranceType]),
    {
      id: 'count',
      title: '结算笔数',
      isMoney: true,
      cell: ({ settlements }) => countText(settlements.count),
      csv: ({ settlements }) => settlements.count,
    },
    unitColumn('reversals', '撤销和退回', ({ reversals }) => reversals.amount, unit),
    unitColumn('deductions', '审核扣款', ({ deductions }) => deductions.amount, unit),
    unitColumn('amount', '应付金额', ({ amount }) => amount, unit),
    {
      id: 'state',
      title: '款项',
      cell: ({ state, label }) => <Status tone={STATE_TONES[state]}>{label}</Status>,
      csv: ({ label }) => label,
    },
  ];
}

type PositionRow = { readonly province: string; readonly payable: number; readonly receivable: number };

function positionsOf(rows: readonly PairRow[]): PositionRow[] {
  const sum = (side: 'insuredProvince' | 'careProvince', province: string): number =>
    rows.filter((row) => row[side] === province).reduce((total, { amount }) => total + amount, 0);
  return provincesOf(rows).map((province) => ({
    province,
    payable: sum('insuredProvince', province),
    receivable: sum('careProvince', province),
  }));
}

function Positions({ rows, unit, month }: { rows: readonly PairRow[]; unit: MoneyUnit; month: string }) {
  const columns: readonly Column<PositionRow>[] = [
    {
      id: 'province',
      title: '省份',
      isFixed: true,
      cell: ({ province }) => provinceName(province),
      csv: ({ province }) => provinceName(province),
    },
    unitColumn('receivable', '应收', ({ receivable }) => receivable, unit),
    unitColumn('payable', '应付', ({ payable }) => payable, unit),
    unitColumn('net', '净额（应收减应付）', ({ receivable, payable }) => receivable - payable, unit),
  ];
  const positions = positionsOf(rows);
  const total = positions.reduce((sum, { payable }) => sum + payable, 0);
  return (
    <DataTable
      name={`各省净额-${month}`}
      caption="各省应收应付"
      columns={columns}
      rows={positions}
      keyOf={({ province }) => province}
      totals={{
        receivable: <Amount fen={total} unit={unit} />,
        payable: <Amount fen={total} unit={unit} />,
        net: <Money fen={0} isBalance />,
      }}
    />
  );
}

function Standing({ matrix }: { matrix: Matrix }) {
  if (matrix.generatedAt !== null)
    return <p className="lead">{dayText(matrix.generatedAt)} 生成清算；一行是一省应付另一省的一种险种。</p>;
  return (
    <p className="state state-wait" role="status">
      {matrix.month} 还没有清算：以下是截至此刻经国家平台的发生额，不含审核扣款，每月 21 日生成上月清算。
    </p>
  );
}

function Shown({ matrix }: { matrix: Matrix }) {
  const { unit } = useUnit();
  const kept = useKept();
  const { rows, month } = matrix;
  if (rows.length === 0) return <Empty text={`${month} 没有跨省往来。`} hint="换一个月份再看。" />;
  const sum = (pick: (row: PairRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  return (
    <>
      <Standing matrix={matrix} />
      <Heat rows={rows} unit={unit} />
      <h2>逐行</h2>
      <DataTable
        name={`全国矩阵-${month}`}
        caption="谁应付谁"
        columns={columnsOf(unit, kept, month)}
        rows={rows}
        keyOf={(row) => `${row.insuredProvince}-${row.careProvince}-${row.insuranceType}`}
        totals={{
          count: countText(sum(({ settlements }) => settlements.count)),
          reversals: <Amount fen={sum(({ reversals }) => reversals.amount)} unit={unit} />,
          deductions: <Amount fen={sum(({ deductions }) => deductions.amount)} unit={unit} />,
          amount: <Amount fen={sum(({ amount }) => amount)} unit={unit} />,
        }}
      />
      <h2>各省净额</h2>
      <p className="lead">各省净额合计为零；毛额和净额是同一笔钱的两种看法。</p>
      <Positions rows={rows} unit={unit} month={month} />
    </>
  );
}

export function Component() {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const month = query.month ?? latestMonths(session.now, 1)[0]!;
  const read = useRead('GET /api/nation/matrix', { query: { month } }, { everySeconds: 60 });
  return (
    <>
      <h1>省际应付矩阵</h1>
      <Stamp of={month} refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()}>
        <MonthField label="业务月份" month={month} onMonth={(next) => change({ month: next })} />
      </Stamp>
      <Loaded of={read} what="矩阵">
        {(matrix) => <Shown matrix={matrix} />}
      </Loaded>
    </>
  );
}
