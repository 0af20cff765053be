import { statement, useTestDatabase } from '@zhijie/database';
import { readInvoice } from '@zhijie/invoice';
import { type Actor, assert, formatYuan, isReceiptCode, type Result } from '@zhijie/kernel';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { HOSPITAL, type Hospital, hospital } from '../../testing/hospital.ts';
import {
  dischargeOf,
  STAY_TOTAL,
  settlementOf,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../../testing/network.ts';
import { careInvariants } from '../doctor/invariants.ts';
import { negatedAmounts, receiptCodeOf } from './face.ts';
import { receiptFile } from './file.ts';
import { receiptBreaches } from './invariants.ts';
import { issueReceipt, receiptIdOf, redReceipt } from './issue.ts';
import { issueReceiptFor, receiptFor, receiptOf, receiptsFor, redReceiptFor, verifyReceipt } from './read.ts';
import type { StoredReceipt } from './store.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
const deps = () => network.care.care.deps;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const valueIn = <T>(result: Result<T>): T => {
  assert(result.ok, `refused: ${JSON.stringify(result)}`);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
let statements = 0;
const sql = (text: string) => {
  statements += 1;
  return care.query<Record<string, unknown>>(statement(`receipt-test-${statements}`, text), []);
};
const breaches = () => careInvariants(care, network.clock.now);

type Bill = { providerId: string; settlementId: string; visitId: string; personId: string };

async function visit(invoiceNumber?: string): Promise<Bill> {
  const one = await visitWithBatch(beijing);
  const input = { ...settlementOf(one), ...(invoiceNumber === undefined ? {} : { invoiceNumber }) };
  const { settlement } = await beijing.must('2207', input);
  const { visitId, personId } = one;
  return { providerId: HOSPITAL, settlementId: settlement.settlementId, visitId, personId };
}

async function stay(): Promise<Bill> {
  const one = await stayWithLines(beijing);
  await beijing.must('2402', dischargeOf(one));
  const { settlement } = await beijing.must('2304', staySettlement(one));
  return { ...one, providerId: HOSPITAL, settlementId: settlement.settlementId };
}

const undo = ({ settlementId, visitId, personId }: Bill) =>
  beijing.must('2208', { settlementId, visitId, personId });
const issued = async (bill: Bill): Promise<StoredReceipt> => valueIn(await issueReceipt(deps(), bill));

const personActor = (id: string): Actor => ({ id, kind: 'person', node: '11', areas: [], roles: [] });
const CASHIER: Actor = {
  id: '0001',
  name: '张收费',
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};

describe('A-03 an electronic receipt of a settled bill', () => {
  it('has the amounts of the settlement to the fen, the code of its kind, a number, a check code', async () => {
    const bill = await stay();
    const { face } = await issued(bill);
    expect(face.code).toBe('11060226');
    expect(isReceiptCode(face.code)).toBe(true);
    expect(face.number).toMatch(/^\d{10}$/);
    expect(face.checkCode).toMatch(/^[0-9a-f]{6}$/);
    expect(face.amounts.total).toBe(STAY_TOTAL);
    const [settled] = await sql(
      `SELECT fee_total, paid_by_pooled_fund, paid_by_personal_account, paid_in_cash FROM care.settlement
       WHERE settlement_id = '${bill.settlementId}'`,
    );
    expect([face.amounts.total, face.amounts.pooled, face.amounts.account, face.amounts.cash]).toEqual(
      Object.values(settled!),
    );
    expect(face.items.reduce((sum, { amount }) => sum + amount, 0)).toBe(STAY_TOTAL);
    expect(await breaches()).toEqual([]);
  });

  it('is issued once: asked again, by an act or by the counter, it is the same receipt', async () => {
    const bill = await visit();
    const asks = Array.from({ length: 8 }, (_, n) => issueReceipt(deps(), { ...bill, actId: `ACT${n}` }));
    const ids = new Set((await Promise.all(asks)).map((each) => receiptIdOf(valueIn(each).face)));
    expect(ids.size).toBe(1);
    expect(receiptIdOf(valueIn(await issueReceiptFor(deps(), CASHIER, bill)).face)).toBe([...ids][0]);
    expect((await receiptOf(deps(), bill))?.face.code).toBe('11060126');
  });

  it('takes numbers of an institution in order and without a gap, also side by side and after a failure', async () => {
    const bills: Bill[] = [];
    for (let n = 0; n < 5; n++) bills.push(await visit());
    await expect(
      issueReceipt({ ...deps(), crashpoint: () => Promise.reject(new Error('stopped')) }, bills[0]!),
    ).rejects.toThrow('stopped');
    const all = await Promise.all(bills.map(issued));
    const numbers = all.map(({ face }) => Number(face.number)).sort((a, b) => a - b);
    expect(numbers.map((number) => number - numbers[0]!)).toEqual([0, 1, 2, 3, 4]);
    expect(await breaches()).toEqual([]);
  });

  it('A-03 a duplicate of code and number is impossible, and no receipt is changed or deleted', async () => {
    const { face } = await issued(await visit());
    const other = await visit();
    const copy = `INSERT INTO care.receipt SELECT code, number, check_code, kind, provider_id, '${other.settlementId}',
      act_id, person_id, of_code, of_number, reason, total, pooled, others, account, cash, self_paid, self_funded,
      issued_at, face_sealed, face_digest, signature FROM care.receipt WHERE number = '${face.number}'
      AND code = '${face.code}'`;
    await expect(sql(copy)).rejects.toMatchObject({ code: '23505' });
    await expect(sql(`DELETE FROM care.receipt WHERE number = '${face.number}'`)).rejects.toThrow();
    await expect(sql(`UPDATE care.receipt SET check_code = '000000'`)).rejects.toThrow();
  });

  it('is not issued for what is unknown, undone, or has a receipt of the hospital', async () => {
    const bill = await visit();
    expect(codeOf(await issueReceipt(deps(), { ...bill, settlementId: 'S0' }))).toBe('settlement-unknown');
    await undo(bill);
    expect(codeOf(await issueReceipt(deps(), bill))).toBe('settlement-not-settled');
    const own = await visit('110601260000099999');
    expect(codeOf(await issueReceipt(deps(), own))).toBe('receipt-by-hospital');
    const odd = await visit('FP-2026-1');
    expect(codeOf(await issueReceipt(deps(), odd))).toBe('ok');
  });
});

describe('A-03 a refund', () => {
  it('issues a red receipt that references the original and negates it, once', async () => {
    const original = await issued(await visit());
    const receiptId = receiptIdOf(original.face);
    const reds = await Promise.all(
      [1, 2, 3].map(() => redReceipt(deps(), { receiptId, reason: 'refund', actId: 'ACT' })),
    );
    const [red, ...same] = reds.map(valueIn);
    expect(new Set(same.map(({ face }) => face.number))).toEqual(new Set([red!.face.number]));
    expect(red!.face).toMatchObject({
      kind: 'red',
      reverses: { code: original.face.code, number: original.face.number, reason: 'refund' },
      amounts: negatedAmounts(original.face.amounts),
    });
    expect(codeOf(await redReceipt(deps(), { receiptId: receiptIdOf(red!.face), reason: 'error' }))).toBe(
      'receipt-is-red',
    );
    expect(codeOf(await redReceipt(deps(), { receiptId: '110601269999999999', reason: 'error' }))).toBe(
      'receipt-unknown',
    );
    const { code, number, checkCode } = original.face;
    const verified = await verifyReceipt(deps(), { code, number, check: checkCode });
    expect(verified).toMatchObject({ state: 'reversed', reversedBy: { number: red!.face.number } });
    expect(await breaches()).toEqual([]);
  });

  it('of a bill undone by the hospital itself is found in the background', async () => {
    const bill = await visit();
    const original = await issued(bill);
    await undo(bill);
    expect(await network.care.care.redReceipts()).toBe(1);
    expect(await network.care.care.redReceipts()).toBe(0);
    const { reversedBy } = (await receiptOf(deps(), bill))!;
    const red = valueIn(await receiptFor(deps(), CASHIER, receiptIdOf(reversedBy!)));
    expect(red.face.reverses).toMatchObject({ number: original.face.number, reason: 'undo' });
  });
});

describe('A-03 verifying a paper', () => {
  it('is genuine by code, number and check code; anything else is unknown and says nothing', async () => {
    const { face } = await issued(await visit());
    const asked = { code: face.code, number: face.number, check: face.checkCode };
    expect(await verifyReceipt(deps(), { ...asked, check: face.checkCode.toUpperCase() })).toMatchObject({
      state: 'genuine',
      isSigned: true,
      face: { amounts: { total: face.amounts.total } },
    });
    const wrong = face.checkCode === '000000' ? '000001' : '000000';
    for (const other of [
      { ...asked, check: wrong },
      { ...asked, check: '' },
      { ...asked, number: '9999999999' },
      { ...asked, code: "1' or 1" },
    ])
      expect(await verifyReceipt(deps(), other)).toEqual({ state: 'unknown' });
  });

  it('finds a signature that is not the node’s', async () => {
    const { face } = await issued(await visit());
    const verifySigned = () => false;
    const asked = { code: face.code, number: face.number, check: face.checkCode };
    expect(await verifyReceipt({ ...deps(), verifySigned }, asked)).toMatchObject({ isSigned: false });
  });

  it('the file is read back by the reader of invoices, red receipts too', async () => {
    const original = await issued(await stay());
    const red = valueIn(await redReceipt(deps(), { receiptId: receiptIdOf(original.face), reason: 'undo' }));
    for (const receipt of [original, red]) {
      const { face } = receipt;
      const bytes = new TextEncoder().encode(receiptFile(receipt, '11'));
      const { fields, items } = valueIn(await readInvoice(bytes));
      const values = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
      expect(values).toEqual({
        code: face.code,
        number: face.number,
        checkCode: face.checkCode,
        payer: face.payer,
        issuer: face.issuer.name,
        issuedOn: face.issuedOn,
        total: formatYuan(face.amounts.total),
        selfFunded: formatYuan(face.amounts.selfFunded),
        selfPaidFirst: formatYuan(face.amounts.selfPaidFirst),
        visitNumber: face.visitNumber,
        admittedOn: face.from,
        dischargedOn: face.to,
        ...(face.kind === 'red' ? { mark: '红字票据' } : {}),
      });
      expect(items.map(({ amount }) => amount)).toEqual(face.items.map(({ amount }) => formatYuan(amount)));
    }
  });
});

test('receipts are seen by their person, the institution and its agency, page by page, and every look is logged', async () => {
  const bill = await visit();
  const mine = personActor(bill.personId);
  const first = valueIn(await issueReceiptFor(deps(), mine, bill));
  const receiptId = receiptIdOf(first.face);
  expect(first.face.cashier).toBe('系统自动开具');
  expect(codeOf(await receiptFor(deps(), personActor('P-other'), receiptId))).toBe('not-permitted');
  expect(codeOf(await issueReceiptFor(deps(), personActor('P-other'), bill))).toBe('not-permitted');
  expect(codeOf(await redReceiptFor(deps(), mine, { receiptId, reason: 'error' }))).toBe('not-permitted');
  const of = { personId: bill.personId };
  const [newest] = valueIn(await receiptsFor(deps(), mine, { of, before: null, limit: 1 }));
  expect(newest?.face.number).toBe(first.face.number);
  const before = { issuedAt: newest!.issuedAt, ...newest!.face };
  const [next] = valueIn(await receiptsFor(deps(), mine, { of, before, limit: 1 }));
  expect(next!.issuedAt).toBeLessThan(newest!.issuedAt);
  expect(codeOf(await receiptsFor(deps(), CASHIER, { of, before: null, limit: 1 }))).toBe('not-permitted');
  const [looks] = await sql(
    `SELECT count(*)::int AS looks FROM care.access_log WHERE purpose = 'receipt' AND message_id = '${bill.settlementId}'`,
  );
  expect(looks).toEqual({ looks: 1 });
  const red = valueIn(await redReceiptFor(deps(), CASHIER, { receiptId, reason: 'error' }));
  expect(red.face.cashier).toBe('张收费');
});

test('A-03 an issued receipt stands in the register of used invoices, and leaves it when it is taken back', async () => {
  const { face } = await issued(await visit());
  const report = async () =>
    (
      await sql(`SELECT outcome, released_at IS NULL AS standing FROM care.invoice_report
        WHERE settlement_id = '${face.settlementId}'`)
    )[0];
  await network.care.care.reportInvoices();
  expect(await report()).toEqual({ outcome: 'registered', standing: true });
  await redReceipt(deps(), { receiptId: receiptIdOf(face), reason: 'error' });
  await network.care.care.reportInvoices();
  expect(await report()).toEqual({ outcome: 'registered', standing: false });
});

test('the doctor finds a changed amount, a receipt that is gone, and a red one that takes back something else', async () => {
  const { face } = await issued(await visit());
  const red = valueIn(await redReceipt(deps(), { receiptId: receiptIdOf(face), reason: 'error' }));
  const found = async (change: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    await care
      .transaction(async (tx) => {
        for (const text of ['ALTER TABLE care.receipt DISABLE TRIGGER receipt_append_only', change]) {
          statements += 1;
          await tx.query(statement(`receipt-test-${statements}`, text), []);
        }
        seen.push(...(await receiptBreaches(tx)).map(({ invariant }) => invariant));
        throw new Error('undone');
      })
      .catch(() => undefined);
    return seen;
  };
  const other = `UPDATE care.receipt SET pooled = pooled - 1, others = others + 1 WHERE number =`;
  const lost = `DELETE FROM care.receipt WHERE number =`;
  expect(await found(`${other} '${face.number}'`)).toEqual(
    expect.arrayContaining(['receipts-equal-their-settlement', 'red-receipts-negate-their-original']),
  );
  expect(await found(`${lost} '${red.face.number}'`)).toEqual(['receipt-numbers-have-no-gap']);
  expect(
    await found(`UPDATE care.receipt SET face_digest = sha256('') WHERE number = '${face.number}'`),
  ).toEqual(['rows-equal-their-leaves']);
  expect(await breaches()).toEqual([]);
});

test('A-03 the code is province, 06, 01 or 02, and the year', () => {
  expect(receiptCodeOf('120101', 'outpatient', '2019-05-01' as never)).toBe('12060119');
  expect(receiptCodeOf('430000', 'inpatient', '2026-12-31' as never)).toBe('43060226');
});
