import {
  addDays,
  type CareType,
  instant,
  LABELS,
  ok,
  parseCalendarDate,
  parseDateTime,
  type Refusal,
  type Result,
  refuse,
  startOfDay,
} from '@zhijie/kernel';
import {
  BOOKS,
  type Book,
  type BookDocument,
  type CareDeps,
  isOfPerson,
  readAccounts,
  readReference,
  readStatement,
  readTrialBalance,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { atCare, type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { AccountsQuery, ReferenceQuery, StatementQuery, TrialQuery } from './schema.ts';
import { accountTitle, causeOf, kindTitle, ledgerStatusOf, ledgerTelling } from './texts.ts';

type Answer = Promise<Result<unknown, Refusal>>;
type Read<S extends TSchema> = (
  deps: CareDeps,
  asked: { readonly actor: Desk['actor']; readonly book: Book; readonly query: Static<S> },
) => Answer;

const BASE = '/api/agency/ledger/:book';
const PAGE = 100;
const limitOf = (text: string | undefined): number => (text === undefined ? PAGE : Math.min(+text, 500));

/**
 * The node's books under `/api/agency/ledger/{care|insured}`: trial balance, balances of the accounts of a
 * kind, one account's statement, and the paper behind a posting. For the provincial agency.
 */
export function ledgerApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get } = deskRoutes(app, served, { telling: ledgerTelling, statusOf: ledgerStatusOf });
    const read = <S extends TSchema>(path: string, schema: S, work: Read<S>): void =>
      get(`${BASE}/${path}`, schema, (desk, query, { book: name = '' }) => {
        const book = BOOKS.find((each) => each === name);
        return atCare(desk, async (deps) =>
          book === undefined
            ? refuse('reference-unknown', { field: 'book' })
            : work(deps, { actor: desk.actor, book, query }),
        );
      });
    read('trial-balance', TrialQuery, trial);
    read('accounts', AccountsQuery, accounts);
    read('statement', StatementQuery, statement);
    read('references', ReferenceQuery, reference);
  };
}

/** A day is its last moment, or its first one where something begins; nothing is null. */
function momentOf(text: string | undefined, field: 'at' | 'from' | 'to') {
  if (text === undefined) return ok(null);
  if (text.length > 10) {
    const at = parseDateTime(text);
    // Texts know seconds: to the end of that one.
    return at.ok ? ok(instant(at.value + (field === 'from' ? 0 : 999))) : refuse('not-a-moment', { field });
  }
  const day = parseCalendarDate(text);
  if (!day.ok) return refuse('not-a-moment', { field });
  return ok(field === 'from' ? startOfDay(day.value) : instant(startOfDay(addDays(day.value, 1)) - 1));
}

const trial: Read<typeof TrialQuery> = async (deps, { actor, book, query }) => {
  const at = momentOf(query.at, 'at');
  if (!at.ok) return at;
  const found = await readTrialBalance(deps, actor, { book, at: at.value });
  if (!found.ok) return found;
  const { total, kinds } = found.value;
  const titled = kinds.map(({ kind, balance, accounts: count }) => ({
    kind,
    title: kindTitle(kind),
    balance,
    accounts: count,
    isListed: !isOfPerson(kind),
  }));
  return ok({ book, at: at.value, readAt: deps.now(), total, kinds: titled });
};

const accounts: Read<typeof AccountsQuery> = async (deps, { actor, book, query }) => {
  const at = momentOf(query.at, 'at');
  if (!at.ok) return at;
  const { kind, after = '' } = query;
  const limit = limitOf(query.limit);
  const found = await readAccounts(deps, actor, { book, kind, at: at.value, after, limit });
  if (!found.ok) return found;
  const rows = found.value.map((one) => ({ ...one, title: accountTitle(one.accountId) }));
  const next = rows.length < limit ? null : (rows.at(-1)?.accountId ?? null);
  return ok({ kind, title: kindTitle(kind), accounts: rows, next });
};

const statement: Read<typeof StatementQuery> = async (deps, { actor, book, query }) => {
  const [from, to] = [momentOf(query.from, 'from'), momentOf(query.to, 'to')];
  if (!from.ok) return from;
  if (!to.ok) return to;
  const [postedAt, ...id] = query.after?.split(',') ?? [];
  const found = await readStatement(deps, actor, {
    book,
    accountId: query.account,
    from: from.value,
    to: to.value,
    after: postedAt === undefined ? null : { postedAt: Number(postedAt), transferId: id.join(',') },
    limit: limitOf(query.limit),
  });
  if (!found.ok) return found;
  const { accountId, opening, closing, lines, next } = found.value;
  return ok({
    accountId,
    title: accountTitle(accountId),
    opening,
    closing,
    lines: lines.map(({ code, otherAccount, ...line }) => ({
      ...line,
      cause: causeOf(code),
      otherAccount,
      otherTitle: accountTitle(otherAccount),
    })),
    next: next === null ? null : `${next.postedAt},${next.transferId}`,
  });
};

const documentView = (document: BookDocument | null) =>
  document?.kind === 'bill'
    ? { ...document, careTypeLabel: LABELS.careType[document.careType as CareType] ?? document.careType }
    : document;

const reference: Read<typeof ReferenceQuery> = async (deps, { actor, book, query }) => {
  const found = await readReference(deps, actor, { book, reference: query.reference });
  if (!found.ok) return found;
  const { transfers, document } = found.value;
  return ok({
    reference: found.value.reference,
    transfers: transfers.map(({ transferId, debit, credit, amount, code, month, postedAt }) => ({
      transferId,
      debit,
      debitTitle: accountTitle(debit),
      credit,
      creditTitle: accountTitle(credit),
      amount,
      cause: causeOf(code),
      month,
      postedAt,
    })),
    document: documentView(document),
  });
};
