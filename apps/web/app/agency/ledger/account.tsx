/** One account's statement: every posting with its cause and the balance after it. */
import { Drawer } from 'antd';
import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { QueryForm } from '../../ui/query-form.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Reference } from './reference.tsx';
import { BOOKS, bookOf, Side, sideColumns } from './words.tsx';

const STATEMENT = 'GET /api/agency/ledger/{book}/statement';
const NAMES = ['book', 'account', 'from', 'to', 'reference'] as const;
const FIELDS = [
  { name: 'account', label: '账户编号', kind: 'text' },
  { name: 'from', label: '自何日', kind: 'day' },
  { name: 'to', label: '至何日', kind: 'day' },
] as const;

type Statement = AnswerOf<typeof STATEMENT>;
type Line = Statement['lines'][number];

const columnsOf = (link: (reference: string) => string): readonly Column<Line>[] => [
  {
    id: 'at',
    title: '记账时间',
    isFixed: true,
    cell: ({ postedAt }) => momentText(postedAt),
    csv: ({ postedAt }) => momentText(postedAt),
  },
  { id: 'cause', title: '原因', cell: ({ cause }) => cause, csv: ({ cause }) => cause },
  ...sideColumns<Line>(['借方', '贷方'], ({ amount }) => amount),
  {
    id: 'balance',
    title: '余额（贷减借）',
    isMoney: true,
    cell: ({ balance }) => <Side fen={balance} />,
    csv: ({ balance }) => ({ fen: balance }),
  },
  {
    id: 'reference',
    title: '单据编号',
    cell: ({ reference }) => <Link to={link(reference)}>{reference}</Link>,
    csv: ({ reference }) => reference,
  },
  {
    id: 'other',
    title: '对方账户',
    cell: ({ otherTitle }) => otherTitle,
    csv: ({ otherTitle }) => otherTitle,
  },
  { id: 'month', title: '清算月份', cell: ({ month }) => month, csv: ({ month }) => month },
];

type ShownProps = { readonly of: Statement; readonly book: string };

function Heading({ of: { title, accountId, opening, closing }, book }: ShownProps) {
  return (
    <>
      <p className="lead">
        {book} · {title} · <code>{accountId}</code>
      </p>
      <dl className="cards">
        {(
          [
            ['期初余额', opening],
            ['本期净额（贷减借）', closing - opening],
            ['期末余额', closing],
          ] as const
        ).map(([name, fen]) => (
          <div className="card" key={name}>
            <dt>{name}</dt>
            <dd>
              <Side fen={fen} isStrong />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function StatementOf({ account }: { account: string }) {
  const { query, change } = useUrlQuery(NAMES);
  const book = bookOf(query.book);
  const { from, to, reference } = query;
  const asked = { account, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const pages = useReadPages(STATEMENT, { path: { book }, query: asked }, ({ lines }) => lines);
  const link = (wanted: string): string => `?${new URLSearchParams({ book, ...asked, reference: wanted })}`;
  return (
    <>
      <Loaded of={pages} what="明细账">
        {({ pages: [first] }) => (
          <>
            <Heading of={first!} book={BOOKS.find(([id]) => id === book)![1]} />
            {pages.rows.length === 0 ? (
              <Empty text="所查期间没有发生。" />
            ) : (
              <DataTable
                name={`明细账-${account.replaceAll('/', '-')}`}
                caption="明细账"
                columns={columnsOf(link)}
                rows={pages.rows}
                keyOf={({ transferId }) => transferId}
                onReload={() => void pages.refetch()}
                onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
                isLoadingMore={pages.isFetchingNextPage}
                exportRows={pages.readAll}
              />
            )}
          </>
        )}
      </Loaded>
      <Drawer
        open={reference !== undefined}
        onClose={() => change({ reference: undefined })}
        title={`单据 ${reference ?? ''}`}
        size={900}
        destroyOnHidden
      >
        {reference === undefined ? null : <Reference key={reference} book={book} reference={reference} />}
      </Drawer>
    </>
  );
}

export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const { account } = query;
  return (
    <>
      <h1>明细账</h1>
      <p>
        <Link to={`/ledger${query.book === undefined ? '' : `?book=${query.book}`}`}>返回试算平衡</Link>
      </p>
      <QueryForm fields={FIELDS} query={query} onQuery={change} />
      {account === undefined ? (
        <Empty text="请选一个账户。" hint="从试算平衡点开科目，或在上面写账户编号。" />
      ) : (
        <StatementOf key={account} account={account} />
      )}
    </>
  );
}
