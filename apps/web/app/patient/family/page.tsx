/** The own account first, then one task a screen: relatives of the province, wallets across provinces. */
import { Link, useSearchParams } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { ForPerson } from '../enter.tsx';
import { Bindings } from './bindings.tsx';
import { WalletPart } from './wallet.tsx';
import { ACCOUNT } from './words.ts';

function Account() {
  const account = useReadPages(ACCOUNT, { query: {} }, (answer) => answer.movements, 'before');
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = account;
  const first = data?.pages[0];
  return (
    <section className="card" aria-labelledby="account">
      <h2 id="account">我的个人账户</h2>
      <Loaded of={{ ...account, data: first }} what="个人账户">
        {({ isOpen, free, held }) => (
          <>
            {isOpen ? null : <p>没有个人账户：居民医保不设个人账户，职工医保参保后才有。</p>}
            <p>
              可以用 <Money fen={free} isStrong isBalance />
              {held === 0 ? null : (
                <>
                  ，正在付 <Money fen={held} />
                </>
              )}
            </p>
            {rows.length === 0 ? <p className="quiet">还没有收支。</p> : null}
            <ul className="legs">
              {rows.map(({ transferId, label, amount, at }) => (
                <li key={transferId}>
                  <span className="fall-head">
                    <span>{label}</span>
                    <Money fen={amount} isBalance />
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

const Home = () => (
  <>
    <h1>个人账户和家庭共济</h1>
    <ul className="choices">
      <li>
        <Link className="choice-link" to="/family?part=bindings">
          本省家人共济
          <small>家人在本省看病，用我的个人账户付</small>
        </Link>
      </li>
      <li>
        <Link className="choice-link" to="/family?part=wallet">
          跨省医保钱包
          <small>把钱转给外省参保或在外省看病的家人</small>
        </Link>
      </li>
    </ul>
    <Account />
  </>
);

const PARTS = { bindings: Bindings, wallet: WalletPart } as const;

function Page() {
  const [query] = useSearchParams();
  const part = query.get('part') ?? '';
  const Part = part in PARTS ? PARTS[part as keyof typeof PARTS] : Home;
  return <Part />;
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
