import { statement, useTestDatabase } from '@zhijie/database';
import { type AreaCode, assert, type Fen } from '@zhijie/kernel';
import { type SeedPerson, syntheticPersons } from '@zhijie/population';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { setAgreement } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  outpatientLines,
} from '../testing/hospital.ts';
import { PERSON, personOf, registration } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let pharmacy: Hospital;
let employee: SeedPerson;
const books = () => booksOf(network, care);
const PHARMACY = 'P11010500001';
const here = { insuredRegion: '990100' };

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  pharmacy = hospital(network, PHARMACY);
  const found = syntheticPersons('pharmacy tests', '990100' as AreaCode, 60).find(
    ({ coverages: [first] }) =>
      first!.group === 'active' && first!.status === 'in-force' && first!.accountBalance > 20_000,
  );
  assert(found !== undefined, 'somebody has a personal account');
  employee = found;
  await network.insured.insured.seed([employee]);
});

/** 2 × 98.00 of class A, which the catalogue takes in scope whole. */
const TOTAL = 19_600 as Fen;

function purchase(own: Partial<InputOf<'2102'>['buyer']> = {}): InputOf<'2102'> {
  const person = personOf(PERSON);
  const [line] = outpatientLines({ visitId: '', personId: '' }, 'L', [[ITEMS.drugA, '98.00', '2']]);
  const { itemCode, hospitalItemCode, price, quantity, lineAmount, lineId } = line!;
  return {
    buyer: {
      personId: person.personId,
      credentialType: 'id-card',
      credentialNumber: person.certificate,
      startedAt: at('2026-03-10 08:50:00'),
      feeTotal: TOTAL,
      insuranceType: 'resident',
      accountUse: 'none',
      careType: 'pharmacy',
      ...own,
    },
    lines: [
      {
        lineId,
        isOutsidePrescription: true,
        occurredAt: at('2026-03-10 08:50:00'),
        itemCode,
        hospitalItemCode,
        lineAmount,
        quantity,
        price,
      },
    ],
    packs: [],
  };
}

const bought = (): Partial<InputOf<'2102'>['buyer']> => ({
  personId: employee.personId,
  credentialNumber: employee.citizenNumber,
  insuranceType: 'employee',
  accountUse: 'own',
});

/** Purchases that stand although nothing of them is settled. */
const UNSETTLED = statement(
  'test-purchases-unsettled',
  `SELECT visit_id FROM care.visit v WHERE provider_id = 'P11010500001' AND state = 'open'
     AND NOT EXISTS (SELECT FROM care.settlement s WHERE s.visit_id = v.visit_id AND s.state = 'settled')
     AND EXISTS (SELECT FROM care.settlement s WHERE s.visit_id = v.visit_id AND s.state = 'refused')`,
);

describe('a purchase at a retail pharmacy in Beijing by a person insured in the example province', () => {
  it('T-02 is tried without any effect, and then sold with the same figures and split lines', async () => {
    const before = await books();
    const quote = await pharmacy.must('2101', purchase(), here);
    expect(await books()).toEqual(before);
    expect(quote.settlement.paidByPooledFund).toBeGreaterThan(0);
    const sold = await pharmacy.must('2102', purchase(), here);
    expect(sold.settlement.paidByFunds).toBe(quote.settlement.paidByFunds);
    expect(sold.settlement).toMatchObject({
      careType: 'pharmacy',
      clearingCategory: 'pharmacy',
      feeTotal: TOTAL,
    });
    expect(sold.lines).toEqual(quote.lines);
    expect(sold.lines[0]).toMatchObject({ lineId: 'L-1', feeEligible: TOTAL, paymentClass: 'A' });
    const after = await books();
    expect(after.owed - before.owed).toBe(sold.settlement.paidByFunds);
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('T-06 the same message gets the same bytes, other content under it is refused', async () => {
    const messageId = nextMessageId();
    const first = await pharmacy.call('2102', purchase(), { ...here, messageId });
    expect(codeOf(first)).toBe('success');
    expect((await pharmacy.call('2102', purchase(), { ...here, messageId })).text).toBe(first.text);
    const other = await pharmacy.call('2102', purchase({ accountUse: 'own' }), { ...here, messageId });
    expect(codeOf(other)).toBe('message-id-reused');
  });

  it('is paid by the account alone where the place says so, by cash for what is left', async () => {
    const quote = await pharmacy.must('2101', purchase(bought()), here);
    const sold = await pharmacy.must('2102', purchase(bought()), here);
    expect(sold.settlement).toMatchObject({
      paidByFunds: 0,
      paidByPersonalAccount: TOTAL,
      paidInCash: 0,
      accountBalance: quote.settlement.accountBalance,
    });
    const inCash = await pharmacy.must('2102', purchase({ ...bought(), accountUse: 'none' }), here);
    expect(inCash.settlement).toMatchObject({ paidByFunds: 0, paidByPersonalAccount: 0, paidInCash: TOTAL });
    expect(await books()).toMatchObject({ breaches: [], open: 0 });
  });

  it('T-04 is taken back once, and its account is whole again', async () => {
    const { settlement } = await pharmacy.must('2102', purchase(bought()), here);
    const { settlementId, visitId } = settlement;
    const claim = { settlementId, visitId, personId: employee.personId };
    expect(codeOf(await pharmacy.call('2208', claim))).toBe('settlement-not-found');
    const undone = await pharmacy.must('2103', claim);
    expect(undone.settlement).toMatchObject({ feeTotal: -TOTAL, paidByPersonalAccount: -TOTAL });
    expect(undone.settlement.accountBalance).toBe(settlement.accountBalance + TOTAL);
    expect(codeOf(await pharmacy.call('2103', claim))).toBe('settlement-already-reversed');
    const after = await books();
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('T-06 an answer that was lost is found, and 2601 takes the sale back by its message', async () => {
    const messageId = nextMessageId();
    network.faults.push({ message: 'settlement.settle@1', what: 'lose-answer' });
    const lost = await pharmacy.call('2102', purchase(), { ...here, messageId });
    expect(codeOf(lost)).toBe('outcome-unknown');
    const again = await pharmacy.call('2102', purchase(), { ...here, messageId });
    expect(codeOf(again)).toBe('success');
    const reverse = {
      personId: personOf(PERSON).personId,
      reversedMessageId: messageId,
      reversedTransaction: '2102',
    };
    await pharmacy.must('2601', reverse);
    await pharmacy.must('2601', reverse);
    expect(codeOf(await pharmacy.call('2102', purchase(), { ...here, messageId }))).toBe('call-reversed');
    const after = await books();
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('T-06 2601 before the sale arrives refuses it for ever', async () => {
    const messageId = nextMessageId();
    const { personId } = personOf(PERSON);
    await pharmacy.must('2601', { personId, reversedMessageId: messageId, reversedTransaction: '2102' });
    expect(codeOf(await pharmacy.call('2102', purchase(), { ...here, messageId }))).toBe('call-reversed');
  });

  it.each(['care.settle.before-intent', 'care.settle.after-intent', 'care.settle.before-complete'])(
    'T-06 survives a program that dies at %s: the same message again sells once',
    async (where) => {
      const messageId = nextMessageId();
      let isDead = false;
      network.restart({
        crashpoint: (name) => {
          isDead ||= name === where;
          if (isDead) throw new Error('a dead program answers nothing');
        },
      });
      const before = await books();
      await pharmacy.call('2102', purchase(), { ...here, messageId });
      expect(isDead).toBe(true);
      network.restart();
      const again = await pharmacy.must('2102', purchase(), { ...here, messageId });
      const after = await books();
      expect(after.owed - before.owed).toBe(again.settlement.paidByFunds);
      expect(after).toMatchObject({ breaches: [], open: 0 });
      expect(after.owed).toBe(after.owedByInsured);
    },
  );

  it('that the insured place refuses leaves nothing, and the same message may try again', async () => {
    const messageId = nextMessageId();
    network.faults.push({ message: 'settlement.settle@1', what: 'not-delivered' });
    const refused = await pharmacy.call('2102', purchase(), { ...here, messageId });
    expect(codeOf(refused)).toBe('insured-place-unreachable');
    expect(await care.query(UNSETTLED, [])).toEqual([]);
    expect(codeOf(await pharmacy.call('2102', purchase(), { ...here, messageId }))).toBe('success');
  });

  it('is the same under the A edition', async () => {
    const quote = await pharmacy.must('2101A', purchase(), here);
    const sold = await pharmacy.must('2102A', purchase(), here);
    expect(sold.settlement.paidByFunds).toBe(quote.settlement.paidByFunds);
  });

  it('Q-10 by electronic credential needs one that was scanned for buying, once', async () => {
    const { personId } = personOf(PERSON);
    const actor = { id: personId, kind: 'person', node: '99', areas: [], roles: [] } as const;
    const token = async (credentialBusiness: InputOf<'1162'>['credentialBusiness']) => {
      const issued = await network.insured.insured.services.issueCredential(actor, personId);
      assert(issued.ok, 'a person gets a code');
      const { card } = await pharmacy.must('1162', {
        credentialInstitution: PHARMACY,
        credentialBusiness,
        credentialOperatorId: '0001',
        credentialOperatorName: '收费员',
        credentialDepartmentId: '01',
        credentialDepartmentName: '药店',
        credentialCode: issued.value.code,
      });
      return { credentialType: 'insurance-code', credentialNumber: card.credentialToken! } as const;
    };
    const paying = await token('pharmacy-purchase');
    await pharmacy.must('2101', purchase(paying), here);
    const sold = await pharmacy.must('2102', purchase(paying), here);
    expect(sold.settlement.credentialType).toBe('insurance-code');
    expect(codeOf(await pharmacy.call('2102', purchase(paying), here))).toBe('credential-used');
    const wrong = purchase(await token('registration'));
    expect(codeOf(await pharmacy.call('2102', wrong, here))).toBe('credential-other-business');
  });
});

describe('who may sell what', () => {
  it('F-17 a hospital is no pharmacy, and a pharmacy treats nobody', async () => {
    const beijing = hospital(network);
    expect(codeOf(await beijing.call('2102', purchase(), here))).toBe('provider-not-pharmacy');
    const treated = await pharmacy.call('2201', registration(personOf(PERSON)), here);
    expect(codeOf(treated)).toBe('provider-not-open-for-care');
  });

  it('F-17 a suspended pharmacy sells nothing for insurance until it is taken up again', async () => {
    const change = (agreement: 'suspended' | 'active') => {
      const agency = { id: 'beijing', kind: 'agency', node: '11', areas: ['110000'], roles: [] } as const;
      return setAgreement(network.care.care.deps, agency, {
        providerId: PHARMACY,
        agreement,
        reason: '检查',
      });
    };
    expect(await change('suspended')).toMatchObject({ ok: true });
    expect(codeOf(await pharmacy.call('2102', purchase(), here))).toBe('provider-suspended');
    expect(await change('active')).toMatchObject({ ok: true });
    expect(codeOf(await pharmacy.call('2101', purchase(), here))).toBe('success');
  });

  it('V-03 a total that is not the sum of the lines is refused before anything is sold', async () => {
    const wrong = purchase({ feeTotal: (TOTAL - 1) as Fen });
    expect(codeOf(await pharmacy.call('2102', wrong, here))).toBe('total-mismatch');
    expect(codeOf(await pharmacy.call('2102', purchase({ careType: 'outpatient' }), here))).toBe(
      'care-type-mismatch',
    );
  });

  it('V-16 a pack is sold once; taking the sale back puts it on the shelf again', async () => {
    const packs = [{ lineId: 'L-1', traceCode: '84008170000000000001', isSplitPack: false }];
    const sold = await pharmacy.must('2102', { ...purchase(), packs }, here);
    const twice = await pharmacy.call('2102', { ...purchase(), packs }, here);
    expect(twice.result.ok).toBe(false);
    const { settlementId, visitId, personId } = sold.settlement;
    await pharmacy.must('2103', { settlementId, visitId, personId });
    expect(codeOf(await pharmacy.call('2102', { ...purchase(), packs }, here))).toBe('success');
  });
});
