import { type Executor, statement, useTestDatabase } from '@zhijie/database';
import { fen, lineAmount, parseQuantity, parseUnitPrice } from '@zhijie/kernel';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { type Hospital, hospital, ITEMS, type TestLine } from '../../testing/hospital.ts';
import { settlementOf, visitWithBatch } from '../../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const transfersOf = (schema: string) =>
  statement(
    `claim-test-${schema}`,
    `SELECT debit, credit, amount, code FROM ${schema}.transfer WHERE reference = $1 ORDER BY code`,
  );
type Row = { debit: string; credit: string; amount: number; code: string };
const booked = (db: Executor, schema: string, reference: string) =>
  db.query<Row>(transfersOf(schema), [reference]);
const sum = (rows: readonly Row[]): number => rows.reduce((total, { amount }) => total + amount, 0);

const line = fc.record({
  item: fc.constantFrom(ITEMS.drugA, ITEMS.drugB, ITEMS.drugC, ITEMS.consultation),
  price: fc.integer({ min: 1, max: 90_000 }).map((n) => (n / 100).toFixed(2)),
  quantity: fc.integer({ min: 1, max: 5 }).map(String),
});
const bill = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 5 }),
  person: fc.constantFrom('journey-1', 'journey-long-term', 'journey-referral'),
  accountUse: fc.constantFrom('none' as const, 'own' as const),
});

function totalOf(lines: readonly TestLine[]): ReturnType<typeof fen> {
  let total = 0;
  for (const [, price, quantity] of lines) {
    const [unit, count] = [parseUnitPrice(price), parseQuantity(quantity)];
    if (!unit.ok || !count.ok) throw new Error('Not a line');
    total += lineAmount(unit.value, count.value);
  }
  return fen(total);
}

describe('who pays whom', () => {
  it('P-04 the claim between areas is all public funds plus the personal account, never cash', async () => {
    let batches = 0;
    let withAccount = 0;
    await fc.assert(
      fc.asyncProperty(bill, async ({ lines: drawn, person, accountUse }) => {
        batches += 1;
        const lines = drawn.map(({ item, price, quantity }): TestLine => [item, price, quantity]);
        const visit = await visitWithBatch(beijing, { key: person, batch: `B${batches}`, lines });
        const input = { ...settlementOf(visit, totalOf(lines)), accountUse };
        const { settlement } = await beijing.must('2207', input);
        const { settlementId, paidByFunds, paidByPersonalAccount, paidInCash, feeTotal } = settlement;
        const claim = paidByFunds + paidByPersonalAccount;
        if (paidByPersonalAccount > 0) withAccount += 1;
        expect(claim + paidInCash + (settlement.paidByHospital ?? 0)).toBe(feeTotal);
        // The care place claims it from the insured place and owes it to the hospital: nothing else moves.
        const own = await booked(care, 'care_ledger', settlementId);
        expect(sum(own)).toBe(claim);
        for (const { debit, credit, code } of own)
          expect([debit, credit.split('/')[0], code]).toEqual([
            'receivable-from-insured-area/990100/110000/resident',
            'payable-to-provider',
            'claim',
          ]);
        // Every fen of it comes out of the insured pooling area's funds, or the person's account.
        const paid = await booked(insured, 'insured_ledger', settlementId);
        expect(sum(paid)).toBe(claim);
        for (const { debit, code } of paid)
          expect(debit).toMatch(code.endsWith('account') ? /^personal-account\// : /\/990100\/resident$/);
      }),
      { numRuns: 25, seed: 20260310 },
    );
    expect(withAccount).toBeGreaterThan(0);
  });

  it('P-04 nothing but claims, deductions and clearing touches what areas owe each other', async () => {
    const touched = statement(
      'claim-test-codes',
      `SELECT DISTINCT code FROM care_ledger.transfer
       WHERE debit LIKE 'receivable-from-insured-area/%' OR credit LIKE 'receivable-from-insured-area/%'`,
    );
    expect(await care.query(touched, [])).toEqual([{ code: 'claim' }]);
  });
});
