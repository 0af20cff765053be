import { type Database, runScript, statement } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import type { Installation } from '../nodes/installation.ts';
import type { Taps } from '../nodes/nodes.ts';
import { PROVINCES } from '../nodes/people.ts';
import type { FaultPlan } from '../world/faults.ts';
import type { StatementTap } from '../world/store.ts';

/**
 * A known kind of bug, planted from outside: by a statement that lies, or by another SQL function in the
 * database.
 */
export type Bug = {
  readonly name: string;
  readonly taps: Taps;
  /** The faults under which it shows; everything else is sound. */
  readonly faults: Partial<FaultPlan>;
  /** What the run that finds it must say. */
  readonly shows: RegExp;
  /** Plants the rest of the bug; the answer takes it out again. */
  plant(installation: Installation): Promise<() => Promise<void>>;
};

const nothingMore = async () => async () => {};

/**
 * Says that the statement is done, and does it up to three seconds later: never, if the node crashes by
 * then.
 */
const acknowledgesFirst =
  (name: string, answer: object): StatementTap =>
  async (statement, run, { process, world }) => {
    if (statement.name !== name) return run();
    world.loop.after(world.timing.below(3_000), () => {
      if (process.isAlive()) run().catch(() => undefined);
    });
    return [answer];
  };

const everywhere = (tap: StatementTap): Taps =>
  Object.fromEntries(PROVINCES.map((address) => [address, tap]));

const DEFINITION = statement('sim-function-text', 'SELECT pg_get_functiondef($1::regproc) AS text');

/**
 * Replaces a part of a SQL function of every province. The part must be there, or the museum is out of
 * date.
 */
async function rewrite(
  { databases }: Installation,
  name: string,
  change: (text: string) => string,
): Promise<() => Promise<void>> {
  const originals: [Database, string][] = [];
  for (const province of PROVINCES) {
    const db = databases[province]!;
    const [row] = await db.query<{ text: string }>(DEFINITION, [name]);
    const text = row!.text;
    const changed = change(text);
    assert(changed !== text, `${name} has the part that the planted bug replaces`);
    await runScript(db, 'sim-plant', changed);
    originals.push([db, text]);
  }
  return async () => {
    for (const [db, text] of originals) await runScript(db, 'sim-take-out', text);
  };
}

export const CRASHES = { crash: 25, crashesAtMost: 8 };

export const DELAYS = { delayed: 350, longestDelayMs: 40_000 };

export const BUGS: readonly Bug[] = [
  {
    name: 'the insured side acknowledges a settlement before its commit',
    faults: CRASHES,
    shows: /at the insured side|still open/,
    taps: everywhere(acknowledgesFirst('insured.settlement.commit', { outcome: 'settled' })),
    plant: nothingMore,
  },
  {
    name: 'the care side sends a settlement before its intent is committed',
    faults: CRASHES,
    shows: /alone/,
    taps: everywhere(acknowledgesFirst('care-settlement-begin', { outcome: 'begun' })),
    plant: nothingMore,
  },
  {
    name: 'a reversal that overtook its settlement leaves no tombstone',
    faults: DELAYS,
    shows: /is refused at the care side and (settled|reversed)|refused\/none, which nothing explains/,
    taps: {},
    plant: (installation) =>
      rewrite(installation, 'insured.commit_reversal', (text) =>
        text.replace(
          /insert into insured\.settlement[^;]*;\s*if not found then\s*return 'exists';\s*end if;/,
          "return 'done';",
        ),
      ),
  },
  {
    name: 'the yearly limit is checked outside the loop that uses it',
    faults: {},
    shows: /accumulators that were not those of its moment|more than its yearly limit/,
    taps: {},
    plant: (installation) =>
      rewrite(installation, 'insured.commit_settlement', (text) =>
        text.replace(
          /on conflict do nothing;(\s*else.*?) and version = p_expected_version;/s,
          'on conflict (person_id, insured_area, insurance_type, year) do update set version = 1;$1;',
        ),
      ),
  },
];
