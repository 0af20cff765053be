import { CARE_TYPES, isWord, LABELS } from '@zhijie/kernel';
import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useReadPages } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';
import { stayText } from './words.ts';

type Row = AnswerOf<'GET /api/person/bills'>['bills'][number];

function BillCard({ settlementId, state, providerName, careType, decision, ...stay }: Row) {
  const { feeTotal, paidInCash, paidByFunds } = decision.parts;
  return (
    <li>
      <Link className="bill-card" to={`/bills/${settlementId}`}>
        <span className="bill-head">
          <strong>{providerName}</strong>
          {state === 'reversed' ? <Status tone="quiet">已撤销</Status> : null}
        </span>
        <span className="quiet">
          {isWord(CARE_TYPES, careType) ? LABELS.careType[careType] : '就诊'} · {stayText(stay)}
        </span>
        <span className="bill-sums">
          <span>
            您付现金 <Money fen={paidInCash} isStrong />
          </span>
          <span className="quiet">
            总费用 <Money fen={feeTotal} />
            ，医保付 <Money fen={paidByFunds} />
          </span>
        </span>
      </Link>
    </li>
  );
}

function Page() {
  const bills = useReadPages(
    'GET /api/person/bills',
    { query: { limit: '20' } },
    (page) => page.bills,
    'before',
  );
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = bills;
  return (
    <>
      <h1>我的账单</h1>
      <Loaded of={bills} what="账单" emptyText={() => (rows.length === 0 ? '还没有账单' : null)}>
        {() => (
          <ul className="cards">
            {rows.map((row) => (
              <BillCard key={row.settlementId} {...row} />
            ))}
          </ul>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          更早的账单
        </button>
      ) : null}
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
