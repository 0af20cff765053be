import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { type BankStatement, readStatement, type StatementEntry } from '@zhijie/iso20022';
import { type Actor, type Fen, type Instant, monthOf, ok, provinceOf, type Result } from '@zhijie/kernel';
import { bankDeposit, payableToProvider, postTransfers, type Transfer } from '@zhijie/ledger';
import type { CareDeps } from '../deps.ts';
import { ownExpense, type PayingCode, payingBank, suspense, workingCapital } from './accounts.ts';
import type { BatchKind } from './batch-store.ts';
import type { Outcome } from './declaration.ts';
import { afterEntry, type ClearKind, type EntryKind, kindOf, type LineProgress } from './match.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import { accountVersions, areasOfAccount, journal, mayPay, takeTurn, treasuryOf } from './store.ts';

const FIND = statement(
  'care-paying-statement',
  'SELECT digest, closing FROM care.bank_statement WHERE account = $1 AND sequence = $2',
);
const LAST = statement(
  'care-paying-last-statement',
  `SELECT sequence, closing FROM care.bank_statement WHERE account = $1 ORDER BY sequence DESC LIMIT 1`,
);
const ADD = statement(
  'care-paying-add-statement',
  `INSERT INTO care.bank_statement (account, sequence, statement_id, area, from_on, until_on, opening,
     closing, entries, digest, taken_by, taken_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const ADD_ENTRIES = statement(
  'care-paying-add-entries',
  `INSERT INTO care.bank_movement (account, bank_reference, sequence, direction, amount, booked_on, kind,
     line_id, return_reason, counterparty, counterparty_account, information)
   SELECT $1, e."bankReference", $2, e.direction, e.amount, e."bookedOn", e.kind, e."lineId",
     e."returnReason", e.counterparty, e."counterpartyAccount", e.information
   FROM jsonb_to_recordset($3::jsonb) AS e ("bankReference" text, direction text, amount bigint,
     "bookedOn" text, kind text, "lineId" text, "returnReason" text, counterparty text,
     "counterpartyAccount" text, information text)`,
);
const KNOWN = statement(
  'care-paying-known-entries',
  `SELECT bank_reference AS "bankReference" FROM care.bank_movement
   WHERE account = $1 AND bank_reference = ANY ($2) ORDER BY 1 LIMIT 1`,
);
const LINES = statement(
  'care-paying-lines-of-entries',
  `SELECT p.line_id AS "lineId", p.provider_id AS "providerId", p.kind AS "batchKind", p.amount, p.executed,
     p.returned, p.closed, coalesce((SELECT sum(CASE e.kind WHEN 'duplicate' THEN e.amount
       WHEN 'recovery' THEN -e.amount ELSE 0 END) FROM care.bank_movement e WHERE e.line_id = p.line_id), 0)
       ::bigint AS duplicated
   FROM care.payment_line_progress p JOIN care.payment_batch b ON b.batch_id = p.batch_id
   WHERE p.line_id = ANY ($1) AND b.state = 'released' AND b.payer->>'number' = $2`,
);

type KnownLine = LineProgress & {
  readonly lineId: string;
  readonly providerId: string;
  readonly batchKind: BatchKind;
};

/** A movement, what it is, and the line it belongs to. */
export type MatchedEntry = StatementEntry & {
  readonly kind: EntryKind;
  readonly lineId: string | null;
};
type Matched = MatchedEntry & { readonly line: KnownLine | null };

/** Each movement in the bank's order, so that what comes first is the payment and what follows is not. */
export function matchEntries(
  entries: readonly StatementEntry[],
  lines: ReadonlyMap<string, KnownLine>,
  treasuryAccounts: ReadonlySet<string>,
): Matched[] {
  const progress = new Map<string, LineProgress>(lines);
  return entries.map((entry) => {
    const id = entry.endToEndId ?? '';
    const line = progress.get(id) ?? null;
    const kind = kindOf(entry, line, treasuryAccounts);
    if (line !== null) progress.set(id, afterEntry(line, kind, entry.amount));
    // Money back that does not fit its line belongs to none.
    const own = kind === 'unknown' ? null : (lines.get(id) ?? null);
    return { ...entry, kind, lineId: own?.lineId ?? null, line: own };
  });
}

const SUSPENSE_CODES: Readonly<Record<Exclude<EntryKind, ClearKind>, PayingCode>> = {
  duplicate: 'bank-duplicate',
  return: 'bank-return',
  recovery: 'bank-recovery',
  unknown: 'bank-unknown',
};

/** The id under which a movement of an account is known in the books. */
export const entryReference = (account: string, bankReference: string): string =>
  `${account}/${bankReference}`;

type Payee = { readonly providerId: string; readonly batchKind: BatchKind };

/** Where a movement stands once it is read in: the known where it belongs, everything else on suspense. */
function placeOf(
  kind: EntryKind,
  payee: Payee | null,
  area: string,
): readonly [account: string, code: PayingCode] {
  switch (kind) {
    case 'payment':
      return payee!.batchKind === 'working-capital'
        ? [workingCapital(payee!.providerId), 'working-capital-paid']
        : [payableToProvider(payee!.providerId), 'hospital-payment'];
    case 'charge':
      return [ownExpense(area), 'bank-charge'];
    case 'treasury':
      return [bankDeposit(provinceOf(area)), 'treasury-transfer'];
    default:
      return [suspense(area), SUSPENSE_CODES[kind]];
  }
}

/** What a movement posts: the agency's account at the bank against where the movement stands. */
export function entryPosting(
  entry: Pick<StatementEntry, 'bankReference' | 'direction' | 'amount'> & {
    readonly kind: EntryKind;
    readonly payee: Payee | null;
  },
  { account, area, at }: { readonly account: string; readonly area: string; readonly at: Instant },
): Transfer {
  const { kind, direction, amount, payee, bankReference } = entry;
  const [other, code] = placeOf(kind, payee, area);
  const bank = payingBank(area);
  const reference = entryReference(account, bankReference);
  return {
    transferId: `${reference}.${code}`,
    debit: direction === 'out' ? other : bank,
    credit: direction === 'out' ? bank : other,
    amount: amount as Fen,
    code,
    reference,
    month: monthOf(at),
    postedAt: at,
  };
}

export type StatementTaken = Outcome & {
  readonly sequence: number;
  readonly entries: readonly Pick<
    MatchedEntry,
    'bankReference' | 'kind' | 'lineId' | 'amount' | 'direction'
  >[];
};

/**
 * Takes a statement of the agency's account (ISO 20022 camt.053): each movement is matched with the line that
 * it executes, in parts or at once, and posted; the bank's charge is the agency's own expense (P-05), money
 * of the treasury goes against the deposit there; a duplicate, a return and what nobody knows go to suspense,
 * for a person to resolve. The same statement again changes nothing. Refusals: `statement-unreadable` (naming
 * the element), `statement-foreign`, `not-permitted`, `statement-differs`, `statement-gap`, `entry-known`.
 */
export async function takeStatement(
  deps: CareDeps,
  actor: Actor,
  text: string,
): Promise<Result<StatementTaken, PayingRefusal>> {
  const read = readStatement(text);
  if (!read.ok) {
    const { code, field = 'Document' } = read.refusal;
    return payingRefusal('statement-unreadable', field, { why: code });
  }
  const { value: told } = read;
  const { account, sequence } = told;
  const at = deps.now();
  return deps.db.transaction(async (tx): Promise<Result<StatementTaken, PayingRefusal>> => {
    const areas = await areasOfAccount(tx, account);
    const area = areas.find((one) => mayPay(actor, one));
    if (areas.length === 0)
      return payingRefusal('statement-foreign', 'Stmt/Acct', { account: account.slice(-4) });
    if (area === undefined) return payingRefusal('not-permitted', 'Stmt/Acct');
    await takeTurn(tx, area);
    const digest = digestOf(told);
    const wrong = await whyNotNext(tx, told, digest);
    if (wrong === 'same') return ok({ outcome: 'unchanged', sequence, entries: [] });
    if (wrong !== null) return wrong;
    const matched = await matchedWith(tx, told, area);
    await save(tx, told, { area, digest, by: actor.id, at });
    await tx.query(ADD_ENTRIES, [account, sequence, JSON.stringify(matched)]);
    for (const { line, ...entry } of matched) {
      await postTransfers(tx, 'care_ledger', [
        entryPosting({ ...entry, payee: line }, { account, area, at }),
      ]);
    }
    const subject = `${account}/${sequence}`;
    await journal(tx, 'bank-statement', subject, statementFact(told, matched));
    const entries = matched.map(({ bankReference, kind, lineId, amount, direction }) => ({
      bankReference,
      kind,
      lineId,
      amount,
      direction,
    }));
    return ok({ outcome: 'applied', sequence, entries });
  });
}

/** What the journal holds of a statement: its balances, and what each movement was taken for. */
export function statementFact(
  {
    account,
    sequence,
    opening,
    closing,
  }: Pick<BankStatement, 'account' | 'sequence' | 'opening' | 'closing'>,
  entries: readonly Pick<MatchedEntry, 'bankReference' | 'direction' | 'amount' | 'kind' | 'lineId'>[],
): object {
  const own = entries
    .map(({ bankReference, direction, amount, kind, lineId }) => ({
      bankReference,
      direction,
      amount,
      kind,
      lineId,
    }))
    .toSorted((a, b) => (a.bankReference < b.bankReference ? -1 : 1));
  return { account, sequence, opening, closing, entries: own };
}

async function matchedWith(
  tx: Executor,
  { account, entries, until }: BankStatement,
  area: string,
): Promise<Matched[]> {
  const ids = entries.flatMap(({ endToEndId }) => (endToEndId === null ? [] : [endToEndId]));
  const lines = await tx.query<KnownLine>(LINES, [ids, account]);
  const treasury = await accountVersions(tx, treasuryOf(area));
  const numbers = treasury.filter(({ fromOn }) => fromOn <= until).map(({ number }) => number);
  return matchEntries(entries, new Map(lines.map((line) => [line.lineId, line])), new Set(numbers));
}

async function whyNotNext(tx: Executor, told: BankStatement, digest: Uint8Array) {
  const { account, sequence, opening, entries } = told;
  const [known] = await tx.query<{ digest: Uint8Array }>(FIND, [account, sequence]);
  if (known !== undefined)
    return toHex(known.digest) === toHex(digest)
      ? 'same'
      : payingRefusal('statement-differs', 'Stmt/ElctrncSeqNb', { sequence });
  const [last] = await tx.query<{ sequence: number; closing: number }>(LAST, [account]);
  if (last !== undefined && (sequence !== last.sequence + 1 || opening !== last.closing))
    return payingRefusal('statement-gap', 'Stmt/ElctrncSeqNb', {
      last: last.sequence,
      closing: last.closing,
    });
  const references = entries.map(({ bankReference }) => bankReference);
  const [again] = await tx.query<{ bankReference: string }>(KNOWN, [account, references]);
  return again === undefined ? null : payingRefusal('entry-known', 'Stmt/Ntry/AcctSvcrRef', again);
}

async function save(
  tx: Executor,
  told: BankStatement,
  { area, digest, by, at }: { area: string; digest: Uint8Array; by: string; at: Instant },
): Promise<void> {
  const { account, sequence, statementId, from, until, opening, closing, entries } = told;
  const content = [account, sequence, statementId, area, from, until, opening, closing, entries.length];
  await tx.query(ADD, [...content, digest, by, at]);
}
