/** Credit for the own part of bills: what is left, when it is due, paying early, sharing with relatives. */
import { addDays, type CalendarDate, dateOf, type Instant } from '@zhijie/kernel';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { usePersonSession } from '../../ui/person.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { wordsOf } from '../bills/words.ts';
import { ForPerson } from '../enter.tsx';

type Line = AnswerOf<'GET /api/person/credit/lines'>['lines'][number];
type Product = AnswerOf<'GET /api/person/credit/products'>['products'][number];
type Share = AnswerOf<'GET /api/person/credit/shares'>['shares'][number];
type Relationship = BodyOf<'POST /api/person/credit/shares'>['relationship'];

const RELATIONSHIPS: Readonly<Record<Relationship, string>> = {
  parent: '父母',
  spouse: '配偶',
  child: '子女',
  sibling: '兄弟姐妹',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
};
const LINES = 'GET /api/person/credit/lines';
const SHARES = 'GET /api/person/credit/shares';
const TONES: Readonly<Record<Line['state'], Tone>> = {
  open: 'good',
  asked: 'wait',
  refused: 'stop',
  suspended: 'stop',
};
const YEAR_DAYS = 364;

type AmountProps = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
};

const Amount = ({ id, label, value, onChange }: AmountProps) => (
  <>
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      inputMode="decimal"
      pattern="\d{1,8}(\.\d{1,2})?"
      required
      value={value}
      onChange={({ target }) => onChange(target.value.trim())}
    />
  </>
);

function Repay({ lineId, owed }: Pick<Line, 'lineId' | 'owed'>) {
  const [amount, setAmount] = useState('');
  const repay = useChange('POST /api/person/credit/lines/{lineId}/repayments', {
    changes: [LINES],
    onDone: () => setAmount(''),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    repay.mutate({ path: { lineId }, body: { amount } });
  };
  if (owed === 0) return null;
  return (
    <form className="form" onSubmit={send}>
      <Amount id={`repay-${lineId}`} label="提前还多少（元）" value={amount} onChange={setAmount} />
      {repay.error === null ? null : <Problem error={repay.error} />}
      {repay.data === undefined ? null : (
        <p role="status">
          {repay.data.label}：<Money fen={repay.data.amount} />
        </p>
      )}
      <button type="submit" disabled={repay.isPending}>
        还款
      </button>
    </form>
  );
}

function ShareForm({ lineId }: Pick<Line, 'lineId'>) {
  const { session } = usePersonSession();
  const [relationship, setRelationship] = useState<Relationship>('parent');
  const [name, setName] = useState('');
  const [certificateNumber, setNumber] = useState('');
  const [amount, setAmount] = useState('');
  const until = addDays(dateOf(session.now as Instant) as CalendarDate, YEAR_DAYS);
  const share = useChange('POST /api/person/credit/shares', {
    changes: [SHARES, LINES],
    onDone: () => setAmount(''),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    share.mutate({ body: { lineId, name, certificateNumber, relationship, amount, until } });
  };
  return (
    <form className="form" onSubmit={send}>
      <label htmlFor="share-relation">亲属是我的</label>
      <select
        id="share-relation"
        value={relationship}
        onChange={({ target }) => setRelationship(target.value as Relationship)}
      >
        {(Object.keys(RELATIONSHIPS) as Relationship[]).map((word) => (
          <option key={word} value={word}>
            {RELATIONSHIPS[word]}
          </option>
        ))}
      </select>
      <label htmlFor="share-name">亲属姓名</label>
      <input id="share-name" required value={name} onChange={({ target }) => setName(target.value)} />
      <label htmlFor="share-number">亲属身份证号</label>
      <input
        id="share-number"
        required
        maxLength={18}
        autoComplete="off"
        value={certificateNumber}
        onChange={({ target }) => setNumber(target.value.trim())}
      />
      <Amount id="share-amount" label="至多用多少（元）" value={amount} onChange={setAmount} />
      {share.error === null ? null : <Problem error={share.error} />}
      <button type="submit" disabled={share.isPending}>
        授权，到 {until} 止
      </button>
    </form>
  );
}

function LineCard({ line }: { line: Line }) {
  const { lineId, title, bankName, state, label, available, owed, nextDueOn, bills, terms, interest } = line;
  return (
    <li className="card">
      <h2>{title}</h2>
      <p>
        {bankName} <Status tone={TONES[state]}>{label}</Status>
      </p>
      <p>
        还可以用 <Money fen={available} isStrong />
      </p>
      <p>
        已用 <Money fen={owed} isStrong />
        {nextDueOn === null ? '，现在没有要还的。' : `，${nextDueOn} 前还清不收利息。`}
      </p>
      {owed === 0 ? null : <p className="quiet">{wordsOf(owed)}</p>}
      <ul className="legs">
        {bills.map(({ billedOn, dueOn, amount, left, label: said }) => (
          <li key={billedOn}>
            <span className="fall-head">
              <span>
                {billedOn} 出账，{dueOn} 到期 <small>{said}</small>
              </span>
              <Money fen={amount} />
            </span>
            {left === amount ? null : (
              <small>
                还剩 <Money fen={left} />
              </small>
            )}
          </li>
        ))}
      </ul>
      <Repay lineId={lineId} owed={owed} />
      {state === 'open' ? (
        <details>
          <summary>给亲属用一部分（亲情付）</summary>
          <ShareForm lineId={lineId} />
        </details>
      ) : null}
      <details>
        <summary>条款和利息</summary>
        <p>{terms}</p>
        <p>{interest}</p>
      </details>
    </li>
  );
}

function ShareLine({ share }: { share: Share }) {
  const { shareId, isOwn, name, label, amount, available, until, isOver } = share;
  const revoke = useChange('POST /api/person/credit/shares/{shareId}/revoke', {
    changes: [SHARES, LINES],
    isKeyed: false,
  });
  return (
    <li>
      <span className="fall-head">
        <strong>{isOwn ? `给${label} ${name}` : `${name} 给我`}</strong>
        <Money fen={amount} />
      </span>
      <small>
        {isOver ? '已结束' : `到 ${until}`}，还可以用 <Money fen={available} />
      </small>
      {revoke.error === null ? null : <Problem error={revoke.error} />}
      {isOwn && !isOver ? (
        <button
          type="button"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate({ path: { shareId }, body: {} })}
        >
          撤销，立即生效
        </button>
      ) : null}
    </li>
  );
}

const consentAddress = ({ bankId, bankName, product }: Product): string =>
  `/consents/new?${new URLSearchParams({
    purpose: 'credit',
    id: bankId,
    name: bankName,
    product,
    classes: 'identity,cashPart',
    after: '/credit',
  }).toString()}`;

function ProductCard({ product }: { product: Product }) {
  const { title, bankName, limit, freeDaysMost, obstacle, terms, unverified } = product;
  const sign = useChange('POST /api/person/credit/lines', {
    changes: [LINES, 'GET /api/person/credit/products'],
  });
  return (
    <li className="card">
      <h2>{title}</h2>
      <p>
        {bankName}，额度至多 <Money fen={limit} />
        ，免息至多 {freeDaysMost} 天。先看病，出院不用排队交钱。
      </p>
      <p className="quiet">{terms}</p>
      {unverified.length === 0 ? null : <p className="note">待核实：{unverified.join('、')}</p>}
      {sign.error === null ? null : <Problem error={sign.error} />}
      {obstacle === null ? (
        <p className="actions">
          <Link to={consentAddress(product)}>第一步：读同意书</Link>
          <button
            type="button"
            className="main-button"
            disabled={sign.isPending}
            onClick={() => sign.mutate({ body: { product: product.product } })}
          >
            第二步：签约
          </button>
        </p>
      ) : (
        <p className="note">{obstacle}</p>
      )}
    </li>
  );
}

function Page() {
  const lines = useRead(LINES, {});
  const products = useRead('GET /api/person/credit/products', {});
  const shares = useRead(SHARES, {});
  return (
    <>
      <h1>信用就医和亲情付</h1>
      <Loaded of={lines} what="信用额度">
        {(answer) =>
          answer.lines.length === 0 ? (
            <p>还没有签约。不签约也能看病，医保照常结算。</p>
          ) : (
            <ul className="cards">
              {answer.lines.map((line) => (
                <LineCard key={line.lineId} line={line} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Loaded of={shares} what="亲情付">
        {(answer) =>
          answer.shares.length === 0 ? null : (
            <section aria-labelledby="shares">
              <h2 id="shares">亲情付</h2>
              <ul className="legs">
                {answer.shares.map((share) => (
                  <ShareLine key={share.shareId} share={share} />
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
      <Loaded
        of={products}
        what="信用就医产品"
        emptyText={(answer) => (answer.products.length === 0 ? '参保地还没有信用就医产品' : null)}
      >
        {(answer) => (
          <ul className="cards">
            {answer.products
              .filter(({ isSigned }) => !isSigned)
              .map((product) => (
                <ProductCard key={product.product} product={product} />
              ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
