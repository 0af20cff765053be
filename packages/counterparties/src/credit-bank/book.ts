import { type Fen, fen, type Instant, minFen } from '@zhijie/kernel';

/** What the bank knows of one debit under its customer's reference. */
export type DebitState = 'absent' | 'reserved' | 'debited' | 'cancelled' | 'refused';
export type DebitAnswer = { readonly state: DebitState; readonly amount: Fen };

export type Contract = {
  readonly reference: string;
  readonly contract: string;
  readonly product: string;
  readonly limit: Fen;
};

export type Reservation = {
  readonly reference: string;
  readonly contract: string;
  readonly amount: Fen;
  readonly payee: string;
  readonly until: Instant;
};

/**
 * A line of the bank's book. A `debit` is owed by the holder of the contract and paid to the payee; `return`
 * and `correction` take it back from the payee; a `payout` goes to the holder, because more came back than
 * was owed.
 */
export type CreditEntry = {
  readonly sequence: number;
  readonly kind: 'debit' | 'return' | 'repayment' | 'payout' | 'correction';
  readonly reference: string;
  readonly contract: string;
  readonly payee: string | null;
  readonly amount: Fen;
  readonly at: Instant;
};

export type CreditEvent =
  | { readonly kind: 'opened'; readonly contract: Contract }
  | { readonly kind: 'reserved'; readonly reservation: Reservation; readonly state: 'reserved' | 'refused' }
  | { readonly kind: 'moved'; readonly reference: string; readonly to: 'debited' | 'cancelled' }
  | { readonly kind: 'booked'; readonly entry: CreditEntry };

export type Opening = { readonly reference: string; readonly product: string; readonly limit: Fen };
export type BankRepayment = { readonly reference: string; readonly contract: string; readonly amount: Fen };

export type CreditBook = {
  /** Agrees to a line of at most what was asked; null: it does not. Asked again, the same. */
  open(opening: Opening): Contract | null;
  reserve(reservation: Reservation): DebitAnswer;
  /** `isTwice`: the bank's own mistake, it executes one debit again. */
  debit(reference: string, isTwice?: boolean): DebitAnswer;
  cancel(reference: string): DebitAnswer;
  query(reference: string): DebitAnswer;
  repay(repayment: BankRepayment): 'repaid' | 'refused';
  /** Takes back what it debited more than once under a reference; answers how much. */
  correct(reference: string): Fen;
  entries(after: number): readonly CreditEntry[];
  /** What the holder of a contract owes. */
  owedOf(contract: string): Fen;
  /** What the bank has paid an institution, less what it took back. */
  paidTo(payee: string): Fen;
};

export type CreditBookOptions = {
  readonly name: string;
  readonly now: () => Instant;
  /** What it grants of what is asked; all of it unless told, zero: nothing. */
  readonly grant?: (opening: Opening) => Fen;
  readonly events?: readonly CreditEvent[];
  readonly append?: (event: CreditEvent) => void;
};

type Debit = Reservation & { state: Exclude<DebitState, 'absent'> };
type Books = {
  readonly contracts: Map<string, Contract>;
  readonly debits: Map<string, Debit>;
  readonly entries: CreditEntry[];
};

const NOTHING: Reservation = {
  reference: '',
  contract: '',
  amount: fen(0),
  payee: '',
  until: 0 as Instant,
};

function enter({ contracts, debits, entries }: Books, event: CreditEvent): void {
  switch (event.kind) {
    case 'opened':
      contracts.set(event.contract.contract, event.contract);
      break;
    case 'reserved':
      debits.set(event.reservation.reference, { ...event.reservation, state: event.state });
      break;
    case 'moved': {
      const known = debits.get(event.reference) ?? { ...NOTHING, reference: event.reference };
      debits.set(event.reference, { ...known, state: event.to });
      break;
    }
    case 'booked':
      entries.push(event.entry);
  }
}

const SIGNS = { debit: 1, return: -1, correction: -1, repayment: 0, payout: 0 } as const;
const PAGE = 500;

/** What the entries make, fen. */
function figuresOf(entries: readonly CreditEntry[]) {
  const sum = (wanted: (entry: CreditEntry) => boolean, sign: (entry: CreditEntry) => number): Fen =>
    fen(entries.reduce((total, entry) => (wanted(entry) ? total + sign(entry) * entry.amount : total), 0));
  return {
    netOf: (reference: string): Fen =>
      sum(
        (entry) => entry.reference === reference,
        ({ kind }) => SIGNS[kind],
      ),
    owedOf: (contract: string): Fen =>
      sum(
        (entry) => entry.contract === contract,
        ({ kind }) => (kind === 'repayment' ? -1 : kind === 'payout' ? 1 : SIGNS[kind]),
      ),
    paidTo: (payee: string): Fen =>
      sum(
        (entry) => entry.payee === payee,
        ({ kind }) => SIGNS[kind],
      ),
  };
}

/** The books with their pen. */
type Desk = Books & {
  readonly now: () => Instant;
  readonly figures: ReturnType<typeof figuresOf>;
  write(event: CreditEvent): void;
  /** Money that comes back or in: the debt first, what exceeds it to the holder. */
  settle(entry: Omit<CreditEntry, 'sequence' | 'at'>): void;
  enter(entry: Omit<CreditEntry, 'sequence' | 'at'>): void;
};

function deskOf({ now, events = [], append = () => undefined }: CreditBookOptions): Desk {
  const books: Books = { contracts: new Map(), debits: new Map(), entries: [] };
  for (const event of events) enter(books, event);
  const figures = figuresOf(books.entries);
  const write = (event: CreditEvent): void => {
    append(event);
    enter(books, event);
  };
  const book = (entry: Omit<CreditEntry, 'sequence' | 'at'>): void => {
    const sequence = books.entries.length + 1;
    if (entry.amount > 0) write({ kind: 'booked', entry: { ...entry, sequence, at: now() } });
  };
  const settle: Desk['settle'] = (entry) => {
    const { contract, amount } = entry;
    const paidOut = fen(amount - minFen(amount, figures.owedOf(contract)));
    book(entry);
    book({ ...entry, kind: 'payout', payee: null, amount: paidOut });
  };
  return { ...books, now, figures, write, settle, enter: book };
}

/** A reservation that was not debited in time is none. */
const stateOf = (debit: Debit, at: Instant): DebitState =>
  debit.state === 'reserved' && at >= debit.until ? 'cancelled' : debit.state;

function debitsAt({ contracts, debits, figures, now, write, settle, enter: book }: Desk) {
  const query = (reference: string): DebitAnswer => {
    const debit = debits.get(reference);
    if (debit === undefined) return { state: 'absent', amount: fen(0) };
    return { state: stateOf(debit, now()), amount: debit.amount };
  };
  const reservedOn = (contract: string): number =>
    [...debits.values()]
      .filter((debit) => debit.contract === contract && stateOf(debit, now()) === 'reserved')
      .reduce((total, { amount }) => total + amount, 0);
  return {
    query,
    reserve(reservation: Reservation): DebitAnswer {
      const { reference, contract, amount, until } = reservation;
      if (debits.has(reference)) return query(reference);
      const limit = contracts.get(contract)?.limit ?? 0;
      const isFree = figures.owedOf(contract) + reservedOn(contract) + amount <= limit && now() < until;
      write({ kind: 'reserved', reservation, state: isFree ? 'reserved' : 'refused' });
      return query(reference);
    },
    debit(reference: string, isTwice = false): DebitAnswer {
      const debit = debits.get(reference);
      if (debit === undefined || stateOf(debit, now()) !== 'reserved') return query(reference);
      const { contract, payee, amount } = debit;
      const entry = { kind: 'debit', reference, contract, payee, amount } as const;
      write({ kind: 'moved', reference, to: 'debited' });
      book(entry);
      if (isTwice) book(entry);
      return query(reference);
    },
    cancel(reference: string): DebitAnswer {
      const debit = debits.get(reference);
      if (debit?.state === 'refused' || debit?.state === 'cancelled') return query(reference);
      if (debit?.state === 'debited') {
        const { contract, payee } = debit;
        settle({ kind: 'return', reference, contract, payee, amount: figures.netOf(reference) });
      }
      write({ kind: 'moved', reference, to: 'cancelled' });
      return query(reference);
    },
    correct(reference: string): Fen {
      const debit = debits.get(reference);
      if (debit?.state !== 'debited') return fen(0);
      const { contract, payee } = debit;
      const amount = fen(figures.netOf(reference) - debit.amount);
      book({ kind: 'correction', reference, contract, payee, amount });
      return amount;
    },
  };
}

/**
 * The book of a bank that lends to patients, continued from what was kept before. It knows holders by their
 * contract only; every act may be repeated without further effect, unless the bank errs.
 */
export function createCreditBook(options: CreditBookOptions): CreditBook {
  const { name, grant = ({ limit }) => limit } = options;
  const desk = deskOf(options);
  const { contracts, entries, figures, write, settle } = desk;
  return {
    ...debitsAt(desk),
    open(opening) {
      const known = [...contracts.values()].find(({ reference }) => reference === opening.reference);
      if (known !== undefined) return known;
      const limit = minFen(grant(opening), opening.limit);
      if (limit <= 0) return null;
      const contract = `${name}${String(contracts.size + 1).padStart(8, '0')}`;
      const made = { reference: opening.reference, product: opening.product, contract, limit };
      write({ kind: 'opened', contract: made });
      return made;
    },
    repay({ reference, contract, amount }) {
      const isKnown = entries.some((entry) => entry.kind === 'repayment' && entry.reference === reference);
      if (isKnown) return 'repaid';
      if (!contracts.has(contract) || amount <= 0) return 'refused';
      settle({ kind: 'repayment', reference, contract, payee: null, amount });
      return 'repaid';
    },
    entries: (after) => entries.slice(after, after + PAGE),
    owedOf: figures.owedOf,
    paidTo: figures.paidTo,
  };
}
