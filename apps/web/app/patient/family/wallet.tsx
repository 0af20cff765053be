/** Mutual aid across provinces: the wallet the nation keeps, and what was put into relatives' wallets. */
import { type FormEvent, useState } from 'react';
import { useChange, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money, moneyText } from '../../ui/money.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { NOBODY, RelativeFields } from './relative.tsx';
import {
  ACCOUNT,
  ENTRY_LABELS,
  LARGEST_TRANSFER_FEN,
  TRANSFER_STATES,
  TRANSFERS,
  TRANSFERS_A_DAY,
  type Transfer,
  WALLET,
} from './words.ts';

const LIMITS = `每个钱包每天至多转入 ${TRANSFERS_A_DAY} 次，每次至多 ${moneyText(LARGEST_TRANSFER_FEN)}`;

function MyWallet() {
  const wallet = useReadPages(WALLET, { query: {} }, (answer) => answer.entries);
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = wallet;
  const first = data?.pages[0];
  return (
    <section className="card" aria-labelledby="my-wallet">
      <h2 id="my-wallet">我的医保钱包</h2>
      <Loaded of={{ ...wallet, data: first }} what="医保钱包">
        {({ free, held, transfersToday }) => (
          <>
            <p>
              可以用 <Money fen={free} isStrong isBalance />
              {held === 0 ? null : (
                <>
                  ，正在付 <Money fen={held} />
                </>
              )}
            </p>
            <p>
              今天已转入 {transfersToday} 次，还可以转入 {Math.max(TRANSFERS_A_DAY - transfersToday, 0)} 次
            </p>
            <ul className="legs">
              {rows.map(({ entryId, kind, amount, at }) => (
                <li key={entryId}>
                  <span className="fall-head">
                    <span>{ENTRY_LABELS[kind]}</span>
                    <Money fen={kind === 'spent' ? -amount : amount} isBalance />
                  </span>
                  <small>{momentText(at)}</small>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          更早的收支
        </button>
      ) : null}
    </section>
  );
}

function TransferForm() {
  const [relative, setRelative] = useState(NOBODY);
  const [amount, setAmount] = useState('');
  const put = useChange('POST /api/person/wallet/transfers', {
    changes: [TRANSFERS, WALLET, ACCOUNT],
    onDone: () => setAmount(''),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    put.mutate({ body: { ...relative, amount } });
  };
  return (
    <form className="form" onSubmit={send}>
      <RelativeFields id="wallet" relative={relative} onChange={setRelative} />
      <label htmlFor="wallet-amount">转入多少（元）</label>
      <input
        id="wallet-amount"
        inputMode="decimal"
        pattern="\d{1,4}(\.\d{1,2})?"
        required
        aria-describedby="wallet-limits"
        value={amount}
        onChange={({ target }) => setAmount(target.value.trim())}
      />
      <small id="wallet-limits">{LIMITS}。转入后只能由家人看病、买药用，不能取回。</small>
      {put.error === null ? null : <Problem error={put.error} />}
      {put.data === undefined ? null : (
        <p role="status">
          {TRANSFER_STATES[put.data.state][1]}：<Money fen={put.data.amount} />
          {put.data.reason === null ? null : `。${put.data.reason}`}
        </p>
      )}
      <button type="submit" className="main-button" disabled={put.isPending}>
        {put.isPending ? '正在转入…' : '转入'}
      </button>
    </form>
  );
}

function TransferLine({ transfer }: { transfer: Transfer }) {
  const { relative, relationLabel, amount, state, reason, askedAt } = transfer;
  const [tone, label] = TRANSFER_STATES[state];
  return (
    <li>
      <span className="fall-head">
        <strong>
          给{relationLabel} {relative}
        </strong>
        <Money fen={amount} />
      </span>
      <Status tone={tone}>{label}</Status>
      <small>
        {momentText(askedAt)}
        {reason === null ? '' : `，${reason}`}
      </small>
    </li>
  );
}

export function WalletPart() {
  const pages = useReadPages(TRANSFERS, { query: {} }, (answer) => answer.transfers);
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  return (
    <>
      <h1>跨省医保钱包</h1>
      <p>家人在外省参保或看病，把个人账户的钱转到他的医保钱包，全国都能用。{LIMITS}。</p>
      <MyWallet />
      <section className="card" aria-labelledby="given">
        <h2 id="given">我给家人转过的</h2>
        <Loaded of={{ ...pages, data: data && rows }} what="转入记录">
          {(list) =>
            list.length === 0 ? (
              <p>还没有转过。</p>
            ) : (
              <ul className="legs">
                {list.map((transfer) => (
                  <TransferLine key={transfer.transferId} transfer={transfer} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {hasNextPage ? (
          <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            更早的转入
          </button>
        ) : null}
        <details>
          <summary>给家人的钱包转入</summary>
          <TransferForm />
        </details>
      </section>
    </>
  );
}
