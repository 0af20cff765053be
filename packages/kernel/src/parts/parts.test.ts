import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  addFeeParts,
  assertFeeParts,
  assertSettlementParts,
  claimOf,
  Defect,
  type FeeParts,
  fen,
  negateParts,
  rate,
  type SettlementParts,
  ZERO_FEE_PARTS,
  ZERO_FEN,
} from '../index.ts';

const fees = (
  total: number,
  excluded: number,
  overLimit: number,
  selfPaidFirst: number,
  eligible: number,
): FeeParts => ({
  total: fen(total),
  excluded: fen(excluded),
  overLimit: fen(overLimit),
  selfPaidFirst: fen(selfPaidFirst),
  eligible: fen(eligible),
});

/** Journey 1: consultation 50.00 甲, drug 98.00 乙 10 %, test 20.00 自费; account 45.60. */
const JOURNEY_1: SettlementParts = {
  feeTotal: fen(16_800),
  feeExcluded: fen(2000),
  feeOverLimit: ZERO_FEN,
  feeSelfPaidFirst: fen(980),
  feeEligible: fen(13_820),
  deductibleApplied: ZERO_FEN,
  poolRate: rate(6000),
  paidByPooledFund: fen(8292),
  paidByCivilServantFund: ZERO_FEN,
  paidByEnterpriseSupplement: ZERO_FEN,
  paidByCriticalIllness: ZERO_FEN,
  paidByLargeAmount: ZERO_FEN,
  paidByMedicalAssistance: ZERO_FEN,
  paidByOtherFunds: ZERO_FEN,
  paidByFunds: fen(8292),
  borneByPerson: fen(8508),
  paidByPersonalAccount: fen(4560),
  paidByFamilyAccount: ZERO_FEN,
  paidInCash: fen(3948),
  paidByHospital: ZERO_FEN,
};

describe('fee parts', () => {
  it('V-03 sum to the total', () => {
    expect(() => assertFeeParts(fees(100, 10, 20, 30, 40))).not.toThrow();
    expect(() => assertFeeParts(fees(-100, -10, -20, -30, -40))).not.toThrow();
    expect(() => assertFeeParts(fees(101, 10, 20, 30, 40))).toThrow(Defect);
    expect(() => assertFeeParts(fees(100, -10, 20, 30, 60))).toThrow(Defect);
  });

  it('are added by column', () => {
    expect(addFeeParts(fees(10, 1, 2, 3, 4), fees(100, 10, 20, 30, 40))).toEqual(fees(110, 11, 22, 33, 44));
    expect(addFeeParts()).toEqual(ZERO_FEE_PARTS);
  });
});

describe('settlement parts', () => {
  it('T-01 hold for the bill of journey 1 and for its reversal', () => {
    expect(() => assertSettlementParts(JOURNEY_1)).not.toThrow();
    expect(() => assertSettlementParts(negateParts(JOURNEY_1))).not.toThrow();
  });

  it.each(
    Object.keys(JOURNEY_1).filter(
      (name) => !['poolRate', 'deductibleApplied', 'paidByFamilyAccount'].includes(name),
    ),
  )('T-01 one fen more in %s breaks an identity', (name) => {
    const parts = { ...JOURNEY_1, [name]: fen((JOURNEY_1 as Record<string, number>)[name]! + 1) };
    expect(() => assertSettlementParts(parts)).toThrow(Defect);
  });

  it('T-01 no part is negative in a settlement that is not a reversal', () => {
    const parts = { ...JOURNEY_1, paidByHospital: fen(-1), paidInCash: fen(3949), borneByPerson: fen(8509) };
    expect(() => assertSettlementParts(parts)).toThrow('differ in sign');
    expect(() => assertSettlementParts({ ...JOURNEY_1, deductibleApplied: fen(-1) })).toThrow(
      'differ in sign',
    );
  });

  it('T-01 the account contains the family account', () => {
    expect(() => assertSettlementParts({ ...JOURNEY_1, paidByFamilyAccount: fen(4560) })).not.toThrow();
    expect(() => assertSettlementParts({ ...JOURNEY_1, paidByFamilyAccount: fen(4561) })).toThrow(Defect);
  });

  it('a reversal negates every amount and leaves the rate', () => {
    const reversed = negateParts(JOURNEY_1);
    expect(reversed.poolRate).toBe(6000);
    expect(reversed.feeTotal).toBe(-16_800);
    expect(negateParts(reversed)).toEqual(JOURNEY_1);
  });
});

test('the claim between areas is the funds and the account, never cash', () => {
  expect(claimOf(JOURNEY_1)).toBe(8292 + 4560);
  expect(claimOf(negateParts(JOURNEY_1))).toBe(-8292 - 4560);
});

test('T-01 any division of a bill among the payers holds its identities', () => {
  const amounts = fc.array(fc.nat({ max: 1e9 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(amounts, (a) => {
      const at = (i: number) => fen(a[i]!);
      const funds = a.slice(0, 7).reduce((x, y) => x + y, 0);
      const total = funds + a[7]! + a[8]! + a[9]!;
      const parts: SettlementParts = {
        feeTotal: fen(total),
        feeExcluded: at(8),
        feeOverLimit: ZERO_FEN,
        feeSelfPaidFirst: at(9),
        feeEligible: fen(total - a[8]! - a[9]!),
        deductibleApplied: ZERO_FEN,
        poolRate: rate(0),
        paidByPooledFund: at(0),
        paidByCivilServantFund: at(1),
        paidByEnterpriseSupplement: at(2),
        paidByCriticalIllness: at(3),
        paidByLargeAmount: at(4),
        paidByMedicalAssistance: at(5),
        paidByOtherFunds: at(6),
        paidByFunds: fen(funds),
        borneByPerson: fen(a[7]! + a[8]!),
        paidByPersonalAccount: at(7),
        paidByFamilyAccount: fen(Math.floor(a[7]! / 2)),
        paidInCash: at(8),
        paidByHospital: at(9),
      };
      expect(() => assertSettlementParts(parts)).not.toThrow();
      expect(() => assertSettlementParts({ ...parts, paidInCash: fen(a[8]! + 1) })).toThrow(Defect);
    }),
  );
});
