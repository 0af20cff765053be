import { sightingsOf } from '@zhijie/clearing';
import type { Database, Executor } from '@zhijie/database';
import type { RowReference, RowScope, TradeRowReader } from '@zhijie/evidence';
import type { Handlers, NodeAddress, ReconciliationSide } from '@zhijie/exchange';
import { addDays, ok, parseCalendarDate, type Result, refuse, startOfDay } from '@zhijie/kernel';

/** What a side of the province brings to the daily comparison. */
export type SideRows = {
  readonly reader: TradeRowReader;
  undecided(
    db: Executor,
    references: readonly RowReference[],
  ): Promise<readonly { readonly itemId: string; readonly state: 'pending' | 'refused' }[]>;
};

type Asked = {
  readonly day: string;
  readonly side: ReconciliationSide;
  readonly careArea: string;
  readonly insuredArea: string;
};

/**
 * The hub's questions for the three-party reconciliation (procedures R-01). Each side answers for its own
 * areas only; the message says which side is asked. Refusals: `not-permitted`, `date-malformed`.
 */
export function comparisonHandlers(
  node: NodeAddress,
  db: Database,
  sides: Readonly<Record<ReconciliationSide, SideRows>>,
): Handlers {
  const scoped = async <T>(asked: Asked, work: (scope: RowScope) => Promise<T>): Promise<Result<T>> => {
    const { side, careArea, insuredArea } = asked;
    const own = side === 'care' ? careArea : insuredArea;
    if (!own.startsWith(node)) return refuse('not-permitted', { field: `${side}Area` });
    const day = parseCalendarDate(asked.day);
    if (!day.ok) return refuse('date-malformed', { field: 'day' });
    const [from, until] = [startOfDay(day.value), startOfDay(addDays(day.value, 1))];
    return ok(await work({ from, until, careArea, insuredArea }));
  };
  return {
    'reconciliation.digests@1': ({ by, prefix, ...asked }) =>
      scoped(asked, async (scope) => ({
        groups: await sides[asked.side].reader.groups(db, scope, by, prefix),
      })),
    'reconciliation.rows@1': ({ prefixes, limit, ...asked }) =>
      scoped(asked, async (scope) => ({
        rows: await sides[asked.side].reader.rows(db, scope, prefixes, limit),
      })),
    'reconciliation.known@1': async ({ side, references }) => {
      // What is not decided first: a row that is decided in between is then seen as decided.
      const undecided = await sides[side].undecided(db, references);
      const rows = await sides[side].reader.find(db, references);
      const own = rows.filter((row) => row[side === 'care' ? 'careArea' : 'insuredArea'].startsWith(node));
      return ok({ sightings: sightingsOf(references, own, undecided) });
    },
  };
}
