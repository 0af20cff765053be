import { useTestDatabase } from '@zhijie/database';
import { routeOf } from '@zhijie/exchange';
import { expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { testHub } from '../testing/network.ts';

const db = useTestDatabase(hubMigrations);
let count = 0;
const nextDigest = (): string => String(++count).padStart(64, '0');

/** Henan asks as an insured place, Beijing as a care place. */
function provinces() {
  const net = testHub(db);
  const [henan, beijing] = [net.province('41'), net.province('11')];
  const route = { 41: routeOf({ insuredArea: '410100' }), 11: routeOf({ careArea: '110000' }) };
  return {
    claim: async (digest: string, useId: string) => {
      const done = await henan.ask('invoice.use@1', route[41], { digest, use: 'claim', useId });
      return done.ok ? done.value : done.refusal;
    },
    direct: async (digest: string, useId: string) => {
      const done = await beijing.ask('invoice.use@1', route[11], { digest, use: 'direct', useId });
      return done.ok ? done.value : done.refusal;
    },
    release: async (from: '41' | '11', digest: string, useId: string) => {
      const asker = from === '41' ? henan : beijing;
      const done = await asker.ask('invoice.release@1', route[from], { digest, useId });
      return done.ok ? done.value.outcome : done.refusal.code;
    },
  };
}

test('A-03 an invoice is in one use, whichever province asks first, and the same use again changes nothing', async () => {
  const { claim, direct } = provinces();
  const digest = nextDigest();
  expect(await claim(digest, 'C1')).toEqual({ outcome: 'registered', takenBy: null });
  expect(await claim(digest, 'C1')).toEqual({ outcome: 'known', takenBy: null });
  expect(await claim(digest, 'C2')).toEqual({ outcome: 'taken', takenBy: 'claim' });
  // The same id from another province is another use.
  expect(await direct(digest, 'C1')).toEqual({ outcome: 'taken', takenBy: 'claim' });
});

test('A-03 of many that ask at the same moment one gets the invoice', async () => {
  const { claim, direct } = provinces();
  const digest = nextDigest();
  const asked = ['A', 'B', 'C', 'D'].flatMap((id) => [claim(digest, id), direct(digest, `S${id}`)]);
  const outcomes = (await Promise.all(asked)).map((answer) => 'outcome' in answer && answer.outcome);
  expect(outcomes.filter((outcome) => outcome === 'registered')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(7);
});

test('a use is given up by the province that has it, and the invoice is free again', async () => {
  const { claim, direct, release } = provinces();
  const digest = nextDigest();
  await claim(digest, 'C1');
  expect(await release('11', digest, 'C1')).toBe('not-in-use');
  expect(await direct(digest, 'S1')).toEqual({ outcome: 'taken', takenBy: 'claim' });
  expect(await release('41', digest, 'C1')).toBe('released');
  expect(await release('41', digest, 'C1')).toBe('not-in-use');
  expect(await direct(digest, 'S1')).toEqual({ outcome: 'registered', takenBy: null });
});
