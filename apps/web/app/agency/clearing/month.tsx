import { amountInWords, type TotalFen } from '@zhijie/kernel';
import { useParams } from 'react-router';
import { addressOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Due } from '../../ui/due.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { Confirmation } from './confirmation.tsx';
import { Lines } from './lines.tsx';
import { Notices } from './notices.tsx';
import { Orders } from './orders.tsx';
import { DUTIES, MONTH_STATES, type ProvinceMonth, positionOf } from './words.ts';

function Position({ view, province }: { view: ProvinceMonth; province: string }) {
  const { payable, receivable, net } = positionOf(view, province);
  const cards = [
    ['本省应付', payable],
    ['本省应收', receivable],
    ['净额（应收减应付）', net],
  ] as const;
  return (
    <dl className="cards">
      {cards.map(([title, fen]) => (
        <div className="card" key={title}>
          <dt>{title}</dt>
          <dd>
            <Money fen={fen} isBalance />
            {fen > 0 ? <p className="note words">{amountInWords(fen as TotalFen)}</p> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Duties({ duties }: { duties: ProvinceMonth['duties'] }) {
  if (duties.length === 0) return <Empty text="现在没有要办的事项。" />;
  return (
    <ul className="duties">
      {duties.map(({ step, orderId, due, doneAt }) => (
        <li key={`${step}-${orderId}`}>
          {DUTIES[step] ?? step}
          {orderId === null ? '' : `（${orderId}）`}{' '}
          <Due on={due.on} isDone={doneAt !== null} isProvisional={due.isProvisional} />
        </li>
      ))}
    </ul>
  );
}

function Month({ view, province }: { view: ProvinceMonth; province: string }) {
  const [tone, word] = MONTH_STATES[view.state];
  const { period } = view;
  return (
    <>
      <h1>
        {period} 清算 <Status tone={tone}>{word}</Status>
      </h1>
      <p className="lead">
        {momentText(view.generatedAt)} 生成；公布的根哈希 <code>{view.root?.slice(0, 16) ?? '无'}</code>。{' '}
        <a href={addressOf('GET /api/agency/clearing/{month}/proof', { path: { month: period } })} download>
          下载本省证明文件
        </a>
      </p>
      <Position view={view} province={province} />
      <Confirmation view={view} province={province} />
      <h2>与各省往来</h2>
      <Lines view={view} province={province} />
      <h2>通知书</h2>
      <Notices view={view} />
      <h2>款项</h2>
      <Orders view={view} province={province} />
      <h2>期限</h2>
      <Duties duties={view.duties} />
    </>
  );
}

export function Component() {
  const { month = '' } = useParams();
  const { node } = useAccount();
  const query = useRead('GET /api/agency/clearing/{month}', { path: { month } });
  return (
    <Loaded of={query} what="清算">
      {(view) =>
        'matrix' in view ? (
          <Empty text="请在国家平台页面查看全国矩阵。" />
        ) : (
          <Month view={view} province={node} />
        )
      }
    </Loaded>
  );
}
