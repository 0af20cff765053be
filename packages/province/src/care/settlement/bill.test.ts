import { FEE_CATEGORIES, type Fen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumLines } from '../fee-line/split.ts';
import type { FeeLine } from '../fee-line/store.ts';
import { type BillSource, billOf, categoryRows, compareDeclared } from './bill.ts';

const lines = fc.array(
  fc.record({
    category: fc.constantFrom(...FEE_CATEGORIES),
    excluded: fc.integer({ min: 0, max: 100_000 }),
    overLimit: fc.integer({ min: 0, max: 100_000 }),
    selfPaidFirst: fc.integer({ min: 0, max: 100_000 }),
    eligible: fc.integer({ min: 0, max: 100_000 }),
  }),
  { minLength: 1, maxLength: 60 },
);
const lineOf = (parts: Record<string, unknown>) => {
  const { excluded, overLimit, selfPaidFirst, eligible } = parts as Record<string, number>;
  return { ...parts, total: excluded! + overLimit! + selfPaidFirst! + eligible! } as unknown as FeeLine;
};

describe('the bill of a stay', () => {
  it('V-02 has at most one row per national category, in their order, that sum to the bill', () => {
    fc.assert(
      fc.property(lines, (drawn) => {
        const all = drawn.map(lineOf);
        const rows = categoryRows(all);
        const places = rows.map((row) => FEE_CATEGORIES.indexOf(row.category as never));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        const sums = sumLines(all);
        expect(rows.reduce((sum, row) => sum + row.fees.total, 0)).toBe(sums.total);
        expect(rows.reduce((sum, row) => sum + row.fees.eligible, 0)).toBe(sums.eligible);
      }),
    );
  });
});

describe('what the hospital said of the visit, and what the register says of the hospital', () => {
  const sent = (visit: object, institution: object = {}) => {
    const source = {
      institution: { providerId: 'H1', name: '医院', level: 'level3', ...institution },
      visit: { visitId: 'V1', kind: 'inpatient', startedAt: 0, endedAt: 0, isEmergency: false, ...visit },
      diagnoses: [],
      lines: [],
      careType: 'inpatient',
      isInterim: false,
      usesPersonalAccount: false,
      catalogueHash: '',
      at: 0,
    };
    const bill = billOf(source as unknown as BillSource);
    const { isTrauma, involvesThirdParty, isTransfer, isVillageClinic } = bill;
    return { isTrauma, involvesThirdParty, isTransfer, isVillageClinic };
  };

  it('V-09 D5 travels with the bill: trauma, a third party, a transfer', () => {
    const flags = { isTrauma: true, involvesThirdParty: true, isTransfer: true };
    expect(sent(flags)).toEqual(flags);
  });

  it('D1 travels with the bill: a village clinic', () => {
    expect(sent({}, { isVillageClinic: true })).toEqual({ isVillageClinic: true });
  });

  it('is left out where it was not said', () => {
    expect(
      sent({ isTrauma: null, involvesThirdParty: false, isTransfer: false }, { isVillageClinic: false }),
    ).toEqual({});
  });
});

describe('the declared header', () => {
  const sums = { total: 100, excluded: 10, overLimit: 20, selfPaidFirst: 30, eligible: 40 } as never;
  const none = { total: 100 as Fen, excluded: null, overLimit: null, selfPaidFirst: null, eligible: null };
  it.each([
    [none, null],
    [{ ...none, total: 101 as Fen }, 'total-mismatch'],
    [{ ...none, excluded: 10 as Fen, overLimit: 20 as Fen }, null],
    [{ ...none, excluded: 11 as Fen }, 'excluded-mismatch'],
    [{ ...none, overLimit: 0 as Fen }, 'over-limit-mismatch'],
    [{ ...none, selfPaidFirst: 31 as Fen }, 'self-paid-first-mismatch'],
    [{ ...none, eligible: 39 as Fen }, 'eligible-mismatch'],
  ])('V-03 equals the column sums to the fen: %j', (declared, code) => {
    expect(compareDeclared(declared, sums)?.code ?? null).toBe(code);
  });
});
