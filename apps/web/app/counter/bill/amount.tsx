import { yuanText } from '../../ui/yuan.ts';
import { dueOf } from './act.tsx';
import { type Act, isOver, type Quote, type Visit } from './types.ts';

function Figure({
  label,
  text,
  note,
  tone = '',
}: {
  label: string;
  text: string;
  note?: string;
  tone?: string;
}) {
  return (
    <div className={`amount ${tone}`} role="status">
      <p>{label}</p>
      <p className="amount-figure money">{text}</p>
      {note === undefined ? null : <p className="quiet">{note}</p>}
    </div>
  );
}

type Props = { readonly visit: Visit | null; readonly act: Act | null; readonly quote: Quote | null };

/** The big figure of the side: what to take, to give back, or what it would be. */
export function Amount({ visit, act, quote }: Props) {
  if (act !== null) {
    const { label, amount } = dueOf(act);
    const tone = act.word === 'paid' ? 'amount-good' : isOver(act) ? '' : 'amount-due';
    const note = act.total === null ? '' : `总额 ${yuanText(act.total)} · 个人部分 ${yuanText(act.rest)}`;
    return <Figure label={label} text={yuanText(amount)} note={note} tone={tone} />;
  }
  if (quote !== null) {
    const { total, funds, account, cash } = quote;
    const note = `总额 ${yuanText(total)} · 基金 ${yuanText(funds)} · 个人账户 ${yuanText(account)}`;
    return <Figure label="预计个人应付（预结算，未生效）" text={yuanText(cash)} note={note} />;
  }
  return <Figure label="费用合计" text={visit === null ? '—' : yuanText(visit.total)} />;
}
