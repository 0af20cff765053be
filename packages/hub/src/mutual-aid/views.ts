import type { Database } from '@zhijie/database';
import { type AnswerOf, type Ask, addressOf, type RequestOf, routeOf } from '@zhijie/exchange';
import {
  type Clock,
  dateOf,
  type Instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import * as store from './store.ts';

export type MutualAidDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly ask: Ask;
  /** Asks for a delivery at once: the donor's books follow within moments. */
  readonly wakeOutbox: () => void;
};

type Answer<T> = Promise<Result<T, Refusal>>;

/** The node that asks, and the area of its own in whose name it does. */
export type Asker = { readonly from: string; readonly area: string };

/** Whether an area's node says that it insures a person today. */
export async function isInsuredAt(
  deps: MutualAidDeps,
  { personId, area, at }: { readonly personId: string; readonly area: string; readonly at: Instant },
): Promise<boolean> {
  const route = routeOf({ insuredArea: area, personId, month: monthOf(at) });
  const answer = await deps.ask('quota.holder@1', route, { personId, on: dateOf(at) });
  return answer.ok && answer.value.isInsured;
}

/**
 * Whether a node may speak for a wallet: it insures the person. A wallet nobody put into has no node. Who
 * moved takes the wallet along (PS2), when the place that had it says that it insures them no more.
 */
export async function speaksFor(
  deps: MutualAidDeps,
  personId: string,
  { from, area }: Asker,
): Promise<boolean> {
  const kept = await store.walletArea(deps.db, personId);
  if (kept === null || addressOf(kept) === from) return true;
  const at = deps.now();
  if (await isInsuredAt(deps, { personId, area: kept, at })) return false;
  if (!(await isInsuredAt(deps, { personId, area, at }))) return false;
  await store.openWallet(deps.db, { personId, area, at });
  return true;
}

const PAGE = 50;

/** A wallet for the province of its person. Refuses `not-permitted`, `cursor-malformed`. */
export async function read(
  deps: MutualAidDeps,
  { personId, cursor }: RequestOf<'quota.read@1'>,
  asker: Asker,
): Answer<AnswerOf<'quota.read@1'>> {
  if (!(await speaksFor(deps, personId, asker))) return refuse('not-permitted', { field: 'personId' });
  const money = await store.moneyOf(deps.db, personId);
  const [at = String(Number.MAX_SAFE_INTEGER), entryId = ''] = cursor?.split('~') ?? [];
  const before = { at: Number(at), entryId, limit: PAGE };
  if (!Number.isSafeInteger(before.at)) return refuse('cursor-malformed', { field: 'cursor' });
  const entries = await store.entriesOf(deps.db, personId, before);
  const last = entries.at(-1);
  return ok({
    free: money.reduce((sum, { amount }) => sum + amount, 0),
    held: money.reduce((sum, part) => sum + part.held, 0),
    transfersToday: await store.transfersOn(deps.db, personId, dateOf(deps.now())),
    parts: money.slice(0, 100).map(({ donorId, donorArea, amount }) => ({ donorId, donorArea, amount })),
    entries,
    next: last === undefined || entries.length < PAGE ? null : `${last.at}~${last.entryId}`,
  });
}

/** A month's pairs as a province may see them, and what it is owed less what it owes. */
export async function monthFor(deps: MutualAidDeps, month: string, province: string | null) {
  const all = await store.pairsOfMonth(deps.db, month);
  const pairs = all.filter(
    ({ donorProvince, careProvince }) =>
      province === null || donorProvince === province || careProvince === province,
  );
  const net = pairs.reduce(
    (sum, { careProvince, owed }) => sum + (careProvince === province ? owed : -owed),
    0,
  );
  return { month, isOver: month < monthOf(deps.now()), pairs, net: province === null ? 0 : net };
}
