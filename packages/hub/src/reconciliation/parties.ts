import { type Seen, type Sighting, sightingsOf } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import {
  type Grouping,
  type RowGroup,
  type RowReference,
  type RowScope,
  type TradeRow,
  tradeRowReader,
} from '@zhijie/evidence';
import {
  type AnswerOf,
  type Ask,
  type MessageName,
  NoAnswer,
  type NodeAddress,
  NotDelivered,
  type ReconciliationSide,
  type RequestOf,
  type Route,
  routeOf,
} from '@zhijie/exchange';
import { addDays, type CalendarDate, provinceOf, startOfDay } from '@zhijie/kernel';

export type PartyDeps = { readonly db: Database; readonly ask: Ask };

/** Two areas, or of one side a province and of the other nothing. */
export type Between = { readonly careArea: string; readonly insuredArea: string };

const ownRows = tradeRowReader('hub.trade_row', 'care_area');

const scopeOf = (day: CalendarDate, between: Between): RowScope => ({
  from: startOfDay(day),
  until: startOfDay(addDays(day, 1)),
  ...between,
});

/** Asks a province; null when it does not answer, or refuses because it does not know the question yet. */
async function askProvince<N extends MessageName>(
  { ask }: PartyDeps,
  message: N,
  to: NodeAddress,
  given: { readonly route: Route; readonly body: RequestOf<N> },
): Promise<AnswerOf<N> | null> {
  try {
    const answer = await ask(message, given.route, given.body, { to });
    return answer.ok ? answer.value : null;
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
}

const fullArea = (area: string): string => (area.length === 2 ? `${area}0000` : area);

function questionTo(side: ReconciliationSide, between: Between): { to: NodeAddress; route: Route } {
  const { careArea, insuredArea } = between;
  const route = routeOf({ careArea: fullArea(careArea), insuredArea: fullArea(insuredArea) });
  return { to: provinceOf(side === 'care' ? careArea : insuredArea), route };
}

export type Groups = readonly RowGroup[];

/** The groups of one side; null when its province does not answer. */
export async function groupsAt(
  deps: PartyDeps,
  side: ReconciliationSide,
  asked: { day: CalendarDate; between: Between; by: Grouping; prefix?: string },
): Promise<Groups | null> {
  const { day, between, by, prefix = '' } = asked;
  const { to, route } = questionTo(side, between);
  const body = { day, side, ...between, by, prefix };
  return (await askProvince(deps, 'reconciliation.digests@1', to, { route, body }))?.groups ?? null;
}

export const ownGroups = (
  { db }: PartyDeps,
  { day, between, by, prefix }: { day: CalendarDate; between: Between; by: Grouping; prefix?: string },
): Promise<Groups> => ownRows.groups(db, scopeOf(day, between), by, prefix);

type RowsAsked = { day: CalendarDate; between: Between; prefixes: readonly string[]; limit: number };

export async function rowsAt(
  deps: PartyDeps,
  side: ReconciliationSide,
  { day, between, prefixes, limit }: RowsAsked,
): Promise<readonly TradeRow[] | null> {
  const { to, route } = questionTo(side, between);
  const body = { day, side, ...between, prefixes: [...prefixes], limit };
  return (await askProvince(deps, 'reconciliation.rows@1', to, { route, body }))?.rows ?? null;
}

export const rowsHere = (
  { db }: PartyDeps,
  { day, between, prefixes, limit }: RowsAsked,
): Promise<readonly TradeRow[]> => ownRows.rows(db, scopeOf(day, between), prefixes, limit);

async function knownAt(
  deps: PartyDeps,
  side: ReconciliationSide,
  { between, references }: { between: Between; references: readonly RowReference[] },
): Promise<readonly Sighting[] | null> {
  const { to, route } = questionTo(side, between);
  const body = { side, references: [...references] };
  return (await askProvince(deps, 'reconciliation.known@1', to, { route, body }))?.sightings ?? null;
}

/**
 * What the three know of rows that somebody has, so that nothing under way looks like a difference. A
 * settlement is the care side's intent first, then the insured side's, then the hub's, and decided at care
 * side last. So the care side is asked first: what it has decided, the others have when they are asked after;
 * of what the others have it has at least the intent. Null when a province is silent.
 */
export async function sightAll(
  deps: PartyDeps,
  between: Between,
  references: readonly RowReference[],
): Promise<Seen[] | null> {
  const asked = { between, references };
  const care = await knownAt(deps, 'care', asked);
  const insured = care === null ? null : await knownAt(deps, 'insured', asked);
  if (care === null || insured === null) return null;
  const hub = sightingsOf(references, await ownRows.find(deps.db, references));
  return references.map((_, index) => ({ care: care[index]!, hub: hub[index]!, insured: insured[index]! }));
}

/** Has the care side ask again, or take back; null when it does not answer. */
export async function orderAtCare(
  deps: PartyDeps,
  order: {
    readonly act: 'repair' | 'reverse';
    readonly orderId: string;
    readonly orderedBy: string;
    readonly insuredArea: string;
    readonly reference: RowReference;
  },
): Promise<string | null> {
  const { act, orderId, orderedBy, insuredArea, reference } = order;
  const { careArea, providerId, personId } = reference;
  const to = provinceOf(careArea);
  const route = routeOf({ careArea, insuredArea, providerId, personId });
  const answer =
    act === 'repair'
      ? await askProvince(deps, 'reconciliation.repair@1', to, { route, body: { reference } })
      : await askProvince(deps, 'reconciliation.reverse@1', to, {
          route,
          body: { orderId, orderedBy, reference },
        });
  return answer === null || answer.outcome === 'unanswered' ? null : answer.outcome;
}
