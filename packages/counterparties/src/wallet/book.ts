/** The books of a wallet: what was ordered, paid, closed and given back. Amounts in fen. */
import { createHash } from 'node:crypto';
import { type Fen, fen, type Instant } from '@zhijie/kernel';

export type WalletState = 'unknown' | 'waiting' | 'paid' | 'closed';

export type WalletAmounts = {
  readonly total: Fen;
  readonly funds: Fen;
  readonly account: Fen;
  readonly other: Fen;
  readonly cash: Fen;
};

export type WalletOrder = WalletAmounts & {
  readonly reference: string;
  readonly payee: string;
  readonly payeeName: string;
  readonly expiresAt: Instant;
  /** What `authorise` answered: the order is charged at once, or closed. */
  readonly authorisation?: string;
};

export type WalletRefund = WalletAmounts & { readonly reference: string; readonly refundNumber: string };

/** What happened, in its order: the only thing that is kept. */
export type WalletEvent = { readonly at: Instant } & (
  | { readonly kind: 'opened'; readonly order: WalletOrder }
  | { readonly kind: 'paid'; readonly reference: string }
  | { readonly kind: 'closed'; readonly reference: string }
  | { readonly kind: 'refunded'; readonly refund: WalletRefund }
  | { readonly kind: 'signed'; readonly authorisation: string; readonly balance: Fen }
);

/** Status of an order as a wallet shows it (procedures Q-09): the whole, its own part, the insurance. */
export type WalletStatuses = Readonly<
  Record<'mixed' | 'self' | 'insurance', 'created' | 'success' | 'refund' | 'fail'>
>;

export type WalletEntry = {
  readonly order: WalletOrder | null;
  readonly state: WalletState;
  readonly paidAt: Instant | null;
  readonly refunds: readonly WalletRefund[];
};

export type WalletBook = {
  entry(reference: string): WalletEntry;
  open(order: WalletOrder): WalletState;
  /** No payment after it; an order that nobody opened stays closed for ever. */
  close(reference: string): WalletState;
  pay(reference: string): 'paid' | 'too-late' | 'unknown';
  /** A wallet's mistake, for tests: it takes a payment of an order that it has closed. */
  payLate(reference: string): boolean;
  refund(refund: WalletRefund): 'refunded' | 'refused';
  /** What the wallet holds for a payee: paid and not given back. */
  heldFor(payee: string): Fen;
  references(): readonly string[];
  /** The wallet shows this code for a holder who agreed to be charged by code and has so much. */
  sign(code: string, balance: Fen): void;
  /** A word to charge the holder of a code with; null when nobody agreed. */
  authorise(code: string): string | null;
};

type Kept = {
  order: WalletOrder | null;
  state: WalletState;
  paidAt: Instant | null;
  refunds: WalletRefund[];
};

export type BookOptions = {
  readonly now: () => Instant;
  /** What was kept before. */
  readonly events?: readonly WalletEvent[];
  /** Keeps an event before anything follows from it. */
  readonly append?: (event: WalletEvent) => void;
};

/** CASH_ONLY, INSURANCE_ONLY or both, as the order's amounts say. */
export const kindOfOrder = ({ cash, total }: WalletAmounts): 'cash' | 'insurance' | 'mixed' =>
  cash === 0 ? 'insurance' : cash === total ? 'cash' : 'mixed';

const same = (a: WalletRefund, b: WalletRefund): boolean =>
  a.reference === b.reference && a.cash === b.cash && a.funds === b.funds && a.account === b.account;

const refundedOf = (kept: Kept): number => kept.refunds.reduce((sum, { cash }) => sum + cash, 0);

function enter(entries: Map<string, Kept>, event: WalletEvent): void {
  const keptOf = (reference: string): Kept => {
    const known = entries.get(reference) ?? { order: null, state: 'unknown', paidAt: null, refunds: [] };
    entries.set(reference, known);
    return known;
  };
  switch (event.kind) {
    case 'opened':
      Object.assign(keptOf(event.order.reference), { order: event.order, state: 'waiting' });
      break;
    case 'paid':
      Object.assign(keptOf(event.reference), { state: 'paid', paidAt: event.at });
      break;
    case 'closed':
      keptOf(event.reference).state = 'closed';
      break;
    case 'refunded':
      keptOf(event.refund.reference).refunds.push(event.refund);
      break;
    case 'signed':
    // Holders are no orders.
  }
}

/** Whether a refund is known, refused, or to be entered. */
function refundAnswer(kept: Kept | undefined, refund: WalletRefund): 'refunded' | 'refused' | 'new' {
  const known = kept?.refunds.find(({ refundNumber }) => refundNumber === refund.refundNumber);
  if (known !== undefined) return same(known, refund) ? 'refunded' : 'refused';
  if (kept === undefined || kept.order === null) return refund.cash === 0 ? 'refunded' : 'refused';
  const left = kept.state === 'paid' ? kept.order.cash - refundedOf(kept) : 0;
  return refund.cash < 0 || refund.cash > left ? 'refused' : 'new';
}

/** What a holder still has: the balance without what was charged and not given back. */
function spendable(entries: ReadonlyMap<string, Kept>, authorisation: string, balance: number): number {
  const charged = [...entries.values()].filter(
    ({ order, state }) => state === 'paid' && order?.authorisation === authorisation,
  );
  return balance - charged.reduce((sum, kept) => sum + kept.order!.cash - refundedOf(kept), 0);
}

/** The code itself is not kept. */
const authorisationOf = (code: string): string =>
  `AU${createHash('sha256').update(code).digest('hex').slice(0, 40)}`;

const CLOSABLE: readonly WalletState[] = ['unknown', 'waiting'];
const NOBODY: WalletEntry = { order: null, state: 'unknown', paidAt: null, refunds: [] };

/** A book, continued from what was kept before. Every act may be repeated without further effect. */
export function createWalletBook({ now, events = [], append = () => undefined }: BookOptions): WalletBook {
  const entries = new Map<string, Kept>();
  const signed = new Map<string, number>();
  const take = (event: WalletEvent): void => {
    enter(entries, event);
    if (event.kind === 'signed') signed.set(event.authorisation, event.balance);
  };
  for (const event of events) take(event);
  const write = (event: WalletEvent): void => {
    append(event);
    take(event);
  };
  const charge = ({ reference, cash }: WalletOrder, authorisation: string): void => {
    const has = spendable(entries, authorisation, signed.get(authorisation) ?? 0);
    write({ kind: has >= cash ? 'paid' : 'closed', at: now(), reference });
  };
  const stateOf = (reference: string): WalletState => entries.get(reference)?.state ?? 'unknown';
  return {
    entry: (reference) => entries.get(reference) ?? NOBODY,
    open(order) {
      if (stateOf(order.reference) !== 'unknown') return stateOf(order.reference);
      write({ kind: 'opened', at: now(), order });
      if (order.authorisation !== undefined) charge(order, order.authorisation);
      return stateOf(order.reference);
    },
    close(reference) {
      if (CLOSABLE.includes(stateOf(reference))) write({ kind: 'closed', at: now(), reference });
      return stateOf(reference);
    },
    pay(reference) {
      const kept = entries.get(reference);
      if (kept?.state === 'paid') return 'paid';
      if (kept === undefined || kept.order === null) return 'unknown';
      if (kept.state !== 'waiting' || now() >= kept.order.expiresAt) return 'too-late';
      write({ kind: 'paid', at: now(), reference });
      return 'paid';
    },
    payLate: (reference) => {
      const isClosed = stateOf(reference) === 'closed' && entries.get(reference)?.order !== null;
      if (isClosed) write({ kind: 'paid', at: now(), reference });
      return isClosed;
    },
    refund(refund) {
      const answer = refundAnswer(entries.get(refund.reference), refund);
      if (answer !== 'new') return answer;
      write({ kind: 'refunded', at: now(), refund });
      return 'refunded';
    },
    heldFor: (payee) =>
      fen(
        [...entries.values()]
          .filter(({ order, state }) => state === 'paid' && order?.payee === payee)
          .reduce((sum, kept) => sum + kept.order!.cash - refundedOf(kept), 0),
      ),
    references: () => [...entries.keys()],
    sign: (code, balance) =>
      write({ kind: 'signed', at: now(), authorisation: authorisationOf(code), balance }),
    authorise: (code) => (signed.has(authorisationOf(code)) ? authorisationOf(code) : null),
  };
}

/** The three statuses of an entry; the insurance part was settled before the wallet heard of the order. */
export function walletStatuses({ order, state, refunds }: WalletEntry): WalletStatuses {
  const back = refunds.reduce((sum, { cash }) => sum + cash, 0);
  const isInsuranceBack = refunds.some(({ funds, account }) => funds + account > 0);
  const insurance = order === null ? 'created' : isInsuranceBack || state === 'closed' ? 'refund' : 'success';
  const self = state === 'closed' ? 'fail' : back > 0 ? 'refund' : state === 'paid' ? 'success' : 'created';
  const mixed =
    state === 'closed'
      ? 'fail'
      : back > 0 || isInsuranceBack
        ? 'refund'
        : state === 'paid' || order?.cash === 0
          ? 'success'
          : 'created';
  return { mixed, self, insurance };
}
