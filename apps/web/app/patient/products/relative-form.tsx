/** The premium of a near relative from the own account; the relative agrees on the own pages first. */
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use.ts';
import { Problem } from '../../ui/state.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { NOBODY, RelativeFields } from '../family/relative.tsx';
import { CHANGED, type Product } from './words.ts';

export function RelativeForm({ product }: { product: Product }) {
  const [relative, setRelative] = useState(NOBODY);
  const [premium, setPremium] = useState(product.premiums[0]?.amount ?? '');
  const buy = useChange('POST /api/person/purchases', {
    changes: CHANGED,
    onDone: () => setRelative(NOBODY),
  });
  const id = `buy-${product.product}`;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const { relativeCertificate: certificateNumber, relation, byCommitment } = relative;
    const covered = { certificateNumber, relation, byCommitment };
    buy.mutate({ body: { product: product.product, premium, relative: covered } });
  };
  return (
    <form className="form" onSubmit={send}>
      <p>请家人先在自己的页面同意“商业保险投保”，再由您付保费。</p>
      <RelativeFields id={id} relative={relative} onChange={setRelative} isNamed={false} />
      <label htmlFor={`${id}-premium`}>保费</label>
      <select id={`${id}-premium`} value={premium} onChange={({ target }) => setPremium(target.value)}>
        {product.premiums.map(({ amount, for: whom }) => (
          <option key={amount} value={amount}>
            {yuanText(amount)}（{whom}）
          </option>
        ))}
      </select>
      {buy.error === null ? null : <Problem error={buy.error} />}
      {buy.data === undefined ? null : (
        <p role="status">
          已给家人投保，{buy.data.startsOn} 起保障，保单号 {buy.data.policyNumber}。
        </p>
      )}
      <button type="submit" className="main-button" disabled={buy.isPending}>
        {buy.isPending ? '正在投保…' : `给家人投保，付 ${yuanText(premium)}`}
      </button>
    </form>
  );
}
