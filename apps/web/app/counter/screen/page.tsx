import { useEffect, useState } from 'react';
import '../../styles/counter.css';
import { PayPicture } from '../bill/act.tsx';
import { listenToWindow, NOBODY, type Shown } from './channel.ts';

/** Turned to the patient: the amount, who pays what, the picture to scan. */
export function Component() {
  const [shown, setShown] = useState<Shown>(NOBODY);
  useEffect(() => listenToWindow(setShown), []);
  const { maskedName, title, amountLabel, amount, parts, page, isUnknown } = shown;
  return (
    <div className="patient-screen">
      {maskedName === null ? null : <p className="patient-name">{maskedName}</p>}
      <h1 className={isUnknown ? 'screen-unknown' : ''}>{title}</h1>
      {amount === null ? null : (
        <p className="patient-amount" role="status">
          <span>{amountLabel}</span>
          <strong className="money">{amount}</strong>
        </p>
      )}
      {parts.length === 0 ? null : (
        <table>
          <caption>谁付多少</caption>
          <thead>
            <tr>
              <th scope="col">付款方</th>
              <th scope="col">金额</th>
              <th scope="col">状态</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.id}>
                <th scope="row">{part.name}</th>
                <td className="money">{part.amount}</td>
                <td>{part.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {page === null ? null : <PayPicture page={page} />}
      <p className="quiet">有疑问请当面询问收费员，或拨打 12393。</p>
    </div>
  );
}
