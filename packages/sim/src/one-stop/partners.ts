/** Those outside who pay: wallet, bank and insurers, each with a book of its own, behind lines that fail. */
import {
  type CreditBook,
  type CreditEvent,
  createCreditBook,
  createInsurerBook,
  createWalletBook,
  type InsurerBook,
  type WalletBook,
} from '@zhijie/counterparties';
import { sign, toBase64Url } from '@zhijie/crypto';
import type { CallCore } from '@zhijie/insurer';
import { fen, rate } from '@zhijie/kernel';
import { BankSilent, ChannelSilent, type CreditBank, type PaymentChannel } from '@zhijie/province';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { INSURER_KEYS, INSURERS } from './place.ts';

export type Partners = {
  readonly wallet: WalletBook;
  readonly bank: CreditBook;
  readonly insurers: ReadonlyMap<string, InsurerBook>;
  channelFor(process: Process): PaymentChannel;
  bankFor(process: Process): CreditBank;
  insurersFor(process: Process): CallCore;
};

const PATIENCE_MS = 5_000;
const SLOWER_THAN_ANYBODY_MS = 60_000;
/** The counter waits three seconds for an insurer, the insurers' node five: an answer may fall in between. */
const LATEST_ANSWER_MS = 8_000;
const LONGEST_OUTAGE_MS = 60_000;

/** Somebody outside: does what arrives, when it is up; of two answers the first to arrive is read. */
type Place = { readonly name: string; downUntil: number };

type Call<T> = {
  readonly place: Place;
  readonly act: string;
  readonly work: () => T;
  readonly silent: () => Error;
};

function travel(world: World, arrival: () => void, extraMs = 0): void {
  world.travelling++;
  world.loop.after(1 + world.timing.below(30) + extraMs, () => {
    world.travelling--;
    arrival();
  });
}

/** One question. Silence after five seconds says nothing of what was done. */
function call<T>(world: World, own: Process, { place, act, work, silent }: Call<T>): Promise<T> {
  const name = `${place.name} ${act}`;
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const once = (end: () => void) => {
      if (isOver || !own.isAlive()) return;
      isOver = true;
      cancel();
      end();
    };
    const cancel = world.loop.after(PATIENCE_MS, () => once(() => reject(silent())));
    if (world.occurs('partnerDown', name))
      place.downUntil = world.loop.now() + world.timing.below(LONGEST_OUTAGE_MS);
    const arrive = (isFirst: boolean) => () => {
      if (world.loop.now() < place.downUntil) return world.note(`${name} finds nobody`);
      world.note(`${name}${isFirst ? '' : ' again'}`);
      const answer = work();
      if (world.occurs('partnerLost', `${name} answer`)) return;
      const isLate = world.occurs('partnerLate', `${name} answer`);
      const extraMs = isLate ? world.timing.below(LATEST_ANSWER_MS) : 0;
      travel(world, () => once(() => resolve(answer)), extraMs);
    };
    const lateMs = () => (world.occurs('partnerSlow', name) ? world.timing.below(SLOWER_THAN_ANYBODY_MS) : 0);
    if (!world.occurs('partnerLost', name)) travel(world, arrive(true), lateMs());
    if (world.occurs('partnerTwice', name)) travel(world, arrive(false), lateMs());
  });
}

/** How often a wallet calls back about a payment that it took after it had said "closed". */
const CALLS_BACK = 60;
const CALLS_BACK_EVERY_MS = 20_000;

function walletAt(world: World, callBack: (reference: string) => void) {
  const book = createWalletBook({ now: world.loop.now });
  const place: Place = { name: 'wallet', downUntil: 0 };
  const insist = (reference: string, times: number): void => {
    if (times === 0 || book.entry(reference).refunds.length > 0) return;
    callBack(reference);
    world.loop.after(CALLS_BACK_EVERY_MS, () => insist(reference, times - 1));
  };
  const close = (reference: string) => {
    const before = book.entry(reference).state;
    const said = book.close(reference);
    if (before === 'waiting' && world.occurs('paidAfterClose', reference))
      world.loop.after(1 + world.timing.below(15_000), () => {
        world.note(`wallet takes ${reference} after it was closed`);
        if (book.payLate(reference)) insist(reference, CALLS_BACK);
      });
    return said;
  };
  const channelFor = (own: Process): PaymentChannel => {
    const at = <T>(act: string, work: () => T) =>
      call(world, own, { place, act, work, silent: () => new ChannelSilent('silent') });
    return {
      authorise: async () => null,
      pageOf: (reference) => `sim:${reference}`,
      open: (order) => at(`open ${order.reference}`, () => book.open(order)),
      query: (reference) => at(`query ${reference}`, () => book.entry(reference).state),
      close: (reference) => at(`close ${reference}`, () => close(reference)),
      refund: (refund) => at(`refund ${refund.reference}`, () => book.refund(refund)),
    };
  };
  return { book, channelFor };
}

function bankAt(world: World, events: readonly CreditEvent[]) {
  const book = createCreditBook({ name: 'B', now: world.loop.now, events });
  const place: Place = { name: 'bank', downUntil: 0 };
  const bankFor = (own: Process): CreditBank => {
    const at = <T>(act: string, work: () => T) =>
      call(world, own, { place, act, work, silent: () => new BankSilent('silent') });
    return {
      open: (opening) => at('open', () => book.open(opening)),
      reserve: (reservation) => at(`reserve ${reservation.reference}`, () => book.reserve(reservation)),
      debit: (reference) =>
        at(`debit ${reference}`, () => book.debit(reference, world.occurs('bankTwice', reference))),
      cancel: (reference) => at(`cancel ${reference}`, () => book.cancel(reference)),
      query: (reference) => at(`query ${reference}`, () => book.query(reference)),
      repay: (repayment) => at('repay', () => book.repay(repayment)),
      correct: (reference) => at(`correct ${reference}`, () => void book.correct(reference)),
      entries: (after) => at('entries', () => book.entries(after)),
    };
  };
  return { book, bankFor };
}

/** Half of what is left from the first yuan on, by the insurer's own reckoning. */
const OWN_RULE = {
  product: 'demo-b-2026',
  title: '示例百万医疗（虚构）',
  deductible: fen(0),
  ratio: rate(5000),
  cap: fen(50_000_000),
};

const halved = (paid: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(paid).map(([name, amount]) => [name, Math.ceil(amount / 2)]));

function insurersAt(world: World) {
  const books = new Map<string, InsurerBook>(
    INSURERS.map(({ insurer }) => [
      insurer,
      createInsurerBook({ insurer, products: [OWN_RULE], now: world.loop.now }),
    ]),
  );
  const places = new Map<string, Place>(
    INSURERS.map(({ insurer }) => [insurer, { name: insurer, downUntil: 0 }]),
  );
  const answered = new Set<string>();
  const decide = (book: InsurerBook, question: Parameters<InsurerBook['answer']>[0]) => {
    const { questionId } = question;
    const first = book.answer(question);
    const isOther = answered.has(questionId) && world.occurs('insurerTwoMinds', questionId);
    answered.add(questionId);
    return isOther ? { ...first, paid: halved(first.paid) } : first;
  };
  const answer = (book: InsurerBook, path: string, body: object): string => {
    if (path === '/asks') {
      const text = JSON.stringify(decide(book, body as Parameters<InsurerBook['answer']>[0]));
      return JSON.stringify({ text, signature: toBase64Url(sign(INSURER_KEYS.privateKey, text)) });
    }
    if (path === '/payments') book.take(body as Parameters<InsurerBook['take']>[0]);
    return JSON.stringify({ outcome: 'taken' });
  };
  const insurersFor =
    (own: Process): CallCore =>
    (endpoint, path, body) => {
      const insurer = new URL(endpoint).pathname.slice(1);
      const question = call(world, own, {
        place: places.get(insurer)!,
        act: path,
        work: () => answer(books.get(insurer)!, path, body),
        silent: () => new Error('silent'),
      });
      return question.catch(() => null);
    };
  return { books, insurersFor };
}

/** Books and lines of one run. `callBack`: the wallet tells the hospital's node that something happened. */
export function createPartners(
  world: World,
  of: { readonly bankEvents: readonly CreditEvent[]; readonly callBack: (reference: string) => void },
): Partners {
  const wallet = walletAt(world, of.callBack);
  const bank = bankAt(world, of.bankEvents);
  const insurers = insurersAt(world);
  return {
    wallet: wallet.book,
    bank: bank.book,
    insurers: insurers.books,
    channelFor: wallet.channelFor,
    bankFor: bank.bankFor,
    insurersFor: insurers.insurersFor,
  };
}
