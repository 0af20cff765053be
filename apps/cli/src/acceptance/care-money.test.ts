import { dischargeInpatient, openInpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { dateOf, fen, formatYuan } from '@zhijie/kernel';
import { balanceOf, payableToProvider } from '@zhijie/ledger';
import { describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { wallClock } from '../network/network.ts';
import { TWENTY_LINES } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';

const BEIJING = 'H11010500001';
const LI_JIANGUO = '419900198503121358';
const SUPPLIER = '91110105MA00000012';
const underTest = useNetwork(['11', '41']);
const today = () => dateOf(wallClock());

type Reply = { readonly status: number; readonly body: Record<string, unknown> };

async function ask(path: string, body?: object, by = '0001', area = '110000'): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': by },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

const care = () => underTest().network.databases.get('11')!;

describe('a deposit over the API', () => {
  it('is paid at admission, used at discharge, and the difference paid or returned', async () => {
    const { hospital } = clientOf(underTest().url, BEIJING);
    const patient = await hospital.identify(LI_JIANGUO);
    const open = await openInpatient(hospital, patient);
    const { visitId } = open;
    const stay = { providerId: BEIJING, visitId };
    const view = async () => (await ask(`deposits/${BEIJING}/${visitId}`)).body;
    const { ceiling, level } = (await view()) as { ceiling: number; level: { verified: null } };
    expect(level.verified).toBeNull();
    const pay = (requestKey: string, amount: string, area?: string) =>
      ask(
        'deposits/payments',
        { requestKey, ...stay, channel: 'mobile', serial: `M-${requestKey}`, amount },
        '0001',
        area,
      );
    expect(await pay('p0', formatYuan(fen(ceiling + 1)))).toMatchObject({
      status: 422,
      body: { refusal: { code: 'deposit-above-level', field: 'amount', fix: '请减少金额' } },
    });
    expect((await pay('p0', '1.00', '410000')).status).toBe(403);
    expect((await pay('p0', '0')).body).toMatchObject({ refusal: { code: 'amount-malformed' } });
    expect(await pay('p1', '1000.00')).toMatchObject({ status: 200, body: { outcome: 'applied' } });
    expect(await pay('p1', '1000.00')).toMatchObject({ body: { outcome: 'unchanged' } });

    const billed = await uploadLines(hospital, open, TWENTY_LINES);
    await dischargeInpatient(hospital, billed);
    const settled = await settleVisit(hospital, billed, { usesPersonalAccount: false });
    const { settlementId } = settled;
    const owed = await balanceOf(care(), 'care_ledger', payableToProvider(BEIJING));
    const used = await ask('deposits/applications', { requestKey: 'u1', ...stay, settlementId });
    const due = Math.max(0, settled.paidInCash - 100_000);
    expect(used.body).toMatchObject({ outcome: 'applied', due });
    const money = { channel: 'mobile', ...stay };
    if (due > 0)
      expect(
        await ask('deposits/differences', {
          requestKey: 'd1',
          ...money,
          serial: 'D1',
          settlementId,
          amount: formatYuan(fen(due)),
        }),
      ).toMatchObject({ status: 200 });
    else
      expect(
        await ask('deposits/returns', {
          requestKey: 'r1',
          ...money,
          serial: 'R1',
          payment: 'p1',
          amount: formatYuan(fen(100_000 - settled.paidInCash)),
        }),
      ).toMatchObject({ status: 200 });
    expect(await view()).toMatchObject({ balance: 0, paid: 100_000 });
    // P-04: a deposit is the person's money: what the areas and the hospital owe each other is untouched.
    expect(await balanceOf(care(), 'care_ledger', payableToProvider(BEIJING))).toBe(owed);
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('central purchasing over the API', () => {
  const item = { itemCode: 'XZ99ZZA001A001010100001', unitPrice: '12.50' };
  const post = (path: string, body: object, by?: string) => ask(`purchasing/${path}`, body, by);

  it('goes from award to order, acceptance, invoice and payment, and sets it against the hospital', async () => {
    const from = today();
    const award = {
      area: '110000',
      batch: 'B9',
      kind: 'drug',
      supplierId: SUPPLIER,
      supplierName: '示例制药有限公司',
      fromOn: from,
      untilOn: '2099-12-31',
      ...item,
    };
    expect(await post('awards', award)).toMatchObject({ status: 200, body: { outcome: 'applied' } });
    const order = { requestKey: '1', providerId: BEIJING, batch: 'B9', supplierId: SUPPLIER };
    const line = { ...item, quantity: 100 };
    expect(await post('orders', { ...order, lines: [{ ...line, unitPrice: '12.49' }] })).toMatchObject({
      status: 422,
      body: {
        refusal: {
          code: 'price-differs',
          field: 'lines[0].unitPrice',
          text: '价格与中选价不同（应为 12.50 元）。',
        },
      },
    });
    const placed = await post('orders', { ...order, lines: [line] });
    const { orderId } = placed.body.order as { orderId: string };
    const accepted = await post('acceptances', {
      requestKey: '1',
      orderId,
      acceptedOn: from,
      lines: [{ itemCode: item.itemCode, quantity: 100 }],
    });
    const { acceptanceId } = accepted.body.acceptance as { acceptanceId: string };
    const before = await balanceOf(care(), 'care_ledger', payableToProvider(BEIJING));
    const number = '26112000000000000001';
    const asked = { requestKey: '1', orderId, number, amount: '1250.00', issuedOn: from };
    const entered = await post('invoices', { ...asked, acceptances: [acceptanceId] });
    expect(entered).toMatchObject({ status: 200, body: { outcome: 'applied' } });
    const { invoiceId } = entered.body.invoice as { invoiceId: string };
    expect(await balanceOf(care(), 'care_ledger', payableToProvider(BEIJING))).toBe(before - 125_000);
    const pay = { invoiceId, amount: '1250.00', bank: '示例银行', serial: 'S1', on: from };
    expect((await post('payments', pay)).body).toMatchObject({ refusal: { code: 'maker-is-checker' } });
    expect(await post('payments', pay, '0002')).toMatchObject({ status: 200 });
    expect(await post('payments', { ...pay, serial: 'S2' }, '0002')).toMatchObject({
      status: 409,
      body: { refusal: { code: 'already-paid', field: 'invoiceId' } },
    });
    const back = { requestKey: '1', invoiceId, number: '26112000000000000002', reason: '近效期', on: from };
    expect(await post('returns', { ...back, amount: '125.00' })).toMatchObject({ status: 200 });
    const refund = { requestKey: '1', invoiceId, bank: '示例银行', on: from };
    expect(await post('refunds', { ...refund, amount: '125.00', serial: 'S3' })).toMatchObject({
      status: 200,
    });
    expect((await ask('purchasing/invoices?unpaid=1')).body).toEqual({ invoices: [] });
    const listed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const where = ['--url', underTest().url, '--agency', '110000'];
    expect(await agency.run(['suppliers', 'list', ...where])).toBe(0);
    expect(listed.mock.calls.flat().join('\n')).toContain(`尾号 0001） ${SUPPLIER} 供 ${BEIJING} ¥1,250.00`);
    listed.mockRestore();
    expect((await ask('purchasing/invoices')).body).toMatchObject({
      invoices: [{ invoiceId, tail: '0001', toPay: 0, toRefund: 0, returned: 12_500, refunded: 12_500 }],
    });
    expect(await findings(underTest())).toEqual([]);
  });

  it('every path stands in the OpenAPI document', async () => {
    const { paths } = (await ask('openapi.json')).body as { paths: Record<string, object> };
    for (const path of ['prepayment/{year}', 'deposits/payments', 'purchasing/invoices'])
      expect(Object.keys(paths)).toContain(`/api/agency/${path}`);
  });
});
