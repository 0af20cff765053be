import {
  type BankAccount,
  type BankTransfer,
  type BookResult,
  type ClearingBook,
  confirmClearing,
  issueNotices,
  objectToClearing,
  openBook,
  proposeConfirmation,
  recordAllocation,
  recordPayment,
  recordReceipt,
  submitToFinance,
} from '@zhijie/clearing';
import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { Actor, CalendarDate, Instant, Month } from '@zhijie/kernel';
import type { StoredRun } from './run.ts';

/** What can be done to a book; what a step needs is in it, so that folding it again gives the same. */
export type StepInput =
  | { readonly kind: 'propose' | 'confirm' | 'allocate'; readonly province: string }
  | { readonly kind: 'object'; readonly province: string; readonly reason: string }
  | { readonly kind: 'issue'; readonly accounts: readonly BankAccount[] }
  | { readonly kind: 'submit'; readonly orderId: string }
  | { readonly kind: 'pay'; readonly orderId: string; readonly transfer: BankTransfer }
  | { readonly kind: 'receive'; readonly orderId: string; readonly receivedOn: CalendarDate };

/** A step as it was taken. */
export type StoredStep = {
  readonly version: number;
  readonly stepId: string;
  readonly subject: string;
  readonly actor: Actor;
  readonly at: Instant;
  readonly input: StepInput;
  readonly bookDigest: Uint8Array;
};

/** The book after `version` steps, and after which step each subject is as it is. */
export type BookState = {
  readonly version: number;
  readonly book: ClearingBook;
  readonly subjects: ReadonlyMap<string, number>;
};

/** What a step is about: two persons disturb each other only about the same. */
export function subjectOfStep(input: StepInput): string {
  if ('orderId' in input) return input.orderId;
  return 'province' in input ? input.province : 'book';
}

/** One step of the pure book. */
export function applyStep(
  book: ClearingBook,
  { actor, at, input }: Pick<StoredStep, 'actor' | 'at' | 'input'>,
): BookResult {
  switch (input.kind) {
    case 'propose':
      return proposeConfirmation(book, { ...input, actor, at });
    case 'confirm':
      return confirmClearing(book, { ...input, actor, at });
    case 'object':
      return objectToClearing(book, { ...input, actor, at });
    case 'allocate':
      return recordAllocation(book, { ...input, actor, at });
    case 'issue':
      return issueNotices(book, { ...input, actor, at });
    case 'submit':
      return submitToFinance(book, { ...input, actor, at });
    case 'pay':
      return recordPayment(book, { ...input, actor, at });
    case 'receive':
      return recordReceipt(book, { ...input, actor, at });
  }
}

/** The book before anybody did anything. */
export function openState({ period, tables, root, generatedAt }: StoredRun): BookState {
  const book = openBook({ period, items: [], ...tables }, root, generatedAt);
  return { version: 0, book, subjects: new Map() };
}

export const digestOfBook = (book: ClearingBook): Uint8Array => digestOf(book);

/** What the journal holds of a step. */
export function digestOfStep(period: Month, step: StoredStep): Uint8Array {
  const { bookDigest, ...content } = step;
  return digestOf({ period, ...content, book: toHex(bookDigest) });
}

export const subjectInJournal = (period: Month, version: number): string => `${period}/${version}`;

const STEP_COLUMNS = `version, step_id AS "stepId", subject, actor, at, input, book_digest AS "bookDigest"`;
const STEPS = statement(
  'hub-clearing-steps',
  `SELECT ${STEP_COLUMNS} FROM hub.clearing_step WHERE period = $1 AND version > $2 ORDER BY version`,
);
const STEP = statement(
  'hub-clearing-step',
  `SELECT ${STEP_COLUMNS}, period FROM hub.clearing_step WHERE step_id = $1`,
);
const ADD = statement(
  'hub-clearing-add-step',
  `INSERT INTO hub.clearing_step (period, version, step_id, subject, actor, at, input, book_digest)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export async function stepsOf(db: Executor, period: Month, after = 0): Promise<StoredStep[]> {
  return await db.query<StoredStep>(STEPS, [period, after]);
}

export async function stepOf(
  db: Executor,
  stepId: string,
): Promise<(StoredStep & { readonly period: Month }) | undefined> {
  return (await db.query<StoredStep & { period: Month }>(STEP, [stepId]))[0];
}

export async function addStep(tx: Executor, period: Month, step: StoredStep): Promise<void> {
  const { version, stepId, subject, actor, at, input, bookDigest } = step;
  const values = [period, version, stepId, subject, JSON.stringify(actor), at, JSON.stringify(input)];
  await tx.query(ADD, [...values, bookDigest]);
}
