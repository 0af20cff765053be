import { useTestDatabase } from '@zhijie/database';
import {
  claimOf,
  fen,
  instant,
  month,
  negateParts,
  rate,
  type SettlementParts,
  sumFen,
} from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountFundingPostings,
  auditLedger,
  balanceOf,
  carePostings,
  hubClaim,
  hubPostings,
  insuredPostings,
  isFundAccount,
  isGuardedAccount,
  ledgerMigrations,
  openAccounts,
  payableToCareArea,
  payableToProvider,
  personalAccount,
  postTransfers,
  prepaymentInterestPostings,
  receivableFromInsuredArea,
  reversalOf,
  type Transfer,
  trialBalance,
} from './index.ts';

const pair = { insuredArea: '410100', careArea: '110000', insuranceType: 'resident' } as const;
const at = (reference: string, day = 0) => ({
  reference,
  month: month(day === 0 ? '2025-12' : '2026-01'),
  postedAt: instant(1_766_000_000_000 + day * 86_400_000),
});
const li = 'P-410100-1';
const mother = 'P-410100-2';
const hospital = 'H11010500001';
const insured = (reference: string, day = 0) => ({
  ...pair,
  ...at(reference, day),
  personId: li,
  familyPersonId: mother,
});
const care = (reference: string, day = 0) => ({ ...pair, ...at(reference, day), providerId: hospital });

const amount = fc.integer({ min: 0, max: 500_000 }).map(fen);
const partsArbitrary: fc.Arbitrary<SettlementParts> = fc
  .tuple(fc.array(amount, { minLength: 7, maxLength: 7 }), amount, amount, amount, amount)
  .map(([funds, own, family, cash, hospitalPart]) => {
    const paidByFunds = sumFen(funds);
    const paidByPersonalAccount = fen(own + family);
    const borneByPerson = fen(paidByPersonalAccount + cash);
    const feeTotal = fen(paidByFunds + borneByPerson + hospitalPart);
    return {
      feeTotal,
      feeExcluded: fen(0),
      feeOverLimit: fen(0),
      feeSelfPaidFirst: fen(0),
      feeEligible: feeTotal,
      deductibleApplied: fen(0),
      poolRate: rate(6000),
      paidByPooledFund: funds[0]!,
      paidByCivilServantFund: funds[1]!,
      paidByEnterpriseSupplement: funds[2]!,
      paidByCriticalIllness: funds[3]!,
      paidByLargeAmount: funds[4]!,
      paidByMedicalAssistance: funds[5]!,
      paidByOtherFunds: funds[6]!,
      paidByFunds,
      borneByPerson,
      paidByPersonalAccount,
      paidByFamilyAccount: family,
      paidInCash: cash,
      paidByHospital: hospitalPart,
    };
  });
const moved = (transfers: readonly Transfer[]): number => transfers.reduce((sum, t) => sum + t.amount, 0);
const example = fc.sample(partsArbitrary, { numRuns: 1, seed: 7 })[0]!;

describe('the transfers of a settlement', () => {
  test('T-01 P-04 move exactly the claim: all funds and the account, never cash, on all three sides', () => {
    fc.assert(
      fc.property(partsArbitrary, (parts) => {
        const claim = claimOf(parts);
        expect(moved(insuredPostings(parts, insured('S')))).toBe(claim);
        expect(moved(carePostings(parts, care('S')))).toBe(claim);
        expect(moved(hubPostings(claim, { ...pair, ...at('S') }))).toBe(claim);
      }),
    );
  });

  test('P-04 draw on the insured pooling area and never on the care area', () => {
    for (const { debit, credit } of insuredPostings(example, insured('S'))) {
      expect(isFundAccount(debit) ? debit : '/410100/').toContain('/410100/');
      expect(isFundAccount(debit) || isGuardedAccount(debit)).toBe(true);
      expect(credit).toBe('payable-to-care-area/410100/110000/resident');
    }
    for (const { debit, credit } of carePostings(example, care('S'))) {
      expect(isFundAccount(debit) || isFundAccount(credit)).toBe(false);
    }
  });

  test('take the family’s part from the relative and the rest from the person', () => {
    const rows = insuredPostings(example, insured('S'));
    const of = (code: string) => rows.find((row) => row.code === code);
    expect(of('family-account')).toMatchObject({
      debit: personalAccount(mother),
      amount: example.paidByFamilyAccount,
    });
    expect(of('personal-account')).toMatchObject({
      debit: personalAccount(li),
      amount: example.paidByPersonalAccount - example.paidByFamilyAccount,
    });
    expect(() => insuredPostings(example, { ...insured('S'), familyPersonId: null })).toThrow('no relative');
  });

  test('are the same whenever they are made, one id each, none of amount zero', () => {
    fc.assert(
      fc.property(partsArbitrary, (parts) => {
        const rows = insuredPostings(parts, insured('S'));
        expect(rows).toEqual(insuredPostings(parts, insured('S')));
        expect(new Set(rows.map((row) => row.transferId)).size).toBe(rows.length);
        expect(rows.every((row) => row.amount > 0)).toBe(true);
      }),
    );
  });

  test('of a local bill use the same accounts, the area paired with itself', () => {
    const local = { ...insured('S'), careArea: '410100' };
    expect(insuredPostings(example, local)[0]?.credit).toBe('payable-to-care-area/410100/410100/resident');
    expect(carePostings(example, { ...care('S'), careArea: '410100' })[0]?.debit).toBe(
      'receivable-from-insured-area/410100/410100/resident',
    );
  });

  test('of negated parts are the reversal of the originals: debit and credit swapped, same amounts', () => {
    fc.assert(
      fc.property(partsArbitrary, (parts) => {
        const mark = at('R', 20);
        const negated = negateParts(parts);
        const claim = claimOf(negated);
        expect(insuredPostings(negated, insured('R', 20))).toEqual(
          reversalOf(insuredPostings(parts, insured('S')), mark),
        );
        expect(carePostings(negated, care('R', 20))).toEqual(
          reversalOf(carePostings(parts, care('S')), mark),
        );
        expect(hubPostings(claim, { ...pair, ...mark })).toEqual(
          reversalOf(hubPostings(claimOf(parts), { ...pair, ...at('S') }), mark),
        );
      }),
    );
  });

  test('P-05 bring the interest on a prepayment to the province that holds it', () => {
    const [row] = prepaymentInterestPostings(fen(42), { ...at('I'), holderProvince: '11' });
    expect(row).toMatchObject({ debit: 'bank-deposit/11', credit: 'prepayment-interest/11', amount: 42 });
  });
});

describe('books of two sides and the hub', () => {
  const insuredDb = useTestDatabase(ledgerMigrations('insured_ledger'));
  const careDb = useTestDatabase(ledgerMigrations('care_ledger'));
  const hubDb = useTestDatabase(ledgerMigrations('hub_ledger'));

  test('agree to the fen after any settlements, and a reversal restores every balance', async () => {
    const holders = [personalAccount(li), personalAccount(mother)];
    await openAccounts(insuredDb, 'insured_ledger', { accountIds: holders, floor: fen(0) });
    for (const personId of [li, mother]) {
      const event = { ...insured(`F-${personId}`), personId };
      await postTransfers(insuredDb, 'insured_ledger', accountFundingPostings(fen(100_000_000), event));
    }
    const settle = async (parts: SettlementParts, reference: string, day: number) => {
      await postTransfers(insuredDb, 'insured_ledger', insuredPostings(parts, insured(reference, day)));
      await postTransfers(careDb, 'care_ledger', carePostings(parts, care(reference, day)));
      await postTransfers(
        hubDb,
        'hub_ledger',
        hubPostings(claimOf(parts), { ...pair, ...at(reference, day) }),
      );
    };
    const picture = async () => ({
      owed: await balanceOf(insuredDb, 'insured_ledger', payableToCareArea(pair)),
      due: await balanceOf(careDb, 'care_ledger', receivableFromInsuredArea(pair)),
      hub: await balanceOf(hubDb, 'hub_ledger', hubClaim(pair)),
      hospital: await balanceOf(careDb, 'care_ledger', payableToProvider(hospital)),
      li: await balanceOf(insuredDb, 'insured_ledger', personalAccount(li)),
      mother: await balanceOf(insuredDb, 'insured_ledger', personalAccount(mother)),
      kinds: (await trialBalance(insuredDb, 'insured_ledger')).kinds,
    });
    let claims = 0;
    for (const [i, parts] of fc.sample(partsArbitrary, { numRuns: 12, seed: 11 }).entries()) {
      const before = await picture();
      await settle(parts, `S${i}`, 0);
      if (i % 3 === 0) {
        await settle(negateParts(parts), `R${i}`, 20);
        const { kinds, ...balances } = await picture();
        const { kinds: kindsBefore, ...balancesBefore } = before;
        expect(balances).toEqual(balancesBefore);
        const sums = Object.fromEntries(kindsBefore.map((k) => [k.kind, k.balance]));
        for (const { kind, balance } of kinds) expect(balance).toBe(sums[kind] ?? 0);
      } else {
        claims += claimOf(parts);
      }
    }
    const { owed, due, hub, hospital: toHospital } = await picture();
    expect([owed, due, hub, toHospital]).toEqual([claims, -claims, -claims, claims]);
    for (const [db, schema] of [
      [insuredDb, 'insured_ledger'],
      [careDb, 'care_ledger'],
      [hubDb, 'hub_ledger'],
    ] as const) {
      expect((await trialBalance(db, schema)).total).toBe(0);
      expect(await auditLedger(db, schema)).toEqual([]);
    }
  });
});
