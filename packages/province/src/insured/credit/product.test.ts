import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert, calendarDate, daysBetween, fen } from '@zhijie/kernel';
import { describe, expect, it, test } from 'vitest';
import { billsOf, overdueOf, owedOf, owedUses } from './fold.ts';
import { billedOn, type CreditProduct, dueOn, obstacleToSign, readCreditProducts } from './product.ts';

const FOLDER = fileURLToPath(new URL('../../../../../policies/credit/', import.meta.url));
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ path: name, text: readFileSync(`${FOLDER}${name}`, 'utf8') }));
const read = readCreditProducts(FILES);
assert(read.ok, 'The products of the repository load');
const PRODUCTS = read.value;
const named = (name: string): CreditProduct => PRODUCTS.find(({ product }) => product === name)!;
const day = calendarDate;

describe('Q-05 line, days, age and relatives are the product’s', () => {
  it.each([
    ['dalian', 2_000_000, 59, null],
    ['zibo', 2_000_000, 59, null],
    ['quanzhou', 2_000_000, 56, { from: 23, to: 55 }],
    ['xiamen', 300_000, 59, null],
    ['hami', 500_000, 59, null],
  ] as const)('%s: %i fen, at most %i days', (name, limit, days, ages) => {
    const product = named(name);
    expect([product.limit, product.freeDaysMost, product.ages]).toEqual([limit, days, ages]);
    expect(product.unverified).not.toEqual([]);
    expect(product.sources).not.toEqual([]);
    expect(FILES.find(({ path }) => path === `${name}.json`)).toBeDefined();
  });

  it.each([
    ['2026-03-02', '2026-04-01', '2026-04-30', 59],
    ['2026-03-31', '2026-04-01', '2026-04-30', 30],
    ['2026-03-01', '2026-04-01', '2026-04-29', 59],
    ['2026-02-02', '2026-03-01', '2026-03-30', 56],
    ['2026-12-02', '2027-01-01', '2027-01-30', 59],
  ])('a use of %s is billed %s and due %s, after %i days', (usedOn, billed, due, days) => {
    const product = named('example-59');
    expect([billedOn(product, day(usedOn)), dueOn(product, day(usedOn))]).toEqual([billed, due]);
    expect(daysBetween(day(usedOn), dueOn(product, day(usedOn)))).toBe(days);
  });

  it.each([
    ['2003-03-11', 'credit-age'],
    ['2003-03-10', null],
    ['1970-03-11', null],
    ['1970-03-10', 'credit-age'],
  ])('born %s: %s in Quanzhou on 2026-03-10', (birthDate, obstacle) => {
    const person = { birthDate: day(birthDate), areas: ['350500'] };
    expect(obstacleToSign(named('quanzhou'), person, day('2026-03-10'))).toBe(obstacle);
    const elsewhere = { ...person, areas: ['350200'] };
    expect(obstacleToSign(named('quanzhou'), elsewhere, day('2026-03-10'))).toBe('credit-product-elsewhere');
    expect(obstacleToSign(named('quanzhou'), person, day('2025-12-31'))).toBe('credit-not-yet-offered');
  });

  test('a file that is wrong is named with the place', () => {
    const [first] = FILES;
    const wrong = (from: string, to: string) =>
      readCreditProducts([{ path: 'p.json', text: first!.text.replace(from, to) }]);
    const refused = (where: string) => ({
      refusal: { code: 'credit-product-malformed', field: 'p.json', detail: { where } },
    });
    expect(wrong('{', '')).toMatchObject(refused('JSON'));
    expect(wrong('"limit": "20000.00"', '"limit": 20000')).toMatchObject(refused('/limit'));
    expect(wrong('"dueDaysAfterBilling": 29', '"dueDaysAfterBilling": 90')).toMatchObject(
      refused('/dueDaysAfterBilling'),
    );
    expect(readCreditProducts([first!, first!])).toMatchObject({ refusal: { code: 'credit-product-twice' } });
  });
});

test('repayments go to what is due first; bills are overdue only after their day', () => {
  const use = (legId: string, amount: number, usedOn: string) => {
    const product = named('example-59');
    const on = day(usedOn);
    return {
      legId,
      amount: fen(amount),
      usedOn: on,
      billedOn: billedOn(product, on),
      dueOn: dueOn(product, on),
    };
  };
  const owed = owedUses([use('B', 500, '2026-04-05'), use('A', 300, '2026-03-02')], fen(400));
  expect(owed.map(({ legId, left }) => [legId, left])).toEqual([
    ['A', 0],
    ['B', 400],
  ]);
  expect(owedOf(owed)).toBe(400);
  expect(overdueOf(owed, day('2026-05-30'))).toBe(0);
  expect(overdueOf(owed, day('2026-05-31'))).toBe(400);
  const states = (today: string) => billsOf(owed, day(today)).map(({ state, left }) => [state, left]);
  expect(states('2026-04-30')).toEqual([
    ['running', 400],
    ['paid', 0],
  ]);
  expect(states('2026-05-01')[0]).toEqual(['billed', 400]);
  expect(states('2026-05-31')[0]).toEqual(['overdue', 400]);
});
