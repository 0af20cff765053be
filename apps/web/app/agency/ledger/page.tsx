/** Trial balance of the node: every kind of account, now or at any past moment; both sides are equal. */
import { Drawer, Tabs } from 'antd';
import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useRead, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { QueryForm } from '../../ui/query-form.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { accountLink, BOOKS, type Book, bookOf, sideColumns } from './words.tsx';

const TRIAL = 'GET /api/agency/ledger/{book}/trial-balance';
const ACCOUNTS = 'GET /api/agency/ledger/{book}/accounts';
const NAMES = ['book', 'at', 'kind'] as const;
const FIELDS = [{ name: 'at', label: '哪一天结束时', kind: 'day' }] as const;

type Trial = AnswerOf<typeof TRIAL>;
type Kind = Trial['kinds'][number];
type Asked = { readonly book: Book; readonly at: string | undefined };

const kindColumns = ({ book, at }: Asked): readonly Column<Kind>[] => [
  {
    id: 'kind',
    title: '科目',
    isFixed: true,
    cell: ({ kind, title, isListed }) =>
      isListed ? (
        <Link to={`?${new URLSearchParams({ book, ...(at === undefined ? {} : { at }), kind })}`}>
          {title}
        </Link>
      ) : (
        `${title}（不逐户列出）`
      ),
    csv: ({ title }) => title,
  },
  { id: 'code', title: '科目代码', cell: ({ kind }) => kind, csv: ({ kind }) => kind },
  {
    id: 'accounts',
    title: '户数',
    cell: ({ accounts }) => accounts.toLocaleString('en-US'),
    csv: ({ accounts }) => accounts,
  },
  ...sideColumns<Kind>(['借方余额', '贷方余额'], ({ balance }) => balance),
];

function TrialTable({ trial, asked, onReload }: { trial: Trial; asked: Asked; onReload: () => void }) {
  const { kinds, total, at, readAt } = trial;
  const sum = (side: 1 | -1): number =>
    kinds.reduce((all, { balance }) => all + Math.max(side * balance, 0), 0);
  return (
    <>
      <p className="lead" role="status">
        {at === null ? `截至现在（${momentText(readAt)} 读取）` : `截至 ${momentText(at)}`}：借方{' '}
        <Money fen={sum(-1)} isStrong />
        ，贷方 <Money fen={sum(1)} isStrong />
        ，相差 <Money fen={total} isStrong />{' '}
        {total === 0 ? (
          <Status tone="good">平衡</Status>
        ) : (
          <Status tone="stop">不平衡，请立即运行体检</Status>
        )}
      </p>
      {kinds.length === 0 ? (
        <Empty text="这本账还没有分录。" hint="有结算、收付款后自动记账，不用手工录入。" />
      ) : (
        <DataTable
          name={asked.book === 'care' ? '试算平衡-就医地账' : '试算平衡-参保地账'}
          caption="试算平衡表"
          columns={kindColumns(asked)}
          rows={kinds}
          keyOf={({ kind }) => kind}
          totals={{ debit: <Money fen={sum(-1)} isStrong />, credit: <Money fen={sum(1)} isStrong /> }}
          onReload={onReload}
        />
      )}
    </>
  );
}

type Account = AnswerOf<typeof ACCOUNTS>['accounts'][number];

const accountColumns = ({ book, at }: Asked): readonly Column<Account>[] => [
  {
    id: 'title',
    title: '账户',
    isFixed: true,
    cell: ({ accountId, title }) => (
      <Link to={accountLink({ book, account: accountId, ...(at === undefined ? {} : { to: at }) })}>
        {title}
      </Link>
    ),
    csv: ({ title }) => title,
  },
  { id: 'account', title: '账户编号', cell: ({ accountId }) => accountId, csv: ({ accountId }) => accountId },
  ...sideColumns<Account>(['借方余额', '贷方余额'], ({ balance }) => balance),
];

/** The accounts of a kind, each with the way to its statement. */
function Accounts({ asked, kind, sum }: { asked: Asked; kind: string; sum: number | undefined }) {
  const { book, at } = asked;
  const given = { path: { book }, query: { kind, ...(at === undefined ? {} : { at }) } };
  const pages = useReadPages(ACCOUNTS, given, ({ accounts }) => accounts);
  const total =
    sum === undefined ? {} : { [sum < 0 ? 'debit' : 'credit']: <Money fen={Math.abs(sum)} isStrong /> };
  return (
    <Loaded of={pages} what="各户余额" emptyText={() => (pages.rows.length === 0 ? '没有账户。' : null)}>
      {() => (
        <DataTable
          name={`各户余额-${kind}`}
          caption="各户余额"
          columns={accountColumns(asked)}
          rows={pages.rows}
          keyOf={({ accountId }) => accountId}
          totals={total}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
          isLoadingMore={pages.isFetchingNextPage}
          exportRows={pages.readAll}
        />
      )}
    </Loaded>
  );
}

export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const { at, kind } = query;
  const book = bookOf(query.book);
  const read = useRead(TRIAL, { path: { book }, query: at === undefined ? {} : { at } });
  const opened = read.data?.kinds.find((each) => each.kind === kind);
  return (
    <>
      <h1>账簿</h1>
      <p className="lead">每笔钱同时记借方和贷方，只增不改；任何时刻全部余额之和都是零。</p>
      <Tabs
        activeKey={book}
        onChange={(next) => change({ book: next === 'care' ? undefined : next, kind: undefined })}
        items={BOOKS.map(([key, label]) => ({ key, label }))}
      />
      <QueryForm fields={FIELDS} query={query} onQuery={change} />
      <Loaded of={read} what="试算平衡">
        {(trial) => <TrialTable trial={trial} asked={{ book, at }} onReload={() => void read.refetch()} />}
      </Loaded>
      <Drawer
        open={kind !== undefined}
        onClose={() => change({ kind: undefined })}
        title={opened?.title ?? '各户余额'}
        size={900}
        destroyOnHidden
      >
        {kind === undefined ? null : (
          <Accounts key={`${book}-${kind}`} asked={{ book, at }} kind={kind} sum={opened?.balance} />
        )}
      </Drawer>
    </>
  );
}
