/** Who pays what is left: insurers, family, credit by number; the rest in cash or by phone. */
import { maxFen, minFen, subtractFen, ZERO_FEN } from '@zhijie/kernel';
import { useEffect, useState } from 'react';
import { useRead } from '../../api/use.ts';
import { moneyText } from '../../ui/money.tsx';
import { Loading, Problem } from '../../ui/state.tsx';
import { fenOf, yuanText } from '../../ui/yuan.ts';
import type { Act, Method, Offer, Offers } from './types.ts';

type Channel = 'cash' | 'wallet';
type Chosen = { readonly payers: readonly string[]; readonly channel: Channel };

const keyOf = ({ kind, payer }: Offer): string => `${kind} ${payer}`;

/** What is left for the channel after the chosen payers, each up to what it offers. */
export function restOf({ left, offers }: Offers, payers: readonly string[]) {
  const chosen = offers.filter((offer) => payers.includes(keyOf(offer)));
  return chosen.reduce((rest, { amount }) => subtractFen(rest, minFen(rest, fenOf(amount))), fenOf(left));
}

function methodsOf(offers: Offers, { payers, channel }: Chosen): Method[] {
  const chosen: Method[] = offers.offers
    .filter((offer) => payers.includes(keyOf(offer)))
    .map(({ kind, payer, name }) => ({ kind, payer, name }));
  const isCovered = restOf(offers, payers) === 0 && chosen.length > 0;
  return isCovered ? chosen : [...chosen, { kind: 'channel', payer: channel }];
}

/** The channel that the person is asked to pay through now. */
const waitingChannel = (act: Act): Channel | null =>
  act.legs.some(({ kind, payer, state }) => kind === 'channel' && payer === 'wallet' && state === 'held')
    ? 'wallet'
    : null;

/** The offers of an act that waits for a choice, and what is chosen of them. */
export function usePayers(act: Act | null) {
  const isOpen = act !== null && (act.word === 'choosing' || (act.word === 'paying' && fenOf(act.left) > 0));
  const path = { providerId: act?.providerId ?? '', actId: act?.actId ?? '' };
  const query = useRead('GET /api/agency/acts/{providerId}/{actId}/offers', { path }, { isEnabled: isOpen });
  const [chosen, setChosen] = useState<Chosen>({ payers: [], channel: 'cash' });
  const actId = act?.actId;
  const offers = isOpen ? query.data : undefined;
  const asked = act === null ? null : waitingChannel(act);
  // An insurer that would pay does so unless it is taken out; family and credit are the person's to say. What
  // the person is already asked for stays chosen.
  useEffect(() => {
    const insurers = (offers?.offers ?? []).filter(
      ({ kind, obstacle }) => kind === 'insurer' && obstacle === null,
    );
    setChosen({ payers: insurers.map(keyOf), channel: asked ?? 'cash' });
  }, [offers, asked]);
  const payable = (offers?.offers ?? []).filter(({ obstacle }) => obstacle === null);
  const channels = offers?.channels ?? [];
  /** By its number on the list: payers first, then the channels. */
  const choose = (number: number): boolean => {
    const offer = payable[number - 1];
    const channel = channels[number - 1 - payable.length];
    if (offer !== undefined) {
      const key = keyOf(offer);
      const { payers } = chosen;
      const next = payers.includes(key) ? payers.filter((each) => each !== key) : [...payers, key];
      setChosen({ ...chosen, payers: next });
    } else if (channel !== undefined) setChosen({ ...chosen, channel: channel.payer });
    return offer !== undefined || channel !== undefined;
  };
  const fallback: Offers | null =
    isOpen && query.error !== null
      ? { left: act.left ?? '0', offers: [], channels: [{ kind: 'channel', payer: 'cash', name: '现金' }] }
      : null;
  const usable = offers ?? fallback;
  return {
    key: actId,
    isOpen,
    query,
    chosen,
    choose,
    payable,
    channels: usable?.channels ?? channels,
    obstacles: (offers?.offers ?? []).filter(({ obstacle }) => obstacle !== null),
    rest: usable == null ? null : restOf(usable, chosen.payers),
    /** Null when this is what the person is asked for already. */
    methods:
      usable == null || (asked === chosen.channel && chosen.payers.length === 0)
        ? null
        : methodsOf(usable, chosen),
    label: asked === null ? (chosen.channel === 'cash' ? '收款' : '请患者付款') : '改用所选方式',
  };
}
export type Payers = ReturnType<typeof usePayers>;

/** Money given and money back, for cash. */
function Change({ due }: { due: number }) {
  const [given, setGiven] = useState('');
  const back = maxFen(ZERO_FEN, subtractFen(fenOf(given), due as typeof ZERO_FEN));
  return (
    <p className="change">
      <label htmlFor="given">实收现金</label>
      <input
        id="given"
        className="plain-input"
        inputMode="decimal"
        value={given}
        onChange={({ target }) => setGiven(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          document.getElementById('scan')?.focus();
        }}
      />
      <output>{fenOf(given) >= due && given !== '' ? `找零 ${moneyText(back)}` : ''}</output>
    </p>
  );
}

export function PayersPanel({ payers }: { payers: Payers }) {
  const { query, chosen, payable, channels, obstacles, rest } = payers;
  if (query.data === undefined && query.error === null) return <Loading what="支付方式" />;
  return (
    <section className="payers" aria-label="由谁付">
      <h2>由谁付</h2>
      {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
      <ol className="payer-list">
        {payable.map((offer, index) => (
          <li key={keyOf(offer)}>
            <button
              type="button"
              className="payer"
              aria-pressed={chosen.payers.includes(keyOf(offer))}
              onClick={() => payers.choose(index + 1)}
            >
              <kbd>{index + 1}</kbd> <span>{offer.name}</span>
              <span className="money">{yuanText(offer.amount)}</span>
            </button>
          </li>
        ))}
        {channels.map(({ payer, name }, index) => (
          <li key={payer}>
            <button
              type="button"
              className="payer"
              aria-pressed={rest !== 0 && chosen.channel === payer}
              onClick={() => payers.choose(payable.length + index + 1)}
            >
              <kbd>{payable.length + index + 1}</kbd> <span>{name}</span>
              <span className="money">
                {rest !== null && chosen.channel === payer && rest > 0 ? moneyText(rest) : ''}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {obstacles.map((offer) => (
        <p key={keyOf(offer)} className="quiet">
          {offer.name}：{offer.obstacle}
        </p>
      ))}
      <p className="quiet">在读码框里按数字再回车即可选择。</p>
      {chosen.channel === 'cash' && rest !== null && rest > 0 ? <Change due={rest} /> : null}
    </section>
  );
}
