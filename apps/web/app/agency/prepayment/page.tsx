import { PROVINCE_NAMES } from '@zhijie/kernel';
import { Button } from 'antd';
import { useChange, useRead } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Due } from '../../ui/due.tsx';
import { Money } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Empty, Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Gauge, LEVELS, type Pool, type Year } from './gauge.tsx';

const READ = 'GET /api/agency/prepayment/{year}';
const NAMES = ['year'] as const;
const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;

/** The letter that asks for more; a maker sends it once the month's clearing is signed. */
function Draft({ pool }: { pool: Pool }) {
  const { roles, node } = useAccount();
  const change = useChange('POST /api/agency/prepayment/increases', { changes: [READ] });
  const { proposed, draft, running } = pool;
  const written = draft ?? proposed;
  if (written === null) return null;
  const mayAsk = draft !== null && pool.careProvince === node && roles.includes('clearing-maker');
  return (
    <article className="card letter" aria-label="紧急调增草稿">
      <h3>紧急调增申请（草稿）</h3>
      <p>
        {nameOf(pool.careProvince)} {running.period} 预付金使用率 {rateText(running.basisPoints)}，拟申请调增{' '}
        <Money fen={written.amount} isStrong />。
      </p>
      <p className="words">{written.words}</p>
      {draft === null ? (
        <p>清算签章后 3 个工作日内提出；现在还不能提出，草稿随使用额更新。</p>
      ) : (
        <p>
          提出期限{' '}
          <Due on={draft.requestBy.on} isDone={false} isProvisional={draft.requestBy.isProvisional} />
        </p>
      )}
      {change.error === null ? null : <Problem error={change.error} />}
      {change.isSuccess ? <p role="status">已提出申请，等待国家平台决定。</p> : null}
      {mayAsk && !change.isSuccess ? (
        <Button
          type="primary"
          loading={change.isPending}
          onClick={() => change.mutate({ body: { period: draft.period } })}
        >
          提出申请
        </Button>
      ) : null}
    </article>
  );
}

function PoolCard({ pool }: { pool: Pool }) {
  const { running, standing } = pool;
  const [tone, word] = LEVELS[running.levelAtMonthEnd];
  return (
    <section aria-label={`${nameOf(pool.careProvince)}预付金池`}>
      <h2>
        {nameOf(pool.careProvince)} · {running.period}
      </h2>
      <div className="cards">
        <div className="card wide">
          <Gauge running={running} />
        </div>
        <dl className="card">
          <dt>池内现有</dt>
          <dd>
            <Money fen={standing} />
          </dd>
        </dl>
        <dl className="card">
          <dt>预计转红</dt>
          <dd>{running.redOn ?? '本月不会转红'}</dd>
        </dl>
        <dl className="card">
          <dt>预计月末使用</dt>
          <dd>
            <Money fen={running.atMonthEnd} />
            <p className="note">
              <Status tone={tone}>{word}</Status>
            </p>
          </dd>
        </dl>
      </div>
      <Draft pool={pool} />
    </section>
  );
}

type Order = Year['orders'][number];
const ORDERS: readonly Column<Order>[] = [
  {
    id: 'order',
    title: '款项编号',
    isFixed: true,
    cell: ({ orderId }) => orderId,
    csv: ({ orderId }) => orderId,
  },
  {
    id: 'way',
    title: '付款省 → 收款省',
    cell: ({ payer, payee }) => `${nameOf(payer)} → ${nameOf(payee)}`,
    csv: ({ payer, payee }) => `${nameOf(payer)}→${nameOf(payee)}`,
  },
  moneyColumn('amount', '金额', ({ amount }) => amount),
  textColumn('words', '大写', ({ words }) => words),
  {
    id: 'state',
    title: '状态',
    cell: ({ state, label }) => (
      <Status tone={state === 'received' ? 'good' : state === 'superseded' ? 'quiet' : 'info'}>
        {label}
      </Status>
    ),
    csv: ({ label }) => label,
  },
];

function Notices({ notices }: { notices: Year['notices'] }) {
  if (notices.length === 0) return <Empty text="没有预警通知。" />;
  return (
    <ol className="timeline">
      {notices.map(({ careProvince, period, version, basis, to, text }) => (
        <li key={`${careProvince}-${period}-${basis}-${version}`}>
          <Status tone={LEVELS[to][0]}>{LEVELS[to][1]}</Status> {text}
        </li>
      ))}
    </ol>
  );
}

function NoPool({ isSet }: { isSet: boolean }) {
  if (isSet) return <Empty text="本省没有收取预付金，只有付给就医省的款项。" hint="使用率由就医省查看。" />;
  return <Empty text="本年还没有核定预付金。" hint="国家平台于 1 月 31 日前核定。" />;
}

export function Component() {
  const { session } = useSession();
  const { query } = useUrlQuery(NAMES);
  const year = query.year ?? dayText(session.now).slice(0, 4);
  const read = useRead(READ, { path: { year } }, { everySeconds: 60 });
  return (
    <>
      <h1>{year} 年预付金</h1>
      <p className="lead">各参保省预付给就医省的钱是一个池；用到 70% 黄色预警，90% 红色预警。</p>
      <Loaded of={read} what="预付金">
        {({ pools, orders, notices }) => (
          <>
            {pools.length === 0 ? (
              <NoPool isSet={orders.length > 0} />
            ) : (
              pools.map((pool) => <PoolCard key={pool.careProvince} pool={pool} />)
            )}
            <h2>预警通知记录</h2>
            <Notices notices={notices} />
            <h2>款项</h2>
            {orders.length === 0 ? (
              <Empty text="没有预付金款项。" />
            ) : (
              <DataTable
                name="预付金款项"
                caption="预付金款项"
                columns={ORDERS}
                rows={orders}
                keyOf={({ orderId }) => orderId}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
