/** Commercial cover beside public insurance: what I hold, what I may join, paid from the personal account. */
import { dateOf, type Instant } from '@zhijie/kernel';
import { useState } from 'react';
import { Link } from 'react-router';
import { useChange, useRead } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { usePersonSession } from '../../ui/person.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { ForPerson } from '../enter.tsx';
import { RelativeForm } from './relative-form.tsx';
import { ACCOUNT, CHANGED, COVERS, type Cover, PRODUCTS, type Product, type Purchase } from './words.ts';

function Held() {
  const covers = useRead(COVERS, {});
  return (
    <section className="card" aria-labelledby="held">
      <h2 id="held">我已有的保障</h2>
      <Loaded of={covers} what="已有的保障">
        {(answer) =>
          answer.covers.length === 0 ? (
            <p>还没有商业补充保险。医保照常报销，不受影响。</p>
          ) : (
            <ul className="legs">
              {answer.covers.map((cover) => (
                <CoverLine key={cover.enrolmentId} cover={cover} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function CoverLine({ cover }: { cover: Cover }) {
  const { title, insurerName, policyNumber, startsOn, endsOn, premium, isInForce } = cover;
  return (
    <li>
      <span className="fall-head">
        <strong>{title}</strong>
        <Status tone={isInForce ? 'good' : 'quiet'}>{isInForce ? '保障中' : '不在保障期'}</Status>
      </span>
      <span>
        {startsOn} 到 {endsOn}，保费 <Money fen={premium} />
      </span>
      <small>
        {insurerName}，保单号 {policyNumber}。看病结算时自动赔付，不用申请。
      </small>
    </li>
  );
}

const consentAddress = ({ product, insurer, asks }: Product): string =>
  `/consents/new?${new URLSearchParams({
    purpose: 'underwriting',
    id: insurer.id,
    name: insurer.name,
    product,
    classes: asks.join(','),
    after: '/products',
  })}`;

/** Underwriting was passed: agreeing, then one tap. */
function Join({ product }: { product: Product }) {
  const [premium, setPremium] = useState(product.premiums[0]?.amount ?? '');
  const buy = useChange('POST /api/person/purchases', { changes: CHANGED });
  const id = `premium-${product.product}`;
  return (
    <>
      <p>
        <Status tone="good">核对通过，可以投保</Status>
      </p>
      {product.premiums.length < 2 ? null : (
        <div className="form">
          <label htmlFor={id}>保费</label>
          <select id={id} value={premium} onChange={({ target }) => setPremium(target.value)}>
            {product.premiums.map(({ amount, for: whom }) => (
              <option key={amount} value={amount}>
                {yuanText(amount)}（{whom}）
              </option>
            ))}
          </select>
        </div>
      )}
      {buy.error === null ? null : <Problem error={buy.error} />}
      {buy.data === undefined ? null : (
        <p role="status">
          已投保，{buy.data.startsOn} 起保障，保单号 {buy.data.policyNumber}。
        </p>
      )}
      <p className="actions">
        <Link to={consentAddress(product)}>第一步：读同意书</Link>
        <button
          type="button"
          className="main-button"
          disabled={buy.isPending}
          onClick={() => buy.mutate({ body: { product: product.product, premium } })}
        >
          {buy.isPending ? '正在投保…' : `第二步：投保，付 ${yuanText(premium)}`}
        </button>
      </p>
    </>
  );
}

function ProductCard({ product }: { product: Product }) {
  const { title, insurer, premiums, startsOn, endsOn, obstacle, conditions } = product;
  return (
    <li className="card">
      <h2>{title}</h2>
      <p>
        {insurer.name}，{premiums.map(({ amount, for: whom }) => `${yuanText(amount)}（${whom}）`).join('、')}
      </p>
      {startsOn === null ? null : (
        <p>
          今天投保，{startsOn} 到 {endsOn} 有保障；开始前退保，保费全退。
        </p>
      )}
      {conditions.length === 0 ? null : (
        <ul>
          {conditions.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {obstacle === null ? <Join product={product} /> : <p className="note">本人不能投：{obstacle.text}</p>}
      <details>
        <summary>给家人投保</summary>
        <RelativeForm product={product} />
      </details>
    </li>
  );
}

function PurchaseLine({ purchase, title }: { purchase: Purchase; title: string }) {
  const { session } = usePersonSession();
  const { purchaseId, premium, startsOn, boughtAt, returnedAt, relation, policyNumber } = purchase;
  const back = useChange('POST /api/person/purchases/{purchaseId}/return', {
    changes: CHANGED,
    isKeyed: false,
  });
  const isBefore = dateOf(session.now as Instant) < startsOn;
  return (
    <li>
      <span className="fall-head">
        <strong>{relation === null ? title : `${title}（家人）`}</strong>
        <span className="money">{yuanText(premium)}</span>
      </span>
      <small>
        {boughtAt} 从个人账户付，{startsOn} 起保障，保单号 {policyNumber}
      </small>
      {returnedAt === null ? null : (
        <p>
          <Status tone="quiet">已退保</Status> {returnedAt} 保费已退回个人账户
        </p>
      )}
      {back.error === null ? null : <Problem error={back.error} />}
      {returnedAt === null && isBefore ? (
        <button
          type="button"
          disabled={back.isPending}
          onClick={() => back.mutate({ path: { purchaseId }, body: {} })}
        >
          退保，退回 {yuanText(premium)}
        </button>
      ) : null}
    </li>
  );
}

function Offers() {
  const products = useRead(PRODUCTS, {});
  return (
    <Loaded
      of={products}
      what="可投保的产品"
      emptyText={(answer) => (answer.products.length === 0 ? '现在没有可以在这里投保的产品' : null)}
    >
      {(answer) => (
        <>
          <h2>可以投保的</h2>
          <ul className="cards">
            {answer.products.map((product) => (
              <ProductCard key={product.product} product={product} />
            ))}
          </ul>
          {answer.purchases.length === 0 ? null : (
            <section className="card" aria-labelledby="purchases">
              <h2 id="purchases">投保记录</h2>
              <ul className="legs">
                {answer.purchases.map((purchase) => (
                  <PurchaseLine
                    key={purchase.purchaseId}
                    purchase={purchase}
                    title={
                      answer.products.find(({ product }) => product === purchase.product)?.title ??
                      purchase.product
                    }
                  />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </Loaded>
  );
}

/** What the premium is paid from; the own account only, whoever is covered. */
function Balance() {
  const account = useRead(ACCOUNT, { query: {} });
  return (
    <Loaded of={account} what="个人账户">
      {({ isOpen, free }) =>
        isOpen ? (
          <p>
            保费从我的个人账户付，现在可以用 <Money fen={free} isStrong isBalance />。
          </p>
        ) : (
          <p className="note">没有职工医保个人账户，不能在这里付保费；可以请有个人账户的近亲属付。</p>
        )
      }
    </Loaded>
  );
}

export const Component = () => (
  <ForPerson>
    <h1>商业补充保险</h1>
    <p>自愿参加。不投保，医保照常报销；投保了，医院结算时自动赔付。</p>
    <Balance />
    <Held />
    <Offers />
  </ForPerson>
);
