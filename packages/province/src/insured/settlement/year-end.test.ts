import { statement, useTestDatabase } from '@zhijie/database';
import type { Bill } from '@zhijie/exchange';
import { beforeAll, describe, expect, test } from 'vitest';
import { insuredInvariants, replaySettlements } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  personId,
  policiesWith,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  const policies = policiesWith((path, text) =>
    path.endsWith('990100-example/resident.yaml')
      ? text
          .replace(
            'fictional: true\n',
            'fictional: true\nstayOverYearEnd: { is: split, cite: demo-a#第十九条 }\n',
          )
          .replace('amount: 1500元', 'amount: 1500元\n          newYear: carried')
      : text,
  );
  h = harness(db, { policies });
  await h.side.seed(examplePersons);
});

const HOME = { careArea: '990100', providerId: 'H99010100001' } as const;
const eligible = (amount: number) => ({
  total: amount,
  excluded: 0,
  overLimit: 0,
  selfPaidFirst: 0,
  eligible: amount,
});
const stay = (own: Partial<Bill> & { personId: string; visitId: string }): Bill =>
  inpatientBill({ ...HOME, totals: eligible(1_000_000), ...own });
/** Ten days, six of them in 2025. */
const OVER = { admittedOn: '2025-12-26', dischargedOn: '2026-01-05' } as const;

const settle = (settlementId: string, bill: Bill) =>
  h.ask('settlement.settle@1', { settlementId, requestedAt: h.clock.now, bill }, HOME);
const reverse = (settlementId: string, person: string) =>
  h.ask(
    'settlement.reverse@1',
    {
      reversalId: `R-${settlementId}`,
      settlementId,
      personId: person,
      requestedAt: h.clock.now,
      reason: 'undo',
    },
    HOME,
  );

const withoutTriggers = statement(
  'year-end.without-triggers',
  `set local session_replication_role = 'replica'`,
);
class Undo extends Error {}

/** What the doctor names after a change by hand, which is then undone. */
async function breachesAfter(name: string, sql: string): Promise<string[]> {
  let found: string[] = [];
  const work = db.transaction(async (tx) => {
    await tx.query(withoutTriggers, []);
    await tx.query(statement(`year-end.${name}`, sql), []);
    found = (await insuredInvariants(tx)).map(({ invariant }) => invariant);
    throw new Undo();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return found;
}

async function yearsOf(person: string) {
  const years = ['2025-12', '2026-03'].map(async (month) => {
    const request = { personId: person, insuranceType: 'resident', month } as const;
    const { values } = valueIn(await h.ask('accumulators.read@1', request, HOME));
    const of = (name: string) => values.find(({ counter }) => counter === name)?.value;
    return [of('admissions'), of('eligible'), of('deductiblePaid')];
  });
  return Promise.all(years);
}

describe('V-11 a stay over the end of the policy year, where the pack asks for two parts', () => {
  const id = personId('journey-1');
  const bill = stay({ ...OVER, personId: id, visitId: 'V1' });

  test('10 days, 6 in the old year, 10 000: 6 000 and 4 000, each on the counters of its year', async () => {
    const decision = valueIn(await settle('S1', bill));
    expect(decision.parts).toMatchObject({ feeTotal: 1_000_000, deductibleApplied: 150_000 });
    expect(decision.policyYear).toBe(2026);
    expect(decision.warnings).toEqual(['住院跨待遇年度，按天数分在 2025、2026 两个年度计算。']);
    expect(await yearsOf(id)).toEqual([
      [1, 600_000, 150_000],
      [0, 400_000, 0],
    ]);
    expect(valueIn(await settle('S1', bill))).toEqual(decision);
  });

  test('the person reads the steps of both years; replay and doctor know both', async () => {
    const shown = await h.side.services.billOfPerson(personActor(id), { personId: id, settlementId: 'S1' });
    const years = new Set(valueIn(shown).decision.steps.map((step) => step.text.slice(0, 7)));
    expect([...years]).toEqual(['2025 年度', '2026 年度']);
    expect(await replaySettlements(db)).toMatchObject({ replayed: 1, breaches: [] });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('the same visit settled under another id leaves both years as they were', async () => {
    expect(await settle('S1-again', bill)).toMatchObject({ refusal: { code: 'segment-already-settled' } });
    expect(await yearsOf(id)).toEqual([
      [1, 600_000, 150_000],
      [0, 400_000, 0],
    ]);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('the doctor names a part that was changed, moved to another year, or lost', async () => {
    const changed = 'update insured.settlement_earlier_year set delta[3] = delta[3] + 1';
    expect(await breachesAfter('changed', changed)).toEqual([
      'accumulators-are-the-fold-of-settlements',
      'settlement-equals-its-leaf',
    ]);
    const moved = 'update insured.settlement_earlier_year set policy_year = 2024';
    expect(await breachesAfter('moved', moved)).toContain('earlier-year-is-a-part-of-its-stay');
    expect(await breachesAfter('lost', 'delete from insured.settlement_earlier_year')).toContain(
      'settlement-equals-its-leaf',
    );
  });

  test('T-07 the reversal restores both years, once', async () => {
    const undone = valueIn(await reverse('S1', id));
    expect(undone).toMatchObject({ outcome: 'reversed', parts: { feeTotal: -1_000_000 } });
    expect(valueIn(await reverse('S1', id))).toEqual(undone);
    expect(await yearsOf(id)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(await replaySettlements(db)).toMatchObject({ replayed: 1, breaches: [] });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('at once with stays of one year each, every one counts once', async () => {
    const person = personId('journey-referral');
    const days = { old: ['2025-11-01', '2025-11-05'], new: ['2026-02-01', '2026-02-05'] } as const;
    const one = (visitId: string, [admittedOn, dischargedOn]: readonly [string, string]) =>
      stay({ personId: person, visitId, admittedOn, dischargedOn });
    const answers = await Promise.all([
      settle('C1', one('C1', days.old)),
      settle('C2', stay({ ...OVER, personId: person, visitId: 'C2' })),
      settle('C3', one('C3', days.new)),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    const [before, after] = await yearsOf(person);
    expect([before?.[1], after?.[1]]).toEqual([1_600_000, 1_400_000]);
    expect(await replaySettlements(db)).toMatchObject({ breaches: [] });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('T-04 undoing a stay of the old year flags the later one that was split', async () => {
    const person = personId('journey-temporary');
    const old = { admittedOn: '2025-10-01', dischargedOn: '2025-10-05' };
    valueIn(
      await settle('T1', stay({ ...old, personId: person, visitId: 'T1', totals: eligible(30_000_000) })),
    );
    valueIn(await settle('T2', stay({ ...OVER, personId: person, visitId: 'T2' })));
    const undone = valueIn(await reverse('T1', person));
    expect(undone).toMatchObject({ staleSettlements: ['T2'] });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('a stay of one year has no second part, nor has one discharged on the first day of the year', async () => {
    const person = personId('journey-long-term');
    const firstDay = { admittedOn: '2025-12-28', dischargedOn: '2026-01-01' };
    const decision = valueIn(await settle('F1', stay({ ...firstDay, personId: person, visitId: 'F1' })));
    expect(decision.warnings.join()).not.toContain('跨待遇年度');
    expect((await yearsOf(person)).map((year) => year[1])).toEqual([0, 1_000_000]);
  });
});
