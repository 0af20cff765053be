import { type Database, runScript, statement } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import type { Installation } from '../nodes/installation.ts';
import type { Taps } from '../nodes/nodes.ts';
import { PROVINCES } from '../nodes/people.ts';
import type { StatementTap } from '../world/store.ts';

/**
 * A known kind of bug, planted from outside: by a statement that lies, or by another SQL function in the
 * database.
 */
export type Bug = {
  readonly name: string;
  readonly taps: Taps;
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

export const BUGS: readonly Bug[] = [
  {
    name: 'the insured side acknowledges a settlement before its commit',
    shows: /at the insured side|still open/,
    taps: everywhere(acknowledgesFirst('insured.settlement.commit', { outcome: 'settled' })),
    plant: nothingMore,
  },
  {
    name: 'the care side acknowledges a settlement before its commit',
    shows: /at the care side|was acknowledged/,
    taps: everywhere(acknowledgesFirst('care-settlement-complete', { state: 'completed' })),
    plant: nothingMore,
  },
  {
    name: 'a reversal that overtook its settlement leaves no tombstone',
    shows: /is refused at the care side and (settled|reversed) at the insured side/,
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
    shows: /accumulators that were not those of its moment|more than its yearly limit/,
    taps: {},
    plant: (installation) =>
      rewrite(installation, 'insured.commit_settlement', (text) =>
        text.replace(
          /if v_version is distinct from p_expected_version then\s*return 'conflict';\s*end if;/,
          '',
        ),
      ),
  },
  {
    name: 'a message that is known is settled again',
    shows: /two live settlements|has 2 effects|kept as/,
    taps: {},
    plant: (installation) =>
      rewrite(installation, 'care.begin_settlement', (text) =>
        text
          .replace(/IF EXISTS \(SELECT FROM care\.request_key[^;]*THEN RETURN 'known-request'; END IF;/, '')
          .replace(/IF NOT care\.claim_request\([^;]*THEN RETURN 'known-request'; END IF;/, 'PERFORM 1;')
          .replace(/IF v_live IS NOT NULL THEN[\s\S]*?END IF;/, ''),
      ),
  },
];
