import { describe, expect, test } from 'vitest';
import { fundOf } from './code-tables/settlement.ts';
import * as dictionary from './dictionary/index.ts';
import type { Field } from './field.ts';
import { allNodesOf } from './message.ts';
import { officialCodes } from './official-codes.ts';
import { officialTransactions } from './official-transactions.ts';
import { TRANSACTION_NUMBERS, transactionOf } from './transactions/index.ts';

const fields = Object.entries(dictionary) as unknown as [string, Field<unknown>][];
const tables = [...new Set(fields.flatMap(([, field]) => (field.table === null ? [] : [field.table])))];

describe('the dictionary', () => {
  test('has one English name for one official code', () => {
    const twice = fields.filter(([name, field]) =>
      fields.some(([n, f]) => n !== name && f.code === field.code),
    );
    // The extension field has a meaning in some transactions and none in the others.
    const told = ['extensionText', 'isOrderDiagnosisValid', 'isTakenCode', 'outOfAreaFlags'];
    expect(twice.map(([name]) => name).sort()).toEqual(told);
  });

  test('keeps the names of the house for the amounts of a settlement', () => {
    const names = Object.fromEntries(fields.map(([name, field]) => [field.code, name]));
    expect(names).toMatchObject({
      psn_no: 'personId',
      mdtrt_id: 'visitId',
      setl_id: 'settlementId',
      insuplc_admdvs: 'insuredRegion',
      mdtrtarea_admvs: 'careRegion',
      fixmedins_code: 'providerId',
      med_type: 'careType',
      insutype: 'insuranceType',
      clr_type: 'clearingCategory',
      clr_way: 'clearingMethod',
      clr_optins: 'clearingAgency',
      balc: 'accountBalance',
      medfee_sumamt: 'feeTotal',
      fulamt_ownpay_amt: 'feeExcluded',
      overlmt_selfpay: 'feeOverLimit',
      preselfpay_amt: 'feeSelfPaidFirst',
      inscp_scp_amt: 'feeEligible',
      act_pay_dedc: 'deductibleApplied',
      hifp_pay: 'paidByPooledFund',
      hifmi_pay: 'paidByCriticalIllness',
      maf_pay: 'paidByMedicalAssistance',
      fund_pay_sumamt: 'paidByFunds',
      acct_pay: 'paidByPersonalAccount',
      psn_cash_pay: 'paidInCash',
      psn_part_amt: 'borneByPerson',
    });
  });

  test('has a Chinese label for every field', () => {
    for (const [name, field] of fields) expect(field.label, name).toMatch(/\p{Script=Han}|IP|ID/u);
  });

  test('sends no code twice in one node', () => {
    for (const number of TRANSACTION_NUMBERS) {
      const { input, output } = transactionOf(number);
      for (const node of [...allNodesOf(input), ...allNodesOf(output)]) {
        const codes = node.fields.flatMap(([, field]) => [field.code, ...field.alsoWrittenAs]);
        expect(new Set(codes).size, `${number} ${node.code}`).toBe(codes.length);
      }
    }
  });
});

describe('code tables', () => {
  // Several reasons of a suspension share one official code, so the way back gives the common one.
  const shared = new Set(['arrears', 'waiting', 'dead']);

  test.each(tables.map((table) => [table.name, table] as const))(
    '%s: a word survives its code',
    (_name, table) => {
      for (const word of Object.keys(table.codes)) {
        if (!shared.has(word)) expect(table.wordOf(table.codeOf(word))).toBe(word);
      }
      for (const [code, word] of Object.entries(table.aliases)) expect(table.wordOf(code)).toBe(word);
      for (const code of Object.keys(table.unsupported)) expect(table.wordOf(code)).toBeUndefined();
      expect(table.wordOf('no such code')).toBeUndefined();
      expect(table.wordOf('constructor')).toBeUndefined();
    },
  );

  test('an accumulator is written under its code and read back; another counter passes as it is', () => {
    const field = dictionary.counterCode;
    expect(field.write('outpatientPaid')).toBe('"OTPPOOL"');
    expect(field.read('OTPPOOL')).toEqual({ ok: true, value: 'outpatientPaid' });
    expect(field.read('other')).toEqual({ ok: true, value: 'other' });
    expect(field.write('other')).toBe('"other"');
  });

  test('the fund of a part depends on the insurance where pools differ', () => {
    expect([fundOf('pooled', 'employee'), fundOf('pooled', 'resident')]).toEqual([
      'employee-pooled',
      'resident-pooled',
    ]);
    expect(fundOf('medical-assistance', 'employee')).toBe('medical-assistance');
  });
});

test('official codes for the border guard are unmistakable', () => {
  expect(officialCodes).toContain('psn_no');
  expect(officialCodes).toContain('insutype');
  for (const code of ['data', 'input', 'result', 'age', 'signIn', 'list_type'])
    expect(officialCodes).not.toContain(code);
  expect(officialCodes.length).toBeGreaterThan(200);
});

test('every supported transaction is one of the official numbers under its official name and direction', () => {
  for (const number of TRANSACTION_NUMBERS) {
    expect(transactionOf(number).number).toBe(number);
    const { label, writes } = transactionOf(number);
    // What the platform tells a hospital (6302) is supported the other way round: a hospital may check it here.
    const isNotice = officialTransactions.get(number)?.direction === 'notice';
    const direction = isNotice ? 'notice' : writes ? 'write' : 'read';
    expect(officialTransactions.get(number)).toMatchObject({ label, direction });
  }
});
