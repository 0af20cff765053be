import { Button } from 'antd';
import { Empty } from '../../ui/state.tsx';
import type { ProvinceMonth } from './words.ts';

const KINDS = { payment: '付款通知书', collection: '收款通知书' } as const;

/** The nation's notices to this province: figures, words, accounts; printable on A4. */
export function Notices({ view }: { view: ProvinceMonth }) {
  if (view.notices.length === 0)
    return <Empty text="还没有下发通知书。" hint="各省都确认后，由国家平台下发。" />;
  return (
    <>
      <div className="actions">
        <Button onClick={() => window.print()}>打印</Button>
      </div>
      {view.notices.map((notice) => (
        <article className="card notice" key={notice.kind} aria-label={KINDS[notice.kind]}>
          <h3>
            {notice.period} {notice.name} {KINDS[notice.kind]}
          </h3>
          <p>
            下发日期 {notice.issuedOn}　合计 ¥{notice.figures}
          </p>
          <p className="words">{notice.words}</p>
          <ul>
            {notice.lines.map(({ counterparty, name, label, insuranceType, figures, account }) => (
              <li key={`${counterparty}-${insuranceType}`}>
                {name} {label} ¥{figures}
                {account === null ? '' : `；${account.holder}，${account.bank}，${account.number}`}
              </li>
            ))}
          </ul>
        </article>
      ))}
    </>
  );
}
