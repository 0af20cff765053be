/** What can be kept of a bill: the slip, the receipt, the insurer's second slip. */
import { type AnswerOf, addressOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import type { Bill } from './words.ts';

type Receipt = AnswerOf<'GET /api/person/receipts'>['receipts'][number];

const STATES = { genuine: '有效', reversed: '已冲红', red: '红字票据' } as const;

const ReceiptLine = ({ receiptId, title, code, number, state, total }: Receipt) => (
  <li>
    <span className="fall-head">
      <span>
        {title}（{STATES[state]}）
      </span>
      <span className="money">¥{total}</span>
    </span>
    <small>
      代码 {code} 号码 {number}
    </small>
    <a href={addressOf('GET /api/person/receipts/{receiptId}/pdf', { path: { receiptId } })}>下载票据 PDF</a>
  </li>
);

function Receipts({ bill }: { bill: Bill }) {
  const { settlementId, providerId, careArea, state } = bill;
  const receipts = useRead('GET /api/person/receipts', { query: { limit: '100' } });
  const issue = useChange('POST /api/person/receipts', {
    changes: ['GET /api/person/receipts'],
    isKeyed: false,
  });
  return (
    <Loaded of={receipts} what="票据">
      {(answer) => {
        const own = answer.receipts.filter((one) => one.settlementId === settlementId);
        if (own.length > 0)
          return (
            <ul className="legs">
              {own.map((one) => (
                <ReceiptLine key={one.receiptId} {...one} />
              ))}
            </ul>
          );
        if (state === 'reversed') return <p>没有开过电子票据。</p>;
        return (
          <>
            <p>还没有电子票据。</p>
            {issue.error === null ? null : <Problem error={issue.error} />}
            <button
              type="button"
              disabled={issue.isPending}
              onClick={() => issue.mutate({ body: { settlementId, providerId, careArea } })}
            >
              开电子票据
            </button>
          </>
        );
      }}
    </Loaded>
  );
}

/** The second slip: what an insurer paid of the same bill. */
function SecondSlips({ settlementId }: Pick<Bill, 'settlementId'>) {
  const slips = useRead('GET /api/person/commercial/slips', { query: { limit: '100' } });
  const own = slips.data?.slips.filter((one) => one.settlementId === settlementId) ?? [];
  if (own.length === 0) return null;
  return (
    <ul className="legs">
      {own.map(({ slipId, title, insurerName, amount, label }) => (
        <li key={slipId}>
          <span className="fall-head">
            <span>
              {title}（{insurerName}，{label}）
            </span>
            <Money fen={amount} />
          </span>
          <a href={addressOf('GET /api/person/commercial/slips/{slipId}/pdf', { path: { slipId } })}>
            下载商保赔付单 PDF
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Papers({ bill }: { bill: Bill }) {
  const { settlementId } = bill;
  return (
    <section className="card no-print" aria-labelledby="papers">
      <h2 id="papers">单据</h2>
      <p>
        <a href={addressOf('GET /api/person/bills/{settlementId}/slip', { path: { settlementId } })}>
          下载结算单 PDF（A4，有大写金额）
        </a>
      </p>
      <SecondSlips settlementId={settlementId} />
      <Receipts bill={bill} />
    </section>
  );
}
