import type { Database, Executor } from '@zhijie/database';
import {
  type Actor,
  type Clock,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import {
  accountsOfKind,
  balanceOf,
  balanceUpTo,
  isAccountPart,
  kindOfAccount,
  type StatementCursor,
  type StatementLine,
  statementOf,
  type Transfer,
  type TrialBalance,
  transfersOf,
  trialBalance,
} from '@zhijie/ledger';
import { writeEntry } from '../insured/access-log/store.ts';
import { refusalToRead } from '../insured/person/permissions.ts';
import { readPersonArea } from '../insured/person/store.ts';
import { type Book, type BookDocument, documentOf } from './documents.ts';

type Deps = { readonly node: string; readonly db: Database; readonly now: Clock };

export type BooksRefusal = Refusal<
  'not-permitted' | 'person-unknown' | 'account-malformed' | 'kind-not-listed' | 'reference-unknown'
>;

/** Kinds whose accounts are named by a person: counted and summed, never listed. */
export const PERSONS_KINDS = ['personal-account', 'wallet-quota'] as const;
export const isOfPerson = (accountId: string): boolean =>
  (PERSONS_KINDS as readonly string[]).includes(kindOfAccount(accountId));

/** An account as the other side of a posting: whose account it is, is not said. */
const withoutPerson = (accountId: string): string =>
  isOfPerson(accountId) ? kindOfAccount(accountId) : accountId;

const ledgerOf = (book: Book): string => `${book}_ledger`;

/** The node's books are the provincial agency's: no area sees what another one owes. */
const mayReadBooks = (actor: Actor, node: string): boolean =>
  actor.kind === 'agency' && actor.node === node && actor.areas.includes(`${node}0000`);
const notPermitted = refuse('not-permitted', { field: 'session' });

const optional = (at: Instant | null): { at?: Instant } => (at === null ? {} : { at });

/** The trial balance of a book, now or at the end of a moment. Refusal: `not-permitted`. */
export async function readTrialBalance(
  { node, db }: Deps,
  actor: Actor,
  { book, at }: { readonly book: Book; readonly at: Instant | null },
): Promise<Result<TrialBalance, BooksRefusal>> {
  if (!mayReadBooks(actor, node)) return notPermitted;
  return ok(await trialBalance(db, ledgerOf(book), at ?? undefined));
}

export type AccountBalance = { readonly accountId: string; readonly balance: TotalFen };

/** Accounts of a kind, by id. Refusals: `not-permitted`, `kind-not-listed` (accounts of persons). */
export async function readAccounts(
  { node, db }: Deps,
  actor: Actor,
  query: {
    readonly book: Book;
    readonly kind: string;
    readonly at: Instant | null;
    readonly after: string;
    readonly limit: number;
  },
): Promise<Result<readonly AccountBalance[], BooksRefusal>> {
  if (!mayReadBooks(actor, node)) return notPermitted;
  const { book, kind, at, after, limit } = query;
  if (isOfPerson(kind)) return refuse('kind-not-listed', { field: 'kind' });
  return ok(await accountsOfKind(db, ledgerOf(book), { kind, after, limit, ...optional(at) }));
}

/** A line of a statement; `balance` fen after it. */
export type BookLine = StatementLine & { readonly balance: TotalFen };
export type BookStatement = {
  readonly accountId: string;
  /** Fen, before the first line of this page. */
  readonly opening: TotalFen;
  readonly lines: readonly BookLine[];
  /** Fen, at the end of what was asked for, whatever the page. */
  readonly closing: TotalFen;
  readonly next: StatementCursor | null;
};

type StatementQuery = {
  readonly book: Book;
  readonly accountId: string;
  /** Both included; null: from the first, up to now. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly after: StatementCursor | null;
  readonly limit: number;
};

/**
 * A page of an account's statement with its running balance, oldest first. The account of a person is shown
 * to the agency of its area, and the look is in the person's access log. Refusals: `not-permitted`,
 * `account-malformed`, `person-unknown`.
 */
export async function readStatement(
  { node, db, now }: Deps,
  actor: Actor,
  query: StatementQuery,
): Promise<Result<BookStatement, BooksRefusal>> {
  if (!mayReadBooks(actor, node)) return notPermitted;
  const { accountId } = query;
  const [kind, personId, ...rest] = accountId.split('/');
  if (![kind, personId, ...rest].every((part) => part !== undefined && isAccountPart(part)))
    return refuse('account-malformed', { field: 'account' });
  return db.transaction(
    async (tx): Promise<Result<BookStatement, BooksRefusal>> => {
      if (kind === 'personal-account') {
        const refused = refusalToRead(actor, await readPersonArea(tx, personId!));
        if (refused !== null) return refused;
        await writeEntry(tx, { personId: personId!, at: now(), actor, purpose: 'account', subject: null });
      }
      return ok(await statementPage(tx, query));
    },
    { isolation: 'repeatable read' },
  );
}

async function statementPage(tx: Executor, query: StatementQuery): Promise<BookStatement> {
  const { book, accountId, from, to, after, limit } = query;
  const schema = ledgerOf(book);
  const page = await statementOf(tx, schema, {
    accountId,
    limit,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(after === null ? {} : { after }),
  });
  // Before the first page of all nothing was posted; an empty id is before every id of its instant.
  const upTo = after ?? (from === null ? null : { postedAt: from, transferId: '' });
  const opening = upTo === null ? totalFen(0) : await balanceUpTo(tx, schema, { accountId, upTo });
  let balance = opening;
  const lines = page.lines.map((line) => {
    balance = totalFen(balance + line.amount);
    return { ...line, otherAccount: withoutPerson(line.otherAccount), balance };
  });
  const closing = await balanceOf(tx, schema, accountId, to ?? undefined);
  return { accountId, opening, lines, closing, next: page.next };
}

export type ReferenceView = {
  readonly reference: string;
  readonly transfers: readonly Transfer[];
  readonly document: BookDocument | null;
};

/** What a reference posted in a book, and its paper. Refusals: `not-permitted`, `reference-unknown`. */
export async function readReference(
  { node, db }: Deps,
  actor: Actor,
  { book, reference }: { readonly book: Book; readonly reference: string },
): Promise<Result<ReferenceView, BooksRefusal>> {
  if (!mayReadBooks(actor, node)) return notPermitted;
  const transfers = await transfersOf(db, ledgerOf(book), reference);
  if (transfers.length === 0) return refuse('reference-unknown', { field: 'reference' });
  const shown = transfers.map((transfer) => ({
    ...transfer,
    debit: withoutPerson(transfer.debit),
    credit: withoutPerson(transfer.credit),
  }));
  return ok({ reference, transfers: shown, document: await documentOf(db, book, { reference, transfers }) });
}
