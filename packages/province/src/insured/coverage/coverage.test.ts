import { useTestDatabase } from '@zhijie/database';
import { type CoverageStatus, calendarDate, fen } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import {
  agencyOf,
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personId,
  SYSTEM,
  valueIn,
} from '../testing/harness.ts';
import { COVERAGE_REFUSAL_TEXTS, refusalOfStatus } from './refusals.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});
beforeEach(() => {
  h.clock.now = at('2026-03-10 09:00:00');
});

const id = personId('journey-referral');
let events = 0;
const feed = (status: CoverageStatus, effectiveOn: string, eventId = `E${++events}`) =>
  h.side.services.applyContribution(agencyOf('990100'), {
    eventId,
    personId: id,
    insuranceType: 'resident',
    status,
    effectiveOn: calendarDate(effectiveOn),
  });

const check = () =>
  h.ask('entitlement.check@1', {
    personId: id,
    insuranceType: 'resident',
    careType: 'inpatient',
    careArea: '110000',
    providerId: 'H11010500001',
    isEmergency: false,
    on: '2026-03-10',
  });

describe('the contribution feed', () => {
  test.each([
    ['suspended', 'coverage-suspended'],
    ['arrears', 'coverage-in-arrears'],
    ['waiting', 'coverage-waiting'],
    ['ended', 'coverage-ended'],
  ] as const)(
    '%s coverage refuses with its own code and reason, until it is in force again',
    async (status, code) => {
      valueIn(await feed(status, '2026-03-01'));
      const answers = [
        await check(),
        await h.ask('settlement.quote@1', { bill: inpatientBill({ personId: id, visitId: status }) }),
        await h.ask('settlement.settle@1', {
          settlementId: `S-${status}`,
          requestedAt: h.clock.now,
          bill: inpatientBill({ personId: id, visitId: status }),
        }),
      ];
      expect(answers.map((answer) => (answer.ok ? 'paid' : answer.refusal.code))).toEqual([code, code, code]);
      expect(COVERAGE_REFUSAL_TEXTS[code]).toMatch(/。$/);
      valueIn(await feed('in-force', '2026-03-01'));
      expect((await check()).ok).toBe(true);
      expect(await insuredInvariants(db)).toEqual([]);
    },
  );

  test('care before the pause is still paid', () => {
    const coverage = { status: 'suspended', startedOn: '2015-01-01', pausedOn: '2026-03-05' } as const;
    expect(refusalOfStatus(coverage, '2026-03-04')).toBeNull();
    expect(refusalOfStatus(coverage, '2026-03-05')?.code).toBe('coverage-suspended');
  });

  test('care before the first day of the coverage is not', () => {
    const coverage = { status: 'in-force', startedOn: '2026-03-05', pausedOn: null } as const;
    expect(refusalOfStatus(coverage, '2026-03-04')?.code).toBe('coverage-waiting');
    expect(refusalOfStatus(coverage, '2026-03-05')).toBeNull();
  });

  test('a repeated event has no second effect', async () => {
    valueIn(await feed('suspended', '2026-03-01', 'E-once'));
    valueIn(await feed('in-force', '2026-03-01'));
    valueIn(await feed('suspended', '2026-03-01', 'E-once'));
    expect((await check()).ok).toBe(true);
  });

  test('the agency of another area changes nothing', async () => {
    const event = { eventId: 'E-other', personId: id, insuranceType: 'resident', status: 'ended' } as const;
    const answer = await h.side.services.applyContribution(agencyOf('990101'), {
      ...event,
      effectiveOn: calendarDate('2026-03-01'),
    });
    expect(answer).toMatchObject({ refusal: { code: 'not-permitted' } });
  });

  test('a settled bill keeps its first answer after the coverage was suspended', async () => {
    const bill = inpatientBill({ personId: id, visitId: 'K' });
    const request = { settlementId: 'S-K', requestedAt: h.clock.now, bill };
    const first = valueIn(await h.ask('settlement.settle@1', request));
    valueIn(await feed('suspended', '2026-03-01'));
    expect(valueIn(await h.ask('settlement.settle@1', request))).toEqual(first);
    valueIn(await feed('in-force', '2026-03-01'));
  });

  test('death is final', async () => {
    valueIn(await feed('dead', '2026-03-01'));
    expect(await check()).toMatchObject({ refusal: { code: 'person-dead' } });
    expect(await feed('in-force', '2026-03-02')).toMatchObject({ refusal: { code: 'status-is-final' } });
  });
});

test('a contribution to the personal account is booked once', async () => {
  const journey = personId('journey-1');
  const funding = { personId: journey, insuranceType: 'resident', amount: fen(1000), eventId: 'C1' } as const;
  valueIn(await h.side.services.fundAccount(agencyOf('990100'), funding));
  valueIn(await h.side.services.fundAccount(agencyOf('990100'), funding));
  const summary = valueIn(await h.side.services.personSummary(SYSTEM, journey));
  expect(summary.coverages[0]?.accountBalance).toBe(5560);
  expect(await insuredInvariants(db)).toEqual([]);
});
