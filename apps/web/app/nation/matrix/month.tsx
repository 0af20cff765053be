/** The bills behind a cell of the matrix: one month of two provinces. */
import { amountInWords, type TotalFen } from '@zhijie/kernel';
import { Link, useParams } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useRead, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import type { MoneyUnit } from '../../ui/money.tsx';
import { QueryForm } from '../../ui/query-form.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp, Trail, useKept } from '../common/bar.tsx';
import { countText, INSURANCE, PARTS, type PairRow, provinceName, STATE_TONES } from '../common/words.ts';
import { unitColumn } from './page.tsx';

type Item = AnswerOf<'GET /api/nation/pairs/{insured}/{care}/{month}'>['items'][number];
type Params = { readonly insured: string; readonly care: string; readonly month: string };

const NAMES = ['insuranceType', 'part'] as const;
const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const FIELDS = [
  { name: 'part', label: '部分', kind: 'choice', choices: choices(PARTS) },
  { name: 'insuranceType', label: '险种', kind: 'choice', choices: choices(INSURANCE) },
] as const;

function Sums({ rows, unit }: { rows: readonly PairRow[]; unit: MoneyUnit }) {
  const amount = rows.reduce((sum, row) => sum + row.amount, 0);
  return (
    <dl className="cards">
      <div className="card wide">
        <dt>应付金额</dt>
        <dd>
          <Amount fen={amount} unit={unit} />
          {amount > 0 ? <p className="note words">{amountInWords(amount as TotalFen)}</p> : null}
        </dd>
      </div>
      {rows.map(({ insuranceType, settlements, deductions, state, label }) => (
        <div className="card" key={insuranceType}>
          <dt>{INSURANCE[insuranceType]}</dt>
          <dd>
            {countText(settlements.count)} 笔
            <p className="note">
              结算 <Amount fen={settlements.amount} unit={unit} />
              {deductions.count === 0 ? null : (
                <>
                  ；扣款 {countText(deductions.count)} 笔 <Amount fen={deductions.amount} unit={unit} />
                </>
              )}
            </p>
            <p className="note">
              款项 <Status tone={STATE_TONES[state]}>{label}</Status>
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function columnsOf(unit: MoneyUnit, kept: (to: string) => string): readonly Column<Item>[] {
  return [
    {
      id: 'bill',
      title: '结算编号',
      isFixed: true,
      cell: ({ careArea, settlementId }) => (
        <Link to={kept(`/matrix/bill/${careArea}/${settlementId}`)}>{settlementId}</Link>
      ),
      csv: ({ settlementId }) => settlementId,
    },
    textColumn('item', '明细编号', ({ itemId }) => itemId),
    textColumn('part', '部分', ({ part }) => PARTS[part]),
    textColumn('insurance', '险种', ({ insuranceType }) => INSURANCE[insuranceType]),
    textColumn('care', '就医地', ({ careArea }) => careArea),
    textColumn('insured', '参保地', ({ insuredArea }) => insuredArea),
    textColumn('at', '时间', ({ decidedAt }) => momentText(decidedAt)),
    unitColumn('amount', '金额', ({ amount }) => amount, unit),
  ];
}

function Items({ insured, care, month, rows }: Params & { rows: readonly PairRow[] }) {
  const { unit } = useUnit();
  const kept = useKept();
  const { query, change } = useUrlQuery(NAMES);
  const pages = useReadPages(
    'GET /api/nation/pairs/{insured}/{care}/{month}',
    { path: { insured, care, month }, query },
    ({ items }) => items,
  );
  const isAll = query.part === undefined && query.insuranceType === undefined;
  const total = rows.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <>
      <QueryForm fields={FIELDS} query={query} onQuery={change} />
      <Loaded of={pages} what="明细" emptyText={() => (pages.rows.length === 0 ? '没有这样的明细。' : null)}>
        {() => (
          <DataTable
            name={`明细-${insured}-${care}-${month}`}
            caption="数字背后的每一笔"
            columns={columnsOf(unit, kept)}
            rows={pages.rows}
            keyOf={({ itemId }) => itemId}
            {...(isAll ? { totals: { amount: <Amount fen={total} unit={unit} /> } } : {})}
            onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
            isLoadingMore={pages.isFetchingNextPage}
            exportRows={pages.readAll}
          />
        )}
      </Loaded>
    </>
  );
}

export function Component() {
  const { insured = '', care = '', month = '' } = useParams();
  const { unit } = useUnit();
  const read = useRead('GET /api/nation/pairs/{insured}/{care}', { path: { insured, care } });
  const title = `${provinceName(insured)} 应付 ${provinceName(care)}`;
  return (
    <>
      <Trail
        steps={[
          ['矩阵', `/matrix?month=${month}`],
          [title, `/matrix/pair/${insured}/${care}`],
          [month, null],
        ]}
      />
      <h1>
        {title} · {month}
      </h1>
      <Stamp of={month} refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()} />
      <Loaded of={read} what="该月应付">
        {({ months }) => {
          const rows = months.find((each) => each.month === month)?.rows ?? [];
          if (rows.length === 0) return <Empty text={`${month} 两省之间没有跨省结算。`} />;
          return (
            <>
              <Sums rows={rows} unit={unit} />
              <Items insured={insured} care={care} month={month} rows={rows} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
