import { type Executor, statement } from '@zhijie/database';
import { type Actor, fen, monthOf, ok, provinceOf, type Result } from '@zhijie/kernel';
import { bankDeposit, payableToProvider, postTransfers, type Transfer } from '@zhijie/ledger';
import type { CareDeps } from '../deps.ts';
import { ownExpense, type PayingCode, suspense, workingCapital } from './accounts.ts';
import type { BatchKind } from './batch-store.ts';
import type { Outcome } from './declaration.ts';
import { CLEAR_KINDS_SQL, type ClearKind, type EntryKind } from './match.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import { entryReference } from './statement.ts';
import { institutionOf, journal, type Made, mayPay, takeTurn } from './store.ts';

/**
 * What a person says a movement on suspense is: a return is owed again; a duplicate was taken back by the
 * bank, or stays with the payee on account; unknown money came from, or went to, the treasury (an account
 * that was not noted); is the bank's charge (without its code); or is working capital that came back.
 */
export const RESOLUTIONS = [
  'pay-again',
  'recovered',
  'on-account',
  'treasury',
  'bank-charge',
  'working-capital-repaid',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export type OpenEntry = {
  readonly account: string;
  readonly area: string;
  readonly bankReference: string;
  readonly direction: 'in' | 'out';
  readonly amount: number;
  readonly bookedOn: string;
  readonly kind: Exclude<EntryKind, ClearKind>;
  readonly lineId: string | null;
  readonly providerId: string | null;
  readonly batchKind: BatchKind | null;
  readonly returnReason: string | null;
  readonly counterparty: string | null;
  readonly counterpartyAccount: string | null;
  readonly information: string | null;
};
type Known = OpenEntry & { readonly resolution: Resolution | null; readonly reason: string | null };

const ENTRY = `e.account, s.area, e.bank_reference AS "bankReference", e.direction, e.amount,
  e.booked_on AS "bookedOn", e.kind, e.line_id AS "lineId", l.provider_id AS "providerId",
  b.kind AS "batchKind", e.return_reason AS "returnReason", e.counterparty,
  e.counterparty_account AS "counterpartyAccount", e.information`;
const FROM = `care.bank_movement e
  JOIN care.bank_statement s ON s.account = e.account AND s.sequence = e.sequence
  LEFT JOIN care.payment_line l ON l.line_id = e.line_id
  LEFT JOIN care.payment_batch b ON b.batch_id = l.batch_id
  LEFT JOIN care.suspense_resolution r ON r.account = e.account AND r.bank_reference = e.bank_reference`;
const OPEN = statement(
  'care-paying-open-entries',
  `SELECT ${ENTRY} FROM ${FROM}
   WHERE e.kind NOT IN ${CLEAR_KINDS_SQL} AND r.resolution IS NULL AND s.area = ANY ($1)
   ORDER BY e.booked_on, e.bank_reference LIMIT 500`,
);
const ONE = statement(
  'care-paying-entry',
  `SELECT ${ENTRY}, r.resolution, r.reason FROM ${FROM}
   WHERE e.account = $1 AND e.bank_reference = $2 AND e.kind NOT IN ${CLEAR_KINDS_SQL}`,
);
const RESOLVE = statement(
  'care-paying-resolve',
  `INSERT INTO care.suspense_resolution (account, bank_reference, resolution, with_reference, provider_id,
     reason, resolved_by, resolved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** Movements that nobody has explained, oldest first; at most 500. */
export const openEntries = (db: Executor, areas: readonly string[]): Promise<OpenEntry[]> =>
  db.query<OpenEntry>(OPEN, [[...areas]]);

export type ResolutionRequest = {
  readonly account: string;
  readonly bankReference: string;
  readonly resolution: Resolution;
  /** The bank's taking back, of a `recovered` duplicate. */
  readonly withReference: string | null;
  /** Who repaid working capital. */
  readonly providerId: string | null;
  readonly reason: string;
};

/** What each resolution fits. */
const FITS: Readonly<Record<Resolution, (entry: OpenEntry) => boolean>> = {
  'pay-again': ({ kind }) => kind === 'return',
  recovered: ({ kind }) => kind === 'duplicate',
  'on-account': ({ kind, batchKind }) => kind === 'duplicate' && batchKind !== 'working-capital',
  treasury: ({ kind }) => kind === 'unknown',
  'bank-charge': ({ kind, direction }) => kind === 'unknown' && direction === 'out',
  'working-capital-repaid': ({ kind, direction }) => kind === 'unknown' && direction === 'in',
};

/**
 * A person resolves a movement on suspense, with a reason; then it stands where it belongs. A duplicate that
 * the bank took back and its taking back are resolved together. Refusals: `entry-unknown`, `not-permitted`,
 * `reason-missing`, `entry-resolved`, `resolution-unfit`, `institution-unknown`.
 */
export function resolveEntry(
  deps: CareDeps,
  actor: Actor,
  request: ResolutionRequest,
): Promise<Result<Outcome, PayingRefusal>> {
  const { account, bankReference, resolution, withReference } = request;
  const reason = request.reason.trim();
  const made = { by: actor.id, at: deps.now() };
  return deps.db.transaction(async (tx): Promise<Result<Outcome, PayingRefusal>> => {
    const entry = await entryOf(tx, account, bankReference);
    if (entry === null) return payingRefusal('entry-unknown', 'bankReference');
    if (!mayPay(actor, entry.area)) return payingRefusal('not-permitted', 'bankReference');
    if (reason === '') return payingRefusal('reason-missing', 'reason');
    await takeTurn(tx, entry.area);
    const { resolution: known } = (await entryOf(tx, account, bankReference))!;
    if (known !== null)
      return known === resolution
        ? ok({ outcome: 'unchanged' })
        : payingRefusal('entry-resolved', 'bankReference', { resolution: known });
    if (!FITS[resolution](entry))
      return payingRefusal('resolution-unfit', 'resolution', { kind: entry.kind });
    if (resolution === 'recovered') return recover(tx, entry, { withReference, reason }, made);
    if (resolution === 'working-capital-repaid') {
      const of = request.providerId === null ? null : await institutionOf(tx, request.providerId);
      if (of === null) return payingRefusal('institution-unknown', 'providerId');
    }
    await keep(tx, entry, { ...request, withReference: null, reason }, made);
    return ok({ outcome: 'applied' });
  });
}

async function entryOf(db: Executor, account: string, bankReference: string): Promise<Known | null> {
  return (await db.query<Known>(ONE, [account, bankReference]))[0] ?? null;
}

/** The two make zero on suspense already: nothing is posted. */
async function recover(
  tx: Executor,
  duplicate: OpenEntry,
  { withReference, reason }: { readonly withReference: string | null; readonly reason: string },
  made: Made,
): Promise<Result<Outcome, PayingRefusal>> {
  const { account } = duplicate;
  const back = withReference === null ? null : await entryOf(tx, account, withReference);
  const isIts =
    back !== null &&
    back.kind === 'recovery' &&
    back.resolution === null &&
    back.lineId === duplicate.lineId &&
    back.amount === duplicate.amount;
  if (!isIts) return payingRefusal('resolution-unfit', 'withReference', { kind: back?.kind ?? 'none' });
  const shared = { resolution: 'recovered', providerId: null, reason } as const;
  const pair = [
    [duplicate, back.bankReference],
    [back, duplicate.bankReference],
  ] as const;
  for (const [entry, other] of pair) await keep(tx, entry, { ...shared, withReference: other }, made);
  return ok({ outcome: 'applied' });
}

type Kept = Pick<ResolutionRequest, 'resolution' | 'withReference' | 'providerId' | 'reason'>;

async function keep(tx: Executor, entry: OpenEntry, kept: Kept, { by, at }: Made): Promise<void> {
  const { account, bankReference } = entry;
  const { resolution, withReference, reason } = kept;
  const providerId = resolution === 'working-capital-repaid' ? kept.providerId : null;
  await tx.query(RESOLVE, [account, bankReference, resolution, withReference, providerId, reason, by, at]);
  const posting = resolutionPosting(entry, { resolution, providerId }, at);
  if (posting !== null) await postTransfers(tx, 'care_ledger', [posting]);
  const subject = entryReference(account, bankReference);
  await journal(tx, 'suspense', subject, { ...kept, providerId, account, bankReference, by, at });
}

/** Where a resolved movement stands from now on; null: two make zero without a posting. */
export function resolutionPosting(
  entry: OpenEntry,
  { resolution, providerId }: { readonly resolution: Resolution; readonly providerId: string | null },
  at: Made['at'],
): Transfer | null {
  if (resolution === 'recovered') return null;
  const { account, area, bankReference, amount, direction } = entry;
  const [other, code] = placeOf(entry, resolution, providerId);
  const own = suspense(area);
  // A movement in stands on suspense as a credit, one out as a debit.
  const [debit, credit] = direction === 'in' ? [own, other] : [other, own];
  const reference = entryReference(account, bankReference);
  const transferId = `${reference}.resolved`;
  return {
    transferId,
    debit,
    credit,
    amount: fen(amount),
    code,
    reference,
    month: monthOf(at),
    postedAt: at,
  };
}

function placeOf(
  { area, providerId: payee, batchKind }: OpenEntry,
  resolution: Exclude<Resolution, 'recovered'>,
  providerId: string | null,
): readonly [account: string, code: PayingCode] {
  switch (resolution) {
    case 'pay-again':
      return batchKind === 'working-capital'
        ? [workingCapital(payee!), 'working-capital-repaid']
        : [payableToProvider(payee!), 'payment-returned'];
    case 'on-account':
      return [payableToProvider(payee!), 'payment-on-account'];
    case 'treasury':
      return [bankDeposit(provinceOf(area)), 'suspense-resolved'];
    case 'bank-charge':
      return [ownExpense(area), 'bank-charge'];
    case 'working-capital-repaid':
      return [workingCapital(providerId!), 'working-capital-repaid'];
  }
}

const LINE = statement(
  'care-paying-line-to-close',
  `SELECT line_id AS "lineId", area, amount, executed, closed, batch_state AS "batchState"
   FROM care.payment_line_progress WHERE line_id = $1`,
);
const CLOSE = statement(
  'care-paying-close-line',
  `INSERT INTO care.line_closing (line_id, amount, reason, closed_by, closed_at) VALUES ($1, $2, $3, $4, $5)`,
);

/**
 * The bank will not execute what is left of a line (it refused the order, or lost it): from now on it is owed
 * again. A movement that comes after all is a duplicate. Refusals: `line-unknown`, `not-permitted`,
 * `reason-missing`, `line-executed`.
 */
export function closeLine(
  deps: CareDeps,
  actor: Actor,
  request: { readonly lineId: string; readonly reason: string },
): Promise<Result<Outcome, PayingRefusal>> {
  const { lineId } = request;
  const reason = request.reason.trim();
  const at = deps.now();
  type Row = { area: string; amount: number; executed: number; closed: number; batchState: string };
  const read = async (tx: Executor) => (await tx.query<Row>(LINE, [lineId]))[0];
  return deps.db.transaction(async (tx): Promise<Result<Outcome, PayingRefusal>> => {
    const found = await read(tx);
    if (found === undefined || found.batchState !== 'released')
      return payingRefusal('line-unknown', 'lineId');
    if (!mayPay(actor, found.area)) return payingRefusal('not-permitted', 'lineId');
    if (reason === '') return payingRefusal('reason-missing', 'reason');
    await takeTurn(tx, found.area);
    const { amount, executed, closed } = (await read(tx))!;
    if (closed > 0) return ok({ outcome: 'unchanged' });
    if (executed === amount) return payingRefusal('line-executed', 'lineId');
    await tx.query(CLOSE, [lineId, amount - executed, reason, actor.id, at]);
    await journal(tx, 'line-closing', lineId, {
      lineId,
      amount: amount - executed,
      reason,
      by: actor.id,
      at,
    });
    return ok({ outcome: 'applied' });
  });
}
