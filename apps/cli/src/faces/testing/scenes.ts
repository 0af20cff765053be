import type { NetworkUnderTest } from '../../acceptance/network-under-test.ts';
import type { StageClock } from './acting.ts';
import { counterDay } from './counter-day.ts';
import { longStay } from './long-stay.ts';
import { confirmAs, marchClearing } from './march-clearing.ts';
import { nationApril } from './nation-april.ts';
import { careInBeijing, noteUsage, prepaidPool } from './prepaid-pool.ts';

type Where = Pick<NetworkUnderTest, 'network' | 'url'>;

/** What the photographed network has lived through, in this order; each may move the clock forward. */
export const SCENES: readonly ((where: Where, clock: StageClock) => Promise<void>)[] = [
  prepaidPool,
  async (where, clock) => {
    clock.set('2026-03-20');
    await careInBeijing(where, 1_000_000, '2026-03-20');
    await noteUsage(where);
  },
  marchClearing,
  (where) => confirmAs(where, '110000'),
  nationApril,
];

/** Enough when only the counter's pages are taken. */
export const COUNTER_SCENES: typeof SCENES = [counterDay];

/** What the photographed person has lived through; enough when only the patient's pages are taken. */
export const PATIENT_SCENES: typeof SCENES = [
  async (where, clock) => {
    await longStay(where, clock, 'li-jianguo');
  },
];
