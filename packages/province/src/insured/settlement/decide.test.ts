import { readdirSync, readFileSync } from 'node:fs';
import { createPolicyLibrary } from '@zhijie/engine';
import { type CalendarDate, calendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import type { Entitlement } from '../entitlement/service.ts';
import { routeOf } from './decide.ts';

const POLICIES = new URL('../../../../../policies/', import.meta.url);
const files = ['000000-national', '370600-yantai', '990100-example'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, POLICIES)).map((name) => ({
    path: `policies/${folder}/${name}`,
    text: readFileSync(new URL(`${folder}/${name}`, POLICIES), 'utf8'),
  })),
);

function entitled(area: string, referral: Partial<Entitlement['referral']>) {
  const library = createPolicyLibrary(files);
  if (!library.ok) throw new Error(library.refusal[0]!.message);
  const on: CalendarDate = calendarDate('2026-03-01');
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const plan = library.value.planFor({ area, insuranceType: 'resident', benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return {
    coverage: { insured_area: area } as Entitlement['coverage'],
    plan: plan.value,
    referral: { filing: null, reason: 'unfiled', referralClass: 'unfiled', ...referral } as const,
  };
}

describe('D14 a visit at the edge of a filing class', () => {
  const homeReturn = { reason: 'home-return', referralClass: 'other-temporary' } as const;

  test('goes by the pack of the insured place where it has a rule for the edge', () => {
    expect(routeOf(entitled('370600', {}), '370100')).toBe('in-province');
    expect(routeOf(entitled('370600', homeReturn), '370600')).toBe('returned-home');
  });

  test('is none in another province, with a filing, or where the pack is silent', () => {
    expect(routeOf(entitled('370600', {}), '310000')).toBeNull();
    expect(
      routeOf(entitled('370600', { referralClass: 'long-term', reason: 'filing' }), '370100'),
    ).toBeNull();
    expect(routeOf(entitled('990100', {}), '990101')).toBeNull();
    expect(routeOf(entitled('990100', homeReturn), '990100')).toBeNull();
  });
});
