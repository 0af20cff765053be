import { openDatabase, runScript, useTestDatabase } from '@zhijie/database';
import { type Actor, type CalendarDate, calendarDate, type Fen, fen, type Instant } from '@zhijie/kernel';
import { balanceOf, payableToProvider, trialBalance } from '@zhijie/ledger';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { at } from '../../testing/network.ts';
import { careInvariants } from '../doctor/invariants.ts';
import {
  enterInvoice,
  listInvoices,
  payableToSupplier,
  paySupplier,
  returnGoods,
  supplierBank,
  takeRefund,
} from './invoices.ts';
import { acceptGoods, noteAward, type PurchaseDeps, placeOrder } from './orders.ts';

const db = useTestDatabase(provinceMigrations);
const HOSPITAL = 'H11010500001';
const SUPPLIER = '91110105MA00000012';
const AREA = '110000';
let clock: Instant = at('2026-03-10 09:00:00');
const deps = (): PurchaseDeps => ({ db, now: () => clock, lookupKey: new Uint8Array(16).fill(1) });
const d = calendarDate;

const hospital: Actor = {
  id: 'pharmacist',
  kind: 'hospital',
  node: '11',
  areas: [AREA],
  roles: [`operator:${HOSPITAL}`],
};
const agency = (id: string, area = AREA): Actor => ({
  id,
  kind: 'agency',
  node: area.slice(0, 2),
  areas: [area],
  roles: [],
});
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;

beforeAll(async () => {
  await runScript(
    db,
    'hospital',
    `INSERT INTO care.institution (provider_id, name, credit_code, kind, level, area, agreement,
       is_inpatient_open, is_outpatient_open, is_chronic_open, chronic_diseases)
     VALUES ('${HOSPITAL}', 'H', 'X', 'hospital', 'level3', '${AREA}', 'active', true, true, true, '{}')`,
  );
});

const award = (itemCode: string, unitPrice: number) => ({
  area: AREA,
  batch: '第九批',
  itemCode,
  kind: 'drug' as const,
  supplierId: SUPPLIER,
  supplierName: '示例制药有限公司',
  unitPrice: fen(unitPrice),
  fromOn: d('2026-01-01'),
  untilOn: d('2026-12-31'),
});
const order = (orderId: string, lines: readonly [code: string, quantity: number, price: number][]) => ({
  orderId,
  providerId: HOSPITAL,
  batch: '第九批',
  supplierId: SUPPLIER,
  lines: lines.map(([itemCode, quantity, price]) => ({ itemCode, quantity, unitPrice: fen(price) })),
});
const accepted = (acceptanceId: string, orderId: string, quantity: number, on = '2026-03-10') => ({
  acceptanceId,
  orderId,
  acceptedOn: d(on),
  lines: [{ itemCode: 'A', quantity }],
});
const invoice = (invoiceId: string, orderId: string, amount: number, acceptances: readonly string[]) => ({
  invoiceId,
  orderId,
  number: `2611200000000${invoiceId.padStart(7, '0')}`,
  amount: fen(amount),
  issuedOn: d('2026-03-10'),
  acceptances,
});
const bank = (amount: number, serial: string, on: CalendarDate = d('2026-03-10')) => ({
  amount: fen(amount),
  bank: '示例银行',
  serial,
  on,
});
const owed = () => balanceOf(db, 'care_ledger', payableToProvider(HOSPITAL));
const owedToSupplier = () => balanceOf(db, 'care_ledger', payableToSupplier(AREA, SUPPLIER));

/** An accepted order of packs at 12.50, with its invoice. */
async function invoiced(key: string, quantity: number, by: Actor = hospital): Promise<Fen> {
  const amount = fen(quantity * 1250);
  await placeOrder(deps(), hospital, order(`O${key}`, [['A', quantity, 1250]]));
  await acceptGoods(deps(), hospital, accepted(`A${key}`, `O${key}`, quantity));
  const entered = await enterInvoice(deps(), by, invoice(key, `O${key}`, amount, [`A${key}`]));
  expect(codeOf(entered)).toBe('ok');
  return amount;
}

describe('an order', () => {
  it('is of what the batch awarded, at its price and in its time', async () => {
    expect(codeOf(await noteAward(deps(), hospital, award('A', 1250)))).toBe('not-permitted');
    expect(codeOf(await noteAward(deps(), agency('li'), { ...award('A', 1), supplierId: '1' }))).toBe(
      'supplier-malformed',
    );
    for (const each of [award('A', 1250), award('B', 300)])
      expect(await noteAward(deps(), agency('li'), each)).toMatchObject({ value: { outcome: 'applied' } });
    expect(await noteAward(deps(), agency('li'), award('A', 1250))).toMatchObject({
      value: { outcome: 'unchanged' },
    });
    expect(codeOf(await noteAward(deps(), agency('li'), award('A', 1249)))).toBe('award-differs');
    for (const [lines, code] of [
      [[['C', 1, 1250]], 'not-awarded'],
      [[['A', 1, 1251]], 'price-differs'],
      [[], 'nothing-ordered'],
    ] as const)
      expect(
        codeOf(
          await placeOrder(
            deps(),
            hospital,
            order(
              'O1',
              lines.map((line) => [...line]),
            ),
          ),
        ),
      ).toBe(code);
    expect(codeOf(await placeOrder(deps(), agency('li', '430000'), order('O1', [['A', 1, 1250]])))).toBe(
      'not-permitted',
    );
    const lines: [string, number, number][] = [
      ['A', 100, 1250],
      ['B', 10, 300],
    ];
    const placed = await placeOrder(deps(), hospital, order('O1', lines));
    expect(placed).toMatchObject({ value: { outcome: 'applied', order: { amount: 128_000 } } });
    expect(await placeOrder(deps(), hospital, order('O1', lines))).toMatchObject({
      value: { outcome: 'unchanged' },
    });
    expect(codeOf(await placeOrder(deps(), hospital, order('O1', [['A', 1, 1250]])))).toBe('request-differs');
    clock = at('2027-01-01 00:00:00');
    expect(codeOf(await placeOrder(deps(), hospital, order('O2', [['A', 1, 1250]])))).toBe('not-awarded');
    clock = at('2026-03-10 09:00:00');
  });

  it('is accepted in parts, never more than was ordered', async () => {
    expect(codeOf(await acceptGoods(deps(), hospital, accepted('A1', 'O1', 101)))).toBe('more-than-ordered');
    expect(codeOf(await acceptGoods(deps(), hospital, accepted('A1', 'O1', 60, '2026-03-11')))).toBe(
      'date-in-future',
    );
    expect(codeOf(await acceptGoods(deps(), hospital, accepted('A1', 'O1', 60)))).toBe('ok');
    expect(await acceptGoods(deps(), hospital, accepted('A1', 'O1', 60))).toMatchObject({
      value: { outcome: 'unchanged' },
    });
    expect(codeOf(await acceptGoods(deps(), hospital, accepted('A2', 'O1', 41)))).toBe('more-than-ordered');
    expect(codeOf(await acceptGoods(deps(), hospital, accepted('A2', 'O1', 40)))).toBe('ok');
  });
});

describe('an invoice', () => {
  it('covers acceptances whole, to the fen; from then on the hospital is owed so much less', async () => {
    const asked = invoice('1', 'O1', 75_000, ['A1']);
    for (const [change, code] of [
      [{ number: '12' }, 'invoice-malformed'],
      [{ acceptances: ['A9'] }, 'acceptance-unknown'],
      [{ amount: fen(74_999) }, 'amount-differs'],
      [{ issuedOn: d('2026-03-11') }, 'date-in-future'],
    ] as const)
      expect(codeOf(await enterInvoice(deps(), hospital, { ...asked, ...change })), code).toBe(code);
    const entered = await enterInvoice(deps(), hospital, asked);
    expect(entered).toMatchObject({
      value: { outcome: 'applied', invoice: { payBy: '2026-04-09', tail: '0001' } },
    });
    expect(await enterInvoice(deps(), hospital, asked)).toMatchObject({ value: { outcome: 'unchanged' } });
    expect([await owed(), await owedToSupplier()]).toEqual([-75_000, 75_000]);
  });

  it('is used once: its number, and each acceptance, in no second invoice', async () => {
    const again = { ...invoice('2', 'O1', 50_000, ['A2']), number: invoice('1', 'O1', 1, []).number };
    expect(codeOf(await enterInvoice(deps(), hospital, again))).toBe('invoice-used');
    expect(codeOf(await enterInvoice(deps(), hospital, invoice('2', 'O1', 125_000, ['A1', 'A2'])))).toBe(
      'acceptance-invoiced',
    );
    const texts = await db.query<{ text: string }>(
      { name: 'care-purchase-all', text: 'SELECT v::text AS text FROM care.used_supplier_invoice v' },
      [],
    );
    expect(texts).toHaveLength(1);
    expect(texts[0]!.text).not.toContain('26112');
  });
});

describe('a payment to the supplier', () => {
  it('is of what the invoice says, once, by another person, with bank, serial and date', async () => {
    const pay = (actor: Actor, fact: object = {}) =>
      paySupplier(deps(), actor, { invoiceId: '3', ...bank(125_000, 'S3'), ...fact });
    await invoiced('3', 100, agency('li'));
    expect(codeOf(await pay(agency('li')))).toBe('maker-is-checker');
    expect(codeOf(await pay(hospital))).toBe('not-permitted');
    for (const [fact, code] of [
      [{ bank: ' ' }, 'bank-missing'],
      [{ serial: '' }, 'serial-missing'],
      [{ on: d('2026-03-11') }, 'date-in-future'],
      [{ amount: fen(124_999) }, 'amount-differs'],
    ] as const)
      expect(codeOf(await pay(agency('wang'), fact)), code).toBe(code);
    expect(await pay(agency('wang'))).toMatchObject({ value: { outcome: 'applied' } });
    expect(await pay(agency('wang'))).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(codeOf(await pay(agency('wang'), { serial: 'S4' }))).toBe('already-paid');
    await invoiced('4', 100);
    expect(
      codeOf(await paySupplier(deps(), agency('wang'), { invoiceId: '4', ...bank(125_000, 'S3') })),
    ).toBe('serial-used');
  });

  it('is made once when 16 pay at once', async () => {
    const amount = await invoiced('5', 8);
    const clients = openDatabase({ url: db.url, max: 16 });
    const own = { ...deps(), db: clients };
    const before = await balanceOf(db, 'care_ledger', supplierBank(AREA));
    try {
      const paid = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          paySupplier(own, agency(`payer-${n}`), { invoiceId: '5', ...bank(amount, `S5-${n}`) }),
        ),
      );
      expect(paid.map(codeOf).filter((code) => code === 'ok')).toHaveLength(1);
      expect(paid.map(codeOf).filter((code) => code === 'already-paid')).toHaveLength(15);
    } finally {
      await clients.close();
    }
    expect(await balanceOf(db, 'care_ledger', supplierBank(AREA))).toBe(before + amount);
  });

  it('is due 30 days after the acceptance, and overdue the day after', async () => {
    await invoiced('6', 1);
    const of = async () => {
      const listed = await listInvoices(deps(), agency('li'), true);
      return listed.ok ? listed.value.find(({ invoiceId }) => invoiceId === '6')! : null;
    };
    clock = at('2026-04-09 23:59:59');
    expect(await of()).toMatchObject({ payBy: '2026-04-09', toPay: 1250, isOverdue: false });
    clock = at('2026-04-10 00:00:00');
    expect(await of()).toMatchObject({ isOverdue: true });
    clock = at('2026-03-10 09:00:00');
  });
});

describe('goods that go back', () => {
  const back = (returnId: string, invoiceId: string, amount: number, number: string) =>
    returnGoods(deps(), agency('li'), {
      returnId,
      invoiceId,
      number,
      amount: fen(amount),
      reason: '近效期',
      on: d('2026-03-10'),
    });

  it('before the payment make it smaller, and the hospital is owed more again', async () => {
    await invoiced('7', 10);
    const before = await owed();
    expect(codeOf(await back('R7', '7', 12_501, '26112000000000000070'))).toBe('returned-too-much');
    expect(codeOf(await back('R7', '7', 2_500, invoice('1', '', 1, []).number))).toBe('invoice-used');
    expect(codeOf(await back('R7', '7', 2_500, '26112000000000000070'))).toBe('ok');
    expect(await back('R7', '7', 2_500, '26112000000000000070')).toMatchObject({
      value: { outcome: 'unchanged' },
    });
    expect(await owed()).toBe(before + 2_500);
    const pay = (amount: number) =>
      paySupplier(deps(), agency('wang'), { invoiceId: '7', ...bank(amount, `S7-${amount}`) });
    expect(codeOf(await pay(12_500))).toBe('amount-differs');
    expect(codeOf(await pay(10_000))).toBe('ok');
  });

  it('after the payment the supplier gives the money back, no more than that', async () => {
    const refund = (refundId: string, amount: number) =>
      takeRefund(deps(), agency('li'), { refundId, invoiceId: '7', ...bank(amount, `B-${refundId}`) });
    expect(codeOf(await refund('F0', 1))).toBe('nothing-to-refund');
    expect(codeOf(await back('R8', '7', 10_000, '26112000000000000080'))).toBe('ok');
    expect(codeOf(await refund('F1', 10_001))).toBe('amount-differs');
    expect(codeOf(await refund('F1', 4_000))).toBe('ok');
    expect(await refund('F1', 4_000)).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(codeOf(await refund('F2', 6_001))).toBe('amount-differs');
    expect(codeOf(await refund('F2', 6_000))).toBe('ok');
    expect(codeOf(await refund('F3', 1))).toBe('nothing-to-refund');
  });

  it('leave books that balance; the doctor names a payment that is not posted', async () => {
    expect(await careInvariants(db, clock)).toEqual([]);
    expect((await trialBalance(db, 'care_ledger')).total).toBe(0);
    await runScript(
      db,
      'tamper',
      `ALTER TABLE care.supplier_payment DISABLE TRIGGER USER;
       UPDATE care.supplier_payment SET amount = amount + 1 WHERE invoice_id = '5'`,
    );
    const found = await careInvariants(db, clock);
    expect(found.map(({ invariant, subject }) => [invariant, subject])).toEqual([
      ['purchases-are-posted', '5.paid'],
      ['suppliers-are-not-overpaid', '5'],
    ]);
  });
});
