import { toHex } from '@zhijie/crypto';
import { type Executor, pendingOutbox, statement } from '@zhijie/database';
import { HUB, type Trade } from '@zhijie/exchange';
import { type ClearingCheck, clearingBreaches } from '../clearing/invariants.ts';
import { CLEARING_CODES } from '../clearing/postings.ts';
import { type TicketCheck, ticketBreaches } from '../cooperation/invariants.ts';
import { type MutualAidCheck, mutualAidBreaches } from '../mutual-aid/invariants.ts';
import { type PrepaymentCheck, prepaymentBreaches } from '../prepayment/invariants.ts';
import { type ReconciliationCheck, reconciliationBreaches } from '../reconciliation/invariants.ts';
import {
  digestOfTrade,
  type PairSum,
  partsOfRecord,
  subjectOf,
  sumByPair,
  type TradeRecord,
  tradesOf,
  transferOf,
} from './store.ts';

/** What the doctor compares with the provinces' books, and what the hub finds wrong in its own. */
export type HubFigures = {
  readonly node: typeof HUB;
  readonly trades: number;
  /** Reversals whose settlement the hub has not heard of; the care side's resolver brings it. */
  readonly reversedUnseen: number;
  /** Net claims over all months. */
  readonly pairs: readonly PairSum[];
  readonly outboxWaiting: number;
  readonly breaches: readonly HubBreach[];
};

/** What its own proof contradicts; `subject`: a settlement, reversal, transfer, item, month or step. */
export type HubBreach = { readonly check: HubCheck; readonly subject: string; readonly found: string };
export type HubCheck =
  | 'trade-in-journal'
  | 'trade-has-its-transfer'
  | 'transfer-has-its-trade'
  | 'journal-has-its-trade'
  | ClearingCheck
  | PrepaymentCheck
  | ReconciliationCheck
  | TicketCheck
  | MutualAidCheck;

type StoredTransfer = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
  readonly reference: string;
  readonly month: string;
  readonly postedAt: number;
};

const COUNTS = statement(
  'hub-trade-counts',
  `SELECT count(*) AS trades, count(*) FILTER (WHERE settled_at IS NULL) AS "reversedUnseen" FROM hub.trade`,
);
const LEAVES = statement(
  'hub-trade-leaves',
  `SELECT kind, subject, digest FROM evidence.journal
   WHERE subject = ANY($1::text[]) AND kind IN ('trade.settlement', 'trade.reversal')`,
);
const TRANSFERS = statement(
  'hub-trade-transfers',
  `SELECT transfer_id AS "transferId", debit, credit, amount, code, reference, month, posted_at AS "postedAt"
   FROM hub_ledger.transfer WHERE reference = ANY($1::text[])`,
);
// Recorded subjects are known by reference; what remains belongs to no trade. What clearing posts has checks
// of its own.
const STRAY_TRANSFERS = statement(
  'hub-stray-transfers',
  `SELECT transfer_id AS subject FROM hub_ledger.transfer t
   WHERE code <> ALL ($1::text[]) AND code NOT LIKE 'aid-%'
     AND NOT EXISTS (SELECT FROM hub.trade h WHERE h.settlement_id = t.reference AND h.settled_at IS NOT NULL)
     AND NOT EXISTS (SELECT FROM hub.trade h WHERE h.reversal_id = t.reference) LIMIT 100`,
);
const STRAY_LEAVES = statement(
  'hub-stray-leaves',
  `SELECT subject FROM evidence.journal j
   WHERE (j.kind = 'trade.settlement' AND NOT EXISTS
           (SELECT FROM hub.trade h WHERE h.settlement_id = j.subject AND h.settled_at IS NOT NULL))
      OR (j.kind = 'trade.reversal' AND NOT EXISTS (SELECT FROM hub.trade h WHERE h.reversal_id = j.subject))
   LIMIT 100`,
);

const PAGE = 1000;

/** Every figure and every breach of the hub's own books; reads all trades, a page at a time. */
export async function hubFigures(db: Executor): Promise<HubFigures> {
  const [counts] = await db.query<{ trades: number; reversedUnseen: number }>(COUNTS, []);
  const breaches: HubBreach[] = [];
  for (let page = await tradesOf(db, {}, { limit: PAGE }); page.length > 0; ) {
    breaches.push(...(await breachesOfPage(db, page)));
    page = page.length < PAGE ? [] : await tradesOf(db, {}, { after: page.at(-1)!, limit: PAGE });
  }
  for (const { subject } of await db.query<{ subject: string }>(STRAY_TRANSFERS, [CLEARING_CODES]))
    breaches.push({ check: 'transfer-has-its-trade', subject, found: 'no trade' });
  for (const { subject } of await db.query<{ subject: string }>(STRAY_LEAVES, []))
    breaches.push({ check: 'journal-has-its-trade', subject, found: 'no trade' });
  breaches.push(...(await clearingBreaches(db)), ...(await prepaymentBreaches(db)));
  breaches.push(...(await reconciliationBreaches(db)), ...(await ticketBreaches(db)));
  breaches.push(...(await mutualAidBreaches(db)));
  const { entries } = await pendingOutbox(db);
  return {
    node: HUB,
    trades: counts?.trades ?? 0,
    reversedUnseen: counts?.reversedUnseen ?? 0,
    pairs: await sumByPair(db, null),
    outboxWaiting: entries,
    breaches,
  };
}

async function breachesOfPage(db: Executor, records: readonly TradeRecord[]): Promise<HubBreach[]> {
  const parts = records.flatMap(partsOfRecord);
  const subjects = parts.map(subjectOf);
  const leaves = new Map<string, string>();
  for (const leaf of await db.query<{ kind: string; subject: string; digest: Uint8Array }>(LEAVES, [
    subjects,
  ]))
    leaves.set(`${leaf.kind} ${leaf.subject}`, toHex(leaf.digest));
  const transfers = Map.groupBy(await db.query<StoredTransfer>(TRANSFERS, [subjects]), (t) => t.reference);
  return parts.flatMap((trade) => [
    ...leafBreach(trade, leaves.get(`trade.${trade.kind} ${subjectOf(trade)}`)),
    ...transferBreach(trade, transfers.get(subjectOf(trade)) ?? []),
  ]);
}

function leafBreach(trade: Trade, digest: string | undefined): HubBreach[] {
  if (digest === toHex(digestOfTrade(trade))) return [];
  const found = digest === undefined ? 'no leaf in the journal' : 'the journal holds other content';
  return [{ check: 'trade-in-journal', subject: subjectOf(trade), found }];
}

function transferBreach(trade: Trade, stored: readonly StoredTransfer[]): HubBreach[] {
  const due = transferOf(trade);
  const matches = due === null ? stored.length === 0 : stored.length === 1 && isSame(due, stored[0]!);
  if (matches) return [];
  const found = stored.length === 0 ? 'no transfer' : stored.map(describe).join('; ');
  return [{ check: 'trade-has-its-transfer', subject: subjectOf(trade), found }];
}

const FIELDS = ['transferId', 'debit', 'credit', 'amount', 'code', 'reference', 'month', 'postedAt'] as const;

function isSame(due: StoredTransfer, stored: StoredTransfer): boolean {
  return FIELDS.every((field) => due[field] === stored[field]);
}

const describe = (t: StoredTransfer) => `${t.transferId}: ${t.amount} from ${t.debit} to ${t.credit}`;
