import { describe, expect, test } from 'vitest';
import { isChosen, isFiledAccident, isRegistered, type StandingRegistration } from './effect.ts';

const one = (own: Partial<StandingRegistration>): StandingRegistration => ({
  kind: 'designated',
  disease: null,
  institution: null,
  from: '2026-03-01',
  until: null,
  isPayable: null,
  ...own,
});

describe('D17 the institution that a person has chosen', () => {
  const chosen = [one({ institution: 'H1', until: '2026-03-31' })];
  test.each([
    ['chosen', chosen, 'H1', '2026-03-01', true],
    ['chosen, on its last day', chosen, 'H1', '2026-03-31', true],
    ['another one is chosen', chosen, 'H2', '2026-03-01', false],
    ['nothing was chosen', [], 'H1', '2026-03-01', undefined],
    ['not yet', chosen, 'H1', '2026-02-28', undefined],
    ['not any more', chosen, 'H1', '2026-04-01', undefined],
    ['one of two', [...chosen, one({ institution: 'H2' })], 'H2', '2026-03-01', true],
  ] as const)('%s', (_name, registrations, institution, day, expected) => {
    expect(isChosen(registrations, institution, day)).toBe(expected);
  });
});

describe('D4 an accident that was filed', () => {
  const filed = [one({ kind: 'accident', institution: 'H1', isPayable: true, until: '2026-03-31' })];
  test.each([
    ['treated where it was filed', filed, 'H1', '2026-03-10', true],
    ['treated elsewhere', filed, 'H2', '2026-03-10', false],
    ['after its end', filed, 'H1', '2026-04-01', false],
    ['filed for any institution', [one({ kind: 'accident', isPayable: true })], 'H2', '2026-03-10', true],
    ['judged not payable', [one({ kind: 'accident', isPayable: false })], 'H1', '2026-03-10', false],
  ] as const)('%s', (_name, registrations, institution, day, expected) => {
    expect(isFiledAccident(registrations, institution, day)).toBe(expected);
  });
});

test('V-05 a sub-code is registered with its category, another disease is not', () => {
  const registered = [one({ kind: 'chronic', disease: 'M00500' })];
  expect(isRegistered(registered, 'M00503', '2026-03-10')).toBe(true);
  expect(isRegistered(registered, 'M03900', '2026-03-10')).toBe(false);
  expect(isRegistered(registered, 'M00503', '2026-02-28')).toBe(false);
});
