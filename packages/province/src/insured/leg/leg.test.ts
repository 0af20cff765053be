import { statement, useTestDatabase } from '@zhijie/database';
import { fen, type Refusal, type Result } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personId,
} from '../testing/harness.ts';
import type { LegAsk, LegOutcome, LegPayer } from './payer.ts';

const db = useTestDatabase(allMigrations);
const PERSON = personId('journey-long-term');
const NOTHING = { amount: fen(0), heldUntil: null, reason: null, slipId: null } as const;

/** A payer that pays at most ten yuan, in memory; `next` may break an answer. */
const kept = new Map<string, LegOutcome>();
let isBroken = false;
const payer: LegPayer = {
  kind: 'credit',
  quote: async (_deps, _bill, left) => [
    { kind: 'credit', payer: 'line', name: '信用', amount: fen(Math.min(left, 1000)), obstacle: null },
  ],
  async hold(_deps, { legId, asked, until }: LegAsk) {
    const known = kept.get(legId);
    if (known === undefined) {
      kept.set(legId, { ...NOTHING, state: 'held', amount: fen(Math.min(asked, 1000)), heldUntil: until });
    }
    if (isBroken) throw new Error('the answer is lost');
    return kept.get(legId)!;
  },
  async confirm(_deps, legId) {
    kept.set(legId, { ...kept.get(legId)!, state: 'confirmed', heldUntil: null, slipId: 'SLIP' });
    return kept.get(legId)!;
  },
  async undo(_deps, { legId }) {
    kept.set(legId, { ...NOTHING, state: 'voided' });
    return kept.get(legId)!;
  },
  outcome: async (_deps, legId) => kept.get(legId) ?? { ...NOTHING, state: 'absent' },
};

let h: Harness;
let settlementId = '';
let cash = 0;
beforeAll(async () => {
  h = harness(db, { legPayers: { credit: payer } });
  await h.side.seed(examplePersons);
  settlementId = 'S990100202603AAAA000001';
  const bill = inpatientBill({ personId: PERSON, visitId: 'V-LEG' });
  const done = await h.ask('settlement.settle@1', { settlementId, requestedAt: h.clock.now, bill });
  cash = granted(done).parts.paidInCash;
});

function granted<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}
const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? 'ok' : result.refusal.code);
let count = 0;
const holdOf = (own: object = {}) => {
  count += 1;
  const asked = { settlementId, personId: PERSON, kind: 'credit' as const, payer: 'line', asked: 1500 };
  return { legId: `L${count}`, actId: 'A', ...asked, until: h.clock.now + 60_000, ...own };
};
const LEAVES = statement(
  'test.leg.leaves',
  `select count(*)::integer as n from evidence.journal where subject = $1`,
);

describe('a leg at the insured side', () => {
  it('is held, confirmed and given back; each word again says the same', async () => {
    const hold = holdOf();
    const first = granted(await h.ask('leg.hold@1', hold));
    expect(first).toMatchObject({ state: 'held', amount: 1000 });
    expect(granted(await h.ask('leg.hold@1', hold))).toEqual(first);
    const { legId } = hold;
    const confirmed = granted(await h.ask('leg.confirm@1', { legId }));
    expect(confirmed).toMatchObject({ state: 'confirmed', amount: 1000, slipId: 'SLIP' });
    expect(granted(await h.ask('leg.confirm@1', { legId }))).toEqual(confirmed);
    expect(granted(await h.ask('leg.outcome@1', { legId }))).toEqual(confirmed);
    const back = granted(await h.ask('leg.void@1', { legId, personId: PERSON, kind: 'credit' }));
    expect(back).toMatchObject({ state: 'voided', amount: 0 });
    expect(granted(await h.ask('leg.confirm@1', { legId }))).toMatchObject({ state: 'voided' });
    expect((await db.query(LEAVES, [legId]))[0]).toEqual({ n: 4 });
  });

  it('a void before its hold refuses the hold for ever', async () => {
    const hold = holdOf();
    const { legId } = hold;
    const kind = 'credit' as const;
    expect(granted(await h.ask('leg.void@1', { legId, personId: PERSON, kind }))).toMatchObject({
      state: 'voided',
    });
    expect(granted(await h.ask('leg.hold@1', hold))).toMatchObject({ state: 'voided', amount: 0 });
    expect(granted(await h.ask('leg.confirm@1', { legId }))).toMatchObject({ state: 'voided' });
  });

  it('whose answer was lost is known by its outcome', async () => {
    const hold = holdOf();
    isBroken = true;
    await expect(h.ask('leg.hold@1', hold)).rejects.toThrow('lost');
    isBroken = false;
    expect(granted(await h.ask('leg.outcome@1', { legId: hold.legId }))).toMatchObject({ state: 'held' });
    expect(granted(await h.ask('leg.hold@1', hold))).toMatchObject({ state: 'held', amount: 1000 });
    expect(granted(await h.ask('leg.outcome@1', { legId: 'never' }))).toMatchObject({ state: 'absent' });
  });

  it('is refused by name', async () => {
    const ask = async (own: object) => codeOf(await h.ask('leg.hold@1', holdOf(own)));
    expect(await ask({ kind: 'family' })).toBe('leg-kind-unserved');
    expect(await ask({ settlementId: 'S-none' })).toBe('settlement-unknown');
    expect(await ask({ asked: cash + 1 })).toBe('leg-exceeds-rest');
    expect(codeOf(await h.ask('leg.hold@1', { ...holdOf(), legId: 'L1', asked: 7 }))).toBe(
      'leg-content-differs',
    );
    const elsewhere = { providerId: 'H11010500002' };
    expect(codeOf(await h.ask('leg.hold@1', holdOf(), elsewhere))).toBe('not-permitted');
    expect(codeOf(await h.ask('leg.outcome@1', { legId: 'L1' }, elsewhere))).toBe('not-permitted');
  });

  it('K-02 all legs of a bill together are never more than its person owes, also at once', async () => {
    const asked = Math.floor(cash / 2);
    const answers = await Promise.all([0, 1, 2].map(() => h.ask('leg.hold@1', holdOf({ asked }))));
    // Each is held for ten yuan at the most; while it is being asked, all of what is asked counts.
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(1);
    expect(await insuredInvariants(db)).toEqual([]);
    await h.ask('settlement.reverse@1', {
      reversalId: 'R-LEG',
      settlementId,
      personId: PERSON,
      requestedAt: h.clock.now,
      reason: 'undo',
    });
    expect(codeOf(await h.ask('leg.hold@1', holdOf()))).toBe('leg-settlement-undone');
  });
});
