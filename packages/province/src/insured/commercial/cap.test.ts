import { type Database, openDatabase, useTestDatabase } from '@zhijie/database';
import { createProductLibrary } from '@zhijie/engine';
import { assert } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import { agree, cover, exampleInsurer, exampleProductFiles } from '../testing/commercial.ts';
import { allMigrations, examplePersons, harness, inpatientBill, valueIn } from '../testing/harness.ts';

/** The product of journey 7 with a cap that two bills reach. */
const CAP = 1_000_000;

function cappedProducts() {
  const files = exampleProductFiles().map(({ path, text }) => ({
    path,
    text: path.endsWith('demo-a-2026.yaml') ? text.replace('cap: 100万元', 'cap: 1万元') : text,
  }));
  const built = createProductLibrary(files);
  assert(built.ok, 'the capped product is sound');
  return built.value;
}

const fees = { total: 4_000_000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 4_000_000 };
const rows = [{ category: 'western-drug', fees }];
const BILLS = 16;

const WRITES: readonly string[] = ['insured.commercial.commit', 'insured.commercial.hold-leg'];

/** The same database, in which nobody writes a payment before as many as there are bills have decided. */
function decidingFirst(db: Database): Database {
  const all = Promise.withResolvers<void>();
  let decided = 0;
  const waiting =
    (query: Database['query']): Database['query'] =>
    async (asked, values) => {
      if (WRITES.includes(asked.name) && decided < BILLS) {
        decided += 1;
        if (decided === BILLS) all.resolve();
        await all.promise;
      }
      return query(asked, values);
    };
  return {
    url: db.url,
    close: () => db.close(),
    query: waiting((asked, values) => db.query(asked, values)),
    transaction: (work, options) =>
      db.transaction((tx) => work({ query: waiting((asked, values) => tx.query(asked, values)) }), options),
  };
}

/** Sixteen bills of one cover, put to it by sixteen connections at once; what was promised in all, fen. */
async function rush(url: string, over: (db: Database) => Database = (db) => db): Promise<number> {
  const clients = openDatabase({ url, max: BILLS });
  try {
    const commercial = { ...exampleInsurer().deps, products: cappedProducts() };
    const h = harness(over(clients), { commercial });
    await h.side.seed(examplePersons);
    const person = examplePersons.find(({ key }) => key === 'journey-long-term')!;
    const { personId } = person;
    await cover(h, person, 'demo-a-2026');
    await agree(h, personId, 'demo-a-2026');
    const bills: { settlementId: string; cash: number }[] = [];
    for (let number = 1; number <= BILLS; number++) {
      const settlementId = `S-CAP-${number}`;
      const bill = inpatientBill({ personId, visitId: settlementId, totals: fees });
      const whole = { ...bill, usesPersonalAccount: false, fees: { kind: 'categories' as const, rows } };
      const asked = { settlementId, requestedAt: h.clock.now, bill: whole };
      const settled = valueIn(await h.ask('settlement.settle@1', asked));
      bills.push({ settlementId, cash: settled.parts.paidInCash });
    }
    const holds = bills.map(({ settlementId, cash }) =>
      h.ask('leg.hold@1', {
        ...{ legId: `${settlementId}.L`, actId: 'A', settlementId, personId, kind: 'insurer' },
        ...{ payer: 'demo-a-2026', asked: cash, until: h.clock.now + 60_000 },
      }),
    );
    const held = (await Promise.all(holds)).map(valueIn);
    return held.reduce((sum, { amount }) => sum + amount, 0);
  } finally {
    await clients.close();
  }
}

const sound = useTestDatabase(allMigrations);
/** The year of a product is no longer taken by one bill at a time. */
const unlocked = useTestDatabase(
  allMigrations.map(({ id, sql }) => ({
    id: `${id}-unlocked`,
    sql: sql
      .replace(' and product = v.product and version = p_expected_version;', ' and product = v.product;')
      .replace(
        'insert into insured.commercial_year values (v.person_id, v.product, 1) on conflict do nothing;',
        'insert into insured.commercial_year values (v.person_id, v.product, 1)' +
          ' on conflict (person_id, product) do update set version = commercial_year.version + 1;',
      ),
  })),
);

test('K-02 sixteen bills at once never take more than the cap', { timeout: 60_000 }, async () => {
  expect(await rush(sound.url)).toBe(CAP);
  expect(await insuredInvariants(sound)).toEqual([]);
});

test('would take more than the cap without the version of the year', { timeout: 60_000 }, async () => {
  expect(await rush(unlocked.url, decidingFirst)).toBeGreaterThan(CAP);
});
