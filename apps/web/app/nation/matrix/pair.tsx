/** Two provinces over the months: what the one owes the other. */
import { Link, useParams } from 'react-router';
import { useRead } from '../../api/use.ts';
import type { MoneyUnit } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp, Trail, useKept } from '../common/bar.tsx';
import { countText, INSURANCE, type PairRow, provinceName, STATE_TONES } from '../common/words.ts';
import { unitColumn } from './page.tsx';

type Row = PairRow & { readonly month: string };

function columnsOf(unit: MoneyUnit, kept: (to: string) => string): readonly Column<Row>[] {
  return [
    {
      id: 'month',
      title: '业务月份',
      isFixed: true,
      cell: ({ month, insuredProvince, careProvince }) => (
        <Link to={kept(`/matrix/pair/${insuredProvince}/${careProvince}/${month}`)}>{month}</Link>
      ),
      csv: ({ month }) => month,
    },
    textColumn('insurance', '险种', ({ insuranceType }) => INSURANCE[insuranceType]),
    {
      id: 'count',
      title: '结算笔数',
      isMoney: true,
      cell: ({ settlements }) => countText(settlements.count),
      csv: ({ settlements }) => settlements.count,
    },
    unitColumn('settlements', '结算金额', ({ settlements }) => settlements.amount, unit),
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

export function Component() {
  const { insured = '', care = '' } = useParams();
  const { unit } = useUnit();
  const kept = useKept();
  const read = useRead('GET /api/nation/pairs/{insured}/{care}', { path: { insured, care } });
  const title = `${provinceName(insured)} 应付 ${provinceName(care)}`;
  return (
    <>
      <Trail
        steps={[
          ['矩阵', '/matrix'],
          [title, null],
        ]}
      />
      <h1>{title}</h1>
      <Stamp of="各月" refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()}>
        <Link to={kept(`/matrix/pair/${care}/${insured}`)}>看反方向</Link>
      </Stamp>
      <Loaded
        of={read}
        what="各月应付"
        emptyText={({ months }) => (months.length === 0 ? '两省之间没有跨省结算。' : null)}
      >
        {({ months }) => {
          const rows = months.flatMap(({ month, rows: own }) => own.map((row) => ({ ...row, month })));
          return (
            <DataTable
              name={`${title}-各月`}
              caption="各月应付"
              columns={columnsOf(unit, kept)}
              rows={rows}
              keyOf={({ month, insuranceType }) => `${month}-${insuranceType}`}
              totals={{
                amount: <Amount fen={rows.reduce((sum, { amount }) => sum + amount, 0)} unit={unit} />,
              }}
            />
          );
        }}
      </Loaded>
    </>
  );
}
