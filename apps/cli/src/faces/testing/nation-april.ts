/** Three weeks of April between all provinces, and what provinces told of their days: for the nation's pages. */
import { statement } from '@zhijie/database';
import type { Trade } from '@zhijie/exchange';
import { recordTrades } from '@zhijie/hub';
import { PROVINCE_NAMES } from '@zhijie/kernel';
import type { NetworkUnderTest } from '../../acceptance/network-under-test.ts';
import { at } from './acting.ts';

const PROVINCES = Object.keys(PROVINCE_NAMES).filter((code) => Number(code) < 66);
/** The same figures on every run: a linear congruential sequence. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const dayOf = (n: number): string => `2026-04-${String(n).padStart(2, '0')}`;

function trades(): Trade[] {
  const next = sequence(7);
  const made: Trade[] = [];
  const largeHosts = new Set(['31', '44', '33', '32', '50']);
  for (const insured of PROVINCES) {
    for (const care of PROVINCES.filter(
      (code) => code !== insured && (largeHosts.has(code) || next(3) === 0),
    )) {
      const count = largeHosts.has(care) ? 3 : 1;
      for (let n = 0; n < count; n++) {
        const serial = String(made.length).padStart(6, '0');
        made.push({
          kind: 'settlement',
          settlementId: `S${care}00002026040000000${serial}`,
          reversalId: null,
          careArea: `${care}0000`,
          insuredArea: `${insured}0100`,
          providerId: `H${care}010500001`,
          personId: `P${insured}0100202604${serial}00`,
          insuranceType: next(3) === 0 ? 'employee' : 'resident',
          claim: 30_000 + next(largeHosts.has(care) ? 9_000_000 : 1_500_000),
          at: at(dayOf(1 + next(21))) + next(10_000),
        });
      }
    }
  }
  return made;
}

const DAY = statement(
  'test-nation-day',
  `INSERT INTO hub.nation_day (day, province, counted_at, settlements, by_insurance_code, by_social_card,
     by_id_card, by_mobile, by_one_code, one_stop, credit_drawn, milliseconds, manual_claims, unknown,
     unknown_since)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
);
const ASKS = statement(
  'test-nation-asks',
  `INSERT INTO hub.exchange_tally (day, care, insured, message, outcome, asks, milliseconds)
   VALUES ($1, $2, $3, 'settlement.settle@1', $4, $5, $6)
   ON CONFLICT (day, care, insured, message, outcome) DO NOTHING`,
);

/** Ends where it began: the clock stays. */
export async function nationApril({ network }: Pick<NetworkUnderTest, 'network'>): Promise<void> {
  const hub = network.databases.get('hub')!;
  const made = trades();
  for (let from = 0; from < made.length; from += 400) await recordTrades(hub, made.slice(from, from + 400));
  const next = sequence(11);
  const own = [...network.provinces.keys()];
  for (let n = 1; n <= 21; n++) {
    for (const [index, province] of own.entries()) {
      // One province is late: its last two days are missing.
      if (index === 1 && n > 19) continue;
      const settlements = 900 + next(300);
      const code = Math.floor((settlements * (58 + next(8))) / 100);
      const unknown = index === 0 && n === 21 ? 2 : 0;
      const since = unknown === 0 ? null : at('2026-04-21 08:14:05');
      const shown = [
        settlements,
        code,
        Math.floor((settlements - code) / 2),
        Math.floor((settlements - code) / 3),
      ];
      const ways = [Math.floor(settlements / 5), Math.floor(settlements / 9), Math.floor(settlements / 7)];
      const rest = [next(900_000), settlements * (1500 + next(1200)), next(9), unknown, since];
      await hub.query(DAY, [dayOf(n), province, at(dayOf(n)), ...shown, ...ways, ...rest]);
      const care = own[(index + 1) % own.length]!;
      const asks = 300 + next(200);
      await hub.query(ASKS, [dayOf(n), care, province, 'answered', asks, asks * (380 + next(260))]);
      if (next(3) === 0) await hub.query(ASKS, [dayOf(n), care, province, 'no-answer', 1 + next(3), 9000]);
    }
  }
}
