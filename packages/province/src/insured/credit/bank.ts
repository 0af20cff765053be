import { Failure, type Fen, type Instant } from '@zhijie/kernel';

/** The bank did not answer, or not understandably: what it did is unknown until it is asked. */
export class BankSilent extends Failure {
  override name = 'BankSilent';
}

/** What a bank knows of one debit under our reference. */
export type DebitState = 'absent' | 'reserved' | 'debited' | 'cancelled' | 'refused';
export type BankAnswer = { readonly state: DebitState; readonly amount: Fen };

export type Opening = {
  /** Our id of the line: asked again, the bank answers the same. */
  readonly reference: string;
  readonly product: string;
  readonly limit: Fen;
  /** The holder as the bank has to know a debtor; nothing of any illness. */
  readonly holder: { readonly name: string; readonly certificateNumber: string };
};

export type Reservation = {
  readonly reference: string;
  readonly contract: string;
  readonly amount: Fen;
  /** Whom the bank pays when it debits: the institution's number. */
  readonly payee: string;
  readonly until: Instant;
};

export type Repayment = { readonly reference: string; readonly contract: string; readonly amount: Fen };

/**
 * One line of the bank's own book, fen. `debit`: the holder owes it and the payee was paid; `return`: a debit
 * undone; `repayment`; `payout`: to the holder, because more came back than was owed; `correction`: the bank
 * took back what it had debited twice.
 */
export type BankEntry = {
  readonly sequence: number;
  readonly kind: 'debit' | 'return' | 'repayment' | 'payout' | 'correction';
  readonly reference: string;
  readonly contract: string;
  readonly payee: string | null;
  readonly amount: Fen;
  readonly at: Instant;
};

/**
 * A bank that lends to patients. Every call carries our own reference and may be repeated; `query` says what
 * became of it. `cancel` frees a reservation, gives a debit back, or refuses for ever what has not come.
 * Each throws `BankSilent` when nobody knows.
 */
export type CreditBank = {
  open(opening: Opening): Promise<{ readonly contract: string; readonly limit: Fen } | null>;
  reserve(reservation: Reservation): Promise<BankAnswer>;
  debit(reference: string): Promise<BankAnswer>;
  cancel(reference: string): Promise<BankAnswer>;
  query(reference: string): Promise<BankAnswer>;
  repay(repayment: Repayment): Promise<'repaid' | 'refused'>;
  /** Asks the bank to take back what its book has twice under a reference. */
  correct(reference: string): Promise<void>;
  /** Its book after an entry, oldest first; at most a page. */
  entries(after: number): Promise<readonly BankEntry[]>;
};
