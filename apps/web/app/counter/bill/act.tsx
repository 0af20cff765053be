/** The act of a bill: the whole, each part with its own word, what is next. Only 'paid' is paid. */
import { Status, type Tone } from '../../ui/status.tsx';
import { fenOf, yuanText } from '../../ui/yuan.ts';
import type { Act, Leg } from './types.ts';

const WORDS: Readonly<Record<Act['word'], readonly [tone: Tone, text: string]>> = {
  settling: ['stop', '结果未知'],
  choosing: ['wait', '待选择支付方式'],
  paying: ['info', '支付中'],
  paid: ['good', '全部付清'],
  undoing: ['wait', '退费中'],
  undone: ['quiet', '已全部退回'],
  failed: ['stop', '没有结算成功'],
};
export const wordOf = (word: string): readonly [tone: Tone, text: string] =>
  WORDS[word as Act['word']] ?? ['quiet', word];

type Part = Act['statuses']['whole'];
const PARTS: Readonly<Record<Part, readonly [tone: Tone, text: string]>> = {
  created: ['wait', '待办'],
  success: ['good', '成功'],
  refund: ['quiet', '已退'],
  fail: ['stop', '失败'],
};

const LEGS: Readonly<Record<Leg['state'], Tone>> = {
  planned: 'quiet',
  asked: 'info',
  held: 'info',
  confirming: 'info',
  confirmed: 'good',
  refused: 'stop',
  later: 'wait',
  voiding: 'wait',
  voided: 'quiet',
};

const NAMES: Readonly<Record<Leg['kind'], string>> = {
  funds: '医保（基金和个人账户）',
  insurer: '商业保险',
  family: '亲情账户',
  credit: '信用就医',
  channel: '患者支付',
  receipt: '电子票据',
};

/** A part that is there says 'paid' only when all of them are. */
export function legText({ state, kind, text }: Leg, word: Act['word']): string {
  if (state !== 'confirmed' || word === 'paid') return text;
  if (word === 'undoing') return kind === 'receipt' ? '待冲红' : '待退回';
  return kind === 'receipt' ? text : '成功';
}

export const legName = ({ kind, name }: Pick<Leg, 'kind' | 'name'>): string =>
  kind === 'funds' || kind === 'receipt' || name === '' ? NAMES[kind] : name;

function Legs({ act }: { act: Act }) {
  return (
    <table className="legs">
      <caption>每一部分</caption>
      <thead>
        <tr>
          <th scope="col">付款方</th>
          <th scope="col" className="end">
            金额
          </th>
          <th scope="col">状态</th>
          <th scope="col">说明</th>
        </tr>
      </thead>
      <tbody>
        {act.legs.map((leg) => (
          <tr key={leg.legId}>
            <th scope="row">{legName(leg)}</th>
            <td className="end money">{leg.kind === 'receipt' ? '' : yuanText(leg.amount)}</td>
            <td>
              <Status tone={act.word === 'undoing' && leg.state === 'confirmed' ? 'wait' : LEGS[leg.state]}>
                {legText(leg, act.word)}
              </Status>
            </td>
            <td>
              {leg.reason === null ? null : <span>{leg.reason.text}</span>}
              {leg.slipId === null ? null : (
                <span className="quiet">
                  {leg.kind === 'receipt' ? '票据' : '赔付单'} {leg.slipId}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the person is to pay now, or is to get back. */
export function dueOf(act: Act): { readonly label: string; readonly amount: string | null } {
  if (act.next?.is === 'hand-back') return { label: '请退还现金', amount: act.next.amount };
  if (act.word === 'paid') return { label: '全部付清', amount: act.total };
  if (act.word === 'undone') return { label: '已全部退回', amount: '0.00' };
  if (act.word === 'failed') return { label: '没有收款', amount: '0.00' };
  if (act.word === 'settling') return { label: '结算中，还没有收款', amount: null };
  if (act.word === 'undoing') return { label: '正在退回', amount: act.total };
  return { label: '个人还应付', amount: unpaid(act) };
}

/** Asked of a channel is not there yet. */
export function unpaid(act: Act): string | null {
  if (act.rest === null) return null;
  const waiting = act.legs.find(
    ({ kind, state }) => kind === 'channel' && (state === 'held' || state === 'asked'),
  );
  return waiting !== undefined && fenOf(act.left) === 0 ? waiting.asked : act.left;
}

export function ActPanel({ act }: { act: Act }) {
  const { statuses, next, deadline, undoneFor } = act;
  const [tone, text] = wordOf(act.word);
  return (
    <section className="act" aria-label="收费">
      <p className="act-word" role="status">
        <Status tone={tone}>{text}</Status> {act.text === text ? null : <span>{act.text}</span>}
      </p>
      <dl className="three">
        {(
          [
            ['医保', statuses.insurance],
            ['患者', statuses.own],
            ['整笔', statuses.whole],
          ] as const
        ).map(([label, status]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Status tone={PARTS[status][0]}>{PARTS[status][1]}</Status>
            </dd>
          </div>
        ))}
      </dl>
      {undoneFor === null ? null : <p>原因：{undoneFor}</p>}
      {next === null ? null : (
        <p>
          下一步：{next.text}
          {deadline === null ? '' : `（${deadline.slice(11)} 前）`}
        </p>
      )}
      <Legs act={act} />
    </section>
  );
}

/** Where the person pays by phone, as a picture to scan. */
export function PayPicture({ page }: { page: string }) {
  return (
    <figure className="pay-picture">
      <img src={`/api/counter/qr.svg?text=${encodeURIComponent(page)}`} alt="患者付款的二维码" />
      <figcaption>请患者用手机扫码付款</figcaption>
    </figure>
  );
}

export const payPageOf = (act: Act): string | null =>
  act.legs.find(({ page }) => page !== null)?.page ?? null;
