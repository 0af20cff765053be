import {
  type BankStatement,
  closingOf,
  type Direction,
  readTransferOrder,
  type StatementEntry,
  type TransferOrder,
  writeStatement,
} from '@zhijie/iso20022';
import {
  addDays,
  type CalendarDate,
  createRandom,
  dateOf,
  type Fen,
  fen,
  type Instant,
  ok,
  type Random,
  type Refusal,
  type Result,
  refuse,
  totalFen,
} from '@zhijie/kernel';

/** What a bank does with a payment besides executing it at once; chances in 1/10 000. */
export type BankHabits = {
  readonly delays: number;
  readonly splits: number;
  readonly returns: number;
  readonly duplicates: number;
};
export const HONEST: BankHabits = { delays: 0, splits: 0, returns: 0, duplicates: 0 };

/** What it does with one payment. */
export type Fate = 'pay' | 'delay' | 'split' | 'return' | 'duplicate';

/** `isSecond`: the bank executed one payment again, and knows it. */
type Booking = StatementEntry & { readonly account: string; readonly isSecond?: boolean };
type Due = Booking & { readonly on: CalendarDate };
type Account = { readonly number: string; readonly openedWith: number; statements: number; told: number };

export type Bank = {
  /** Opens an account with a balance, fen. */
  open(number: string, balance: number): void;
  balanceOf(number: string): number;
  /** Takes an order (pain.001), once per message id; the same again is the same answer. */
  order(text: string): Result<{ readonly messageId: string; readonly transfers: number }>;
  /** Money that comes or goes without an order of the account's owner: an allocation, a charge. */
  move(
    number: string,
    movement: {
      readonly direction: Direction;
      readonly amount: Fen;
      readonly information: string;
      readonly isCharge?: boolean;
      readonly counterpartyAccount?: string;
    },
  ): void;
  /** The bank finds that it paid twice, and takes it back. */
  correctDuplicates(): number;
  /** Executes what is due and states what was booked since the last statement (camt.053). */
  statement(number: string): Result<string>;
};

export type BankOptions = {
  readonly name: string;
  readonly seed: number | string;
  readonly now: () => Instant;
  readonly habits?: BankHabits;
  /** Decides instead of chance, e.g. in a story. */
  readonly fateOf?: (endToEndId: string, position: number) => Fate;
};

/** Of a booking that no order is behind. */
const PLAIN = {
  endToEndId: null,
  returnReason: null,
  isCharge: false,
  counterparty: null,
  counterpartyAccount: null,
} as const;

/** A bank with a book of its own: it delays, splits, returns and duplicates payments as its seed says. */
export function createBank(options: BankOptions): Bank {
  const { now, habits = HONEST } = options;
  const random = createRandom(options.seed);
  const accounts = new Map<string, Account>();
  const orders = new Map<string, string>();
  const booked: Booking[] = [];
  const due: Due[] = [];
  let references = 0;
  const reference = (): string => {
    references += 1;
    return `${options.name}${String(references).padStart(8, '0')}`;
  };
  const book = (booking: Booking): void => void booked.push(booking);
  const fateOf = options.fateOf ?? (() => drawFate(random, habits));

  const balanceOf = (number: string): number => {
    const own = booked.filter(({ account }) => account === number);
    return closingOf({ opening: totalFen(accounts.get(number)?.openedWith ?? 0), entries: own });
  };
  const executeDue = (): void => {
    const today = dateOf(now());
    for (const { on, ...booking } of due.splice(0)) {
      if (on > today) due.push({ on, ...booking });
      else book({ ...booking, bookedOn: today });
    }
  };
  return {
    open: (number, balance) =>
      void accounts.set(number, { number, openedWith: balance, statements: 0, told: 0 }),
    balanceOf,
    order(text) {
      const read = readTransferOrder(text);
      if (!read.ok) return read;
      const { value: order } = read;
      const { messageId, debtor, transfers } = order;
      if (!accounts.has(debtor.account)) return refuse('account-unknown', { field: 'DbtrAcct' });
      const known = orders.get(messageId);
      if (known !== undefined && known !== text) return refuse('order-differs', { field: 'MsgId' });
      if (known === undefined) {
        orders.set(messageId, text);
        const today = dateOf(now());
        due.push(...transfers.flatMap((_, at) => executed(order, at, fateOf, { today, reference })));
      }
      executeDue();
      return ok({ messageId, transfers: transfers.length });
    },
    move: (account, movement) =>
      book({ ...PLAIN, ...movement, account, bankReference: reference(), bookedOn: dateOf(now()) }),
    correctDuplicates: () => correct(booked, book, { bookedOn: dateOf(now()), reference }),
    statement(number) {
      const account = accounts.get(number);
      if (account === undefined) return refuse('account-unknown', { field: 'account' });
      executeDue();
      return ok(writeStatement(nextStatement(account, booked, now())));
    },
  };
}

function drawFate(random: Random, { delays, splits, returns, duplicates }: BankHabits): Fate {
  const drawn = random.below(10_000);
  const fates = [
    ['delay', delays],
    ['split', splits],
    ['return', returns],
    ['duplicate', duplicates],
  ] as const;
  let until = 0;
  for (const [fate, chance] of fates) {
    until += chance;
    if (drawn < until) return fate;
  }
  return 'pay';
}

/** A bank returns money when it cannot find the payee's account (ISO 20022, external code). */
const NO_ACCOUNT = 'AC01';
/** It took back what it had paid twice. */
const PAID_TWICE = 'DUPL';

function executed(
  { debtor, transfers }: TransferOrder,
  position: number,
  fateOf: (endToEndId: string, position: number) => Fate,
  { today, reference }: { readonly today: CalendarDate; readonly reference: () => string },
): Due[] {
  const { endToEndId, amount, creditor, remittance } = transfers[position]!;
  const one = (of: Partial<Due>): Due => ({
    account: debtor.account,
    bankReference: reference(),
    direction: 'out',
    amount,
    bookedOn: today,
    on: today,
    endToEndId,
    returnReason: null,
    isCharge: false,
    counterparty: creditor.name,
    counterpartyAccount: creditor.account,
    information: remittance,
    ...of,
  });
  const first = fen(Math.floor(amount / 2));
  switch (fateOf(endToEndId, position)) {
    case 'delay':
      return [one({ on: addDays(today, 1) })];
    case 'split':
      return first === 0 ? [one({})] : [one({ amount: first }), one({ amount: fen(amount - first) })];
    case 'return':
      return [one({}), one({ direction: 'in', returnReason: NO_ACCOUNT })];
    case 'duplicate':
      return [one({}), one({ isSecond: true })];
    case 'pay':
      return [one({})];
  }
}

/** Money in for every payment that was executed again and is not corrected yet. */
function correct(
  booked: readonly Booking[],
  book: (booking: Booking) => void,
  { bookedOn, reference }: { readonly bookedOn: CalendarDate; readonly reference: () => string },
): number {
  const corrected = new Set(
    booked.flatMap(({ returnReason, endToEndId }) => (returnReason === PAID_TWICE ? [endToEndId] : [])),
  );
  const wrong = booked.filter(({ isSecond, endToEndId }) => isSecond === true && !corrected.has(endToEndId));
  for (const { isSecond: _, ...each } of wrong)
    book({ ...each, bankReference: reference(), direction: 'in', returnReason: PAID_TWICE, bookedOn });
  return wrong.length;
}

function nextStatement(account: Account, booked: readonly Booking[], at: Instant): BankStatement {
  const own = booked.filter((booking) => booking.account === account.number);
  const before = own.slice(0, account.told);
  const entries = own.slice(account.told).map(({ account: _a, isSecond: _s, ...entry }) => entry);
  const opening = closingOf({ opening: totalFen(account.openedWith), entries: before });
  account.told = own.length;
  account.statements += 1;
  const on = dateOf(at);
  return {
    statementId: `${account.number.slice(-8)}-${account.statements}`,
    sequence: account.statements,
    createdAt: at,
    account: account.number,
    from: on,
    until: on,
    opening,
    closing: closingOf({ opening, entries }),
    entries,
  };
}

/** Why a bank does not take something, for whoever asked over HTTP. */
export const bankRefusalText = ({ code, field = '' }: Refusal): string => `${code} ${field}`.trim();
