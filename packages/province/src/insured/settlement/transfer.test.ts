import { useTestDatabase } from '@zhijie/database';
import type { Bill } from '@zhijie/exchange';
import { calendarDate } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { insuredInvariants, replaySettlements } from '../index.ts';
import {
  agencyOf,
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personId,
  policiesWith,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  const policies = policiesWith((path, text) =>
    path.endsWith('990100-example/resident.yaml')
      ? text.replace(
          'amount: 1500元',
          'amount:\n            by: [level, tier]\n            rows:\n' +
            '              community|level1|level2: { tier1|tier2|tier3|unstated: 600元 }\n' +
            '              level3|level3-top: { tier1|unstated: 1500元, tier2|tier3: 1200元 }\n' +
            '          transfer: difference',
        )
      : text,
  );
  h = harness(db, { policies });
  await h.side.seed(examplePersons);
});

const HOME = { careArea: '990100', providerId: 'H99010100001' } as const;
const stay = (own: Partial<Bill> & { personId: string; visitId: string }): Bill =>
  inpatientBill({ ...HOME, admittedOn: '2026-03-01', dischargedOn: '2026-03-04', ...own });

async function settle(settlementId: string, bill: Bill) {
  const request = { settlementId, requestedAt: h.clock.now, bill };
  return valueIn(await h.ask('settlement.settle@1', request, HOME));
}

describe('D5 a stay that goes on from another hospital’s', () => {
  const id = personId('journey-1');
  const moved = { personId: id, admittedOn: '2026-03-04', dischargedOn: '2026-03-09', isTransfer: true };

  test('pays the difference to what the stays before it were charged', async () => {
    const first = await settle('S1', stay({ personId: id, visitId: 'V1', providerLevel: 'level2' }));
    expect(first.parts.deductibleApplied).toBe(60_000);
    const second = await settle('S2', stay({ ...moved, visitId: 'V2' }));
    expect(second.parts.deductibleApplied).toBe(90_000);
    expect(second.warnings).toEqual([]);
    const onward = { ...moved, admittedOn: '2026-03-09', dischargedOn: '2026-03-10' };
    const third = await settle('S3', stay({ ...onward, visitId: 'V3' }));
    expect(third.parts.deductibleApplied).toBe(0);
    expect(await replaySettlements(db)).toMatchObject({ replayed: 3, breaches: [] });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('without a settled stay before it, it is one of its own and the answer says so', async () => {
    const other = personId('journey-referral');
    const lone = await settle('S4', stay({ ...moved, personId: other, visitId: 'V4' }));
    expect(lone.parts.deductibleApplied).toBe(150_000);
    expect(lone.warnings.join()).toContain('没有查到转出医院');
  });

  test('D12 the tier that the feed gave decides from its day on, and replay agrees', async () => {
    const other = personId('journey-temporary');
    const fed = await h.side.services.applyContribution(agencyOf('990100'), {
      eventId: 'E1',
      personId: other,
      insuranceType: 'resident',
      status: 'in-force',
      effectiveOn: calendarDate('2026-03-03'),
      contributionTier: 'tier2',
    });
    expect(valueIn(fed).outcome).toBe('applied');
    const before = { personId: other, dischargedOn: '2026-03-02' };
    expect((await settle('S5', stay({ ...before, visitId: 'V5' }))).parts.deductibleApplied).toBe(150_000);
    const later = await settle('S6', stay({ personId: other, visitId: 'V6' }));
    expect(later.parts.deductibleApplied).toBe(120_000);
    expect(await replaySettlements(db)).toMatchObject({ breaches: [] });
  });
});
