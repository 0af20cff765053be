import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { PartsView, StepView } from './port.ts';
import { isPayer, waterfall } from './waterfall.ts';

type Decided = { parts: PartsView; steps: StepView[] };
const EXAMPLES = JSON.parse(
  readFileSync(new URL('./testing/example-bills.json', import.meta.url), 'utf8'),
) as Record<string, Decided>;

describe.each(Object.entries(EXAMPLES))('the waterfall of %s', (_name, { parts, steps }) => {
  const rows = waterfall(parts, steps);
  const payers = rows.filter((row) => isPayer(row.to));
  const stretchesOf = (some: typeof rows) =>
    some.flatMap((row) => row.stretches).sort((a, b) => a.start - b.start);

  it('draws each bar as long as its amount', () => {
    for (const row of rows) {
      expect(row.stretches.reduce((sum, one) => sum + one.end - one.start, 0)).toBe(row.amount);
    }
  });

  it('covers the whole bill with the payers, without gap or overlap', () => {
    let end = 0;
    for (const stretch of stretchesOf(payers)) {
      expect(stretch.start).toBe(end);
      end = stretch.end;
    }
    expect(end).toBe(parts.feeTotal);
  });

  it('has one row for cash, the last one, with the amount of the bill', () => {
    expect(rows.filter((row) => row.to === 'cash')).toHaveLength(1);
    expect(rows.at(-1)).toMatchObject({ to: 'cash', amount: parts.paidInCash });
  });

  it('gives every row a clause', () => {
    for (const row of rows) expect(row.steps.length).toBeGreaterThan(0);
  });
});

test('journey 4 runs from ¥30,000.00 to ¥14,075.00', () => {
  const { parts, steps } = EXAMPLES.journey4!;
  const rows = waterfall(parts, steps).map(({ to, amount }) => [to, amount]);
  expect(rows).toEqual([
    ['excluded', 240_000],
    ['selfPaidFirst', 160_000],
    ['deductible', 150_000],
    ['pool', 1_592_500],
    ['coinsurance', 857_500],
    ['cash', 1_407_500],
  ]);
});

test('a payment out of two buckets is one row, and so is the account', () => {
  const { parts, steps } = EXAMPLES.journey1!;
  const account = steps.find(({ to }) => to === 'account')!;
  const half = { ...account, amount: 2280 };
  const split = steps.flatMap((step) => (step === account ? [half, half] : [step]));
  expect(waterfall(parts, split).map(({ to, amount }) => [to, amount])).toEqual(
    waterfall(parts, steps).map(({ to, amount }) => [to, amount]),
  );
  const pool = steps.find(({ to }) => to === 'pool')!;
  const pieces = [
    { ...pool, amount: 8000 },
    { ...pool, amount: 292 },
  ];
  const rows = waterfall(
    parts,
    steps.flatMap((step) => (step === pool ? pieces : [step])),
  );
  expect(rows.filter(({ to }) => to === 'pool').map(({ amount, steps: of }) => [amount, of.length])).toEqual([
    [8292, 2],
  ]);
});
