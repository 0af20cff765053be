/** Three states, always the same three (insurance, own part, whole), then each payment by itself. */
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Money, moneyText } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import type { Bill } from './words.ts';

type Act = NonNullable<AnswerOf<'GET /api/person/bills/{settlementId}/legs'>['act']>;
type Line = { readonly name: string; readonly tone: Tone; readonly label: string; readonly text: string };

const STATUSES: Readonly<Record<Act['statuses']['whole'], readonly [Tone, string]>> = {
  created: ['wait', '待办'],
  success: ['good', '已完成'],
  refund: ['quiet', '已退回'],
  fail: ['stop', '没有成功'],
};

/** Without an act: the funds are certain, the cash is the hospital's to say. */
function withoutAct({ state, settledAt, decision }: Bill): Line[] {
  const { paidInCash } = decision.parts;
  const cash = moneyText(paidInCash);
  if (state === 'reversed')
    return [
      { name: '医保', tone: 'quiet', label: '已退回', text: '医保和个人账户付的钱已经退回。' },
      { name: '自己付的', tone: 'wait', label: '请找医院', text: `交过的 ${cash} 由医院退回。` },
      { name: '整张账单', tone: 'quiet', label: '已撤销', text: '这张账单不再有效。' },
    ];
  const own: Line =
    paidInCash === 0
      ? { name: '自己付的', tone: 'good', label: '不用付', text: '这次不用付现金。' }
      : { name: '自己付的', tone: 'wait', label: '以医院收据为准', text: `${cash} 由医院收取。` };
  return [
    {
      name: '医保',
      tone: 'good',
      label: '已完成',
      text: `${momentText(settledAt)} 已付给医院，不用您垫付。`,
    },
    own,
    { name: '整张账单', tone: 'good', label: '已结算', text: '金额已经确定。' },
  ];
}

function withAct({ statuses, text, left }: Act): Line[] {
  const line = (name: string, status: Act['statuses']['whole'], said: string): Line => {
    const [tone, label] = STATUSES[status];
    return { name, tone, label, text: said };
  };
  const open = left === null || left === 0 ? '' : `还有 ${moneyText(left)} 没有付。`;
  return [
    line('医保', statuses.insurance, ''),
    line('自己付的', statuses.own, open),
    line('整张账单', statuses.whole, text),
  ];
}

const Timeline = ({ lines }: { lines: readonly Line[] }) => (
  <ol className="timeline">
    {lines.map(({ name, tone, label, text }) => (
      <li key={name}>
        <strong>{name}</strong> <Status tone={tone}>{label}</Status>
        {text === '' ? null : <p>{text}</p>}
      </li>
    ))}
  </ol>
);

const Legs = ({ legs }: Pick<Act, 'legs'>) => (
  <ul className="legs">
    {legs
      .filter(({ kind }) => kind !== 'funds')
      .map(({ legId, name, text, amount, reason, page, kind }) => (
        <li key={legId}>
          <span className="fall-head">
            <span>
              {name} <small>{text}</small>
            </span>
            {kind === 'receipt' ? null : <Money fen={amount} />}
          </span>
          {reason === null ? null : <small>{reason}</small>}
          {page === null ? null : <a href={page}>去付款</a>}
        </li>
      ))}
  </ul>
);

export function PaymentTimeline({ bill }: { bill: Bill }) {
  const { settlementId } = bill;
  const legs = useRead('GET /api/person/bills/{settlementId}/legs', { path: { settlementId } });
  return (
    <section className="card" aria-labelledby="legs">
      <h2 id="legs">钱付到哪一步了</h2>
      <Loaded of={legs} what="支付进度">
        {({ act }) => (
          <>
            <Timeline lines={act === null ? withoutAct(bill) : withAct(act)} />
            {act === null ? null : <Legs legs={act.legs} />}
          </>
        )}
      </Loaded>
    </section>
  );
}
