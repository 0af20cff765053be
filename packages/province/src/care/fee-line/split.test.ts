import {
  assertFeeParts,
  type Fen,
  instant,
  lineAmount,
  negateFen,
  ok,
  type Quantity,
  quantity,
  type Rate,
  refuse,
  share,
  subtractFen,
  type UnitPrice,
  ZERO_FEN,
} from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CareCatalogue } from '../deps.ts';
import { splitCharge, splitRefund, sumLines, type UploadedLine } from './split.ts';
import { type FeeLine, feesOf } from './store.ts';

const CEILING = 12_000_000 as UnitPrice;
const RATE = 1000 as Rate;

/** One item of class 乙 with a ceiling of 12.00 yuan and 10 % first. */
const catalogue: CareCatalogue = {
  items: () => [],
  hash: 'test',
  classify: ({ itemCode, unitPrice, quantity: pieces, amount }) => {
    if (itemCode !== 'ITEM') return refuse('unknown-item', { field: 'itemCode' });
    const within = unitPrice > CEILING ? lineAmount(CEILING, pieces) : amount;
    const selfPaidFirst = share(within, RATE);
    const eligible = subtractFen(within, selfPaidFirst);
    const overLimit = subtractFen(amount, within);
    const fees = { total: amount, excluded: ZERO_FEN, overLimit, selfPaidFirst, eligible };
    const item = { itemName: '项目', category: 'materials', paymentClass: 'B', ceiling: CEILING } as const;
    return ok({ ...item, selfPaidFirstRate: RATE, isLimited: false, fees });
  },
};

function line(unitPrice: number, pieces: number, own: Partial<UploadedLine> = {}): UploadedLine {
  const price = unitPrice as UnitPrice;
  const count = pieces as Quantity;
  const amount = pieces >= 0 ? lineAmount(price, count) : negateFen(lineAmount(price, -pieces as Quantity));
  return {
    lineNumber: 'L1',
    batch: null,
    originalLineNumber: null,
    prescriptionNumber: null,
    itemCode: 'ITEM',
    hospitalItemCode: 'H',
    unitPrice: price,
    quantity: count,
    amount,
    approval: null,
    occurredAt: instant(0),
    details: {},
    ...own,
  };
}

const refundOf = (unitPrice: number, pieces: number, lineNumber: string) =>
  line(unitPrice, pieces, { lineNumber, originalLineNumber: 'L1' });

describe('splitting a line under the catalogue of the care place', () => {
  it('V-03 total = excluded + over limit + first self-pay + in scope', () => {
    const split = splitCharge(catalogue, line(15_000_000, 20_000), 0);
    expect(split).toMatchObject({
      ok: true,
      value: { total: 3000, excluded: 0, overLimit: 600, selfPaidFirst: 240, eligible: 2160 },
    });
  });

  it.each([
    [
      'an unknown item',
      line(1, 10_000, { itemCode: 'X', amount: 0 as Fen }),
      'unknown-item',
      'lines[0].itemCode',
    ],
    [
      'an amount that is a fen off',
      line(15_000_000, 20_000, { amount: 3001 as Fen }),
      'amount-mismatch',
      'lines[0].lineAmount',
    ],
    ['no quantity', line(15_000_000, 0), 'quantity-not-positive', 'lines[0].quantity'],
  ])('refuses %s', (_name, uploaded, code, field) => {
    expect(splitCharge(catalogue, uploaded, 0)).toMatchObject({ ok: false, refusal: { code, field } });
  });

  it('refuses a refund at another price, of a refund, and of nothing', () => {
    const charge = splitCharge(catalogue, line(15_000_000, 20_000), 0);
    const original = charge.ok ? charge.value : undefined;
    const context = { catalogue, original, earlier: [] };
    const refused = (uploaded: UploadedLine, own: Partial<typeof context> = {}) =>
      splitRefund({ ...context, ...own }, uploaded, 0);
    expect(refused(refundOf(14_000_000, -10_000, 'R'))).toMatchObject({
      refusal: { code: 'refund-price-differs' },
    });
    expect(refused(refundOf(15_000_000, -30_000, 'R'))).toMatchObject({
      refusal: { code: 'refund-exceeds-original' },
    });
    expect(refused(refundOf(15_000_000, 10_000, 'R'))).toMatchObject({
      refusal: { code: 'refund-exceeds-original' },
    });
    expect(refused(refundOf(15_000_000, -10_000, 'R'), { original: undefined })).toMatchObject({
      refusal: { code: 'original-line-unknown' },
    });
  });

  it('a line refunded piece by piece leaves exactly nothing when the amounts allow it', () => {
    fc.assert(
      fc.property(
        // Whole fen per piece: the amounts of the pieces sum to the amount of the line.
        fc.integer({ min: 1, max: 5_000 }).map((fen) => fen * 10_000),
        fc.integer({ min: 1, max: 6 }),
        (unitPrice, pieces) => {
          const charge = splitCharge(catalogue, line(unitPrice, pieces * 10_000), 0);
          if (!charge.ok) throw new Error(charge.refusal.code);
          const lines: FeeLine[] = [charge.value];
          for (let n = 1; n <= pieces; n++) {
            const context = { catalogue, original: charge.value, earlier: lines.slice(1) };
            const refund = splitRefund(context, refundOf(unitPrice, -10_000, `R${n}`), 0);
            if (!refund.ok) throw new Error(refund.refusal.code);
            const { total, excluded, overLimit, selfPaidFirst, eligible } = feesOf(refund.value);
            expect(total).toBe(excluded + overLimit + selfPaidFirst + eligible);
            lines.push(refund.value);
          }
          expect(Object.values(sumLines(lines)).every((amount) => amount === 0)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('every charge has parts of one sign that sum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90_000_000 }),
        fc.integer({ min: 1, max: 900_000 }),
        (price, pieces) => {
          const split = splitCharge(catalogue, line(price, quantity(pieces)), 0);
          if (split.ok) assertFeeParts(feesOf(split.value));
        },
      ),
    );
  });
});
