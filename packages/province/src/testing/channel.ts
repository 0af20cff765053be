/** Test support: a place where people pay, in memory, that may be silent, slow to tell, or refuse. */
import { assert, type Fen } from '@zhijie/kernel';
import {
  type ChannelOrder,
  type ChannelRefund,
  ChannelSilent,
  type ChannelState,
  type PaymentChannel,
} from '../care/payment-order/channel.ts';

type Kept = { order: ChannelOrder | null; state: ChannelState; refunds: Map<string, ChannelRefund> };

export type TestChannel = PaymentChannel & {
  readonly orders: ReadonlyMap<string, Kept>;
  /** As long as it is true nobody hears anything; what is asked happens nevertheless where `acts`. */
  isSilent: boolean;
  acts: boolean;
  refusesRefunds: boolean;
  /** Who agreed to be charged by code, and what they have, fen. */
  readonly signed: Map<string, number>;
  /** The payer pays. False when the order cannot be paid any more. */
  pay(reference: string): boolean;
  /** The channel takes a payment of an order that it has closed. */
  payLate(reference: string): void;
  /** The payer gives up. */
  giveUp(reference: string): void;
  /** Fen that the channel holds of an order for the hospital. */
  held(reference: string): Fen;
};

export function testChannel(now: () => number): TestChannel {
  const orders = new Map<string, Kept>();
  const keptOf = (reference: string): Kept => {
    const kept = orders.get(reference) ?? { order: null, state: 'unknown', refunds: new Map() };
    orders.set(reference, kept);
    return kept;
  };
  const charged = ({ authorisation, cash }: ChannelOrder): ChannelState | null => {
    if (authorisation === undefined) return null;
    return (channel.signed.get(authorisation.replace('charge:', '')) ?? 0) >= cash ? 'paid' : 'closed';
  };
  const heard = <T>(act: () => T): Promise<T> => {
    if (channel.isSilent && !channel.acts) return Promise.reject(new ChannelSilent('silent'));
    const answer = act();
    return channel.isSilent ? Promise.reject(new ChannelSilent('silent')) : Promise.resolve(answer);
  };
  const channel: TestChannel = {
    orders,
    isSilent: false,
    acts: false,
    refusesRefunds: false,
    signed: new Map(),
    authorise: (code) => heard(() => (channel.signed.has(code) ? `charge:${code}` : null)),
    pageOf: (reference) => `http://127.0.0.1:1/pay/${reference}`,
    open: (order) =>
      heard(() => {
        const kept = keptOf(order.reference);
        if (kept.state === 'unknown') Object.assign(kept, { order, state: charged(order) ?? 'waiting' });
        return kept.state;
      }),
    query: (reference) => heard(() => orders.get(reference)?.state ?? 'unknown'),
    close: (reference) =>
      heard(() => {
        const kept = keptOf(reference);
        if (kept.state !== 'paid') kept.state = 'closed';
        return kept.state;
      }),
    refund: (refund) =>
      heard(() => {
        if (channel.refusesRefunds) return 'refused';
        const kept = keptOf(refund.reference);
        assert(refund.cash === 0 || kept.state === 'paid', 'only what was paid is given back');
        kept.refunds.set(refund.refundNumber, refund);
        return 'refunded';
      }),
    pay(reference) {
      const kept = orders.get(reference);
      if (kept?.state !== 'waiting' || now() >= kept.order!.expiresAt) return false;
      kept.state = 'paid';
      return true;
    },
    payLate(reference) {
      keptOf(reference).state = 'paid';
    },
    giveUp(reference) {
      keptOf(reference).state = 'closed';
    },
    held(reference) {
      const kept = orders.get(reference);
      if (kept?.state !== 'paid') return 0 as Fen;
      const back = [...kept.refunds.values()].reduce((sum, { cash }) => sum + cash, 0);
      return (kept.order!.cash - back) as Fen;
    },
  };
  return channel;
}
