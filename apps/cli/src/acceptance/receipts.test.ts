import {
  dischargeInpatient,
  openInpatient,
  settleVisit,
  uploadLines,
  voidSettlement,
} from '@zhijie/counterparties';
import { pagesOf } from '@zhijie/documents/testing/read-pdf';
import { readInvoice } from '@zhijie/invoice';
import type { Actor } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it, test } from 'vitest';
import { TWENTY_LINES } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';

const BEIJING = 'H11010500001';
const LI_JIANGUO = '419900198503121358';
const underTest = useNetwork(['11', '41']);

type Reply = { readonly status: number; readonly body: Record<string, unknown> };
const replyOf = async (response: Response): Promise<Reply> => ({
  status: response.status,
  body: (await response.json()) as Reply['body'],
});

const COUNTER = { 'x-zhijie-agency': '110000', 'x-zhijie-operator': '0001' };
const at = (path: string, init: RequestInit = {}) => fetch(`${underTest().url}${path}`, init);
const ask = async (path: string, body?: object): Promise<Reply> =>
  replyOf(
    await at(`/api/agency/receipts${path}`, {
      headers: COUNTER,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }),
  );

/** Enters as a person; the calls carry the session and its token. */
async function entered(number: string) {
  const first = await at('/api/session/person');
  const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0]!;
  const { token } = (await first.json()) as { token: string };
  const headers = { cookie: cookieOf(first), 'x-zhijie-token': token };
  const second = await at('/api/session/person/enter', {
    method: 'POST',
    headers,
    body: JSON.stringify({ number }),
  });
  const own = { cookie: cookieOf(second), token: ((await second.json()) as { token: string }).token };
  return (path: string, body?: object, token = own.token) =>
    at(`/api/person${path}`, {
      headers: { cookie: own.cookie, 'x-zhijie-token': token },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
}

async function settledStay() {
  const { hospital } = clientOf(underTest().url, BEIJING);
  const open = await openInpatient(hospital, await hospital.identify(LI_JIANGUO));
  const billed = await uploadLines(hospital, open, TWENTY_LINES);
  await dischargeInpatient(hospital, billed);
  const settled = await settleVisit(hospital, billed, { usesPersonalAccount: false });
  return { hospital, billed, settled };
}

describe('A-03 a receipt over the API', () => {
  it('is issued at the counter, read by the person as PDF and file, verified by anybody, and taken back', async () => {
    const { hospital, billed, settled } = await settledStay();
    const key = { providerId: BEIJING, settlementId: settled.settlementId };
    const issued = await ask('', key);
    expect(issued).toMatchObject({ status: 200, body: { state: 'genuine', payer: '李建国' } });
    const receipt = issued.body as { receiptId: string; code: string; number: string; checkCode: string };
    expect((await ask('', key)).body).toMatchObject({ receiptId: receipt.receiptId });
    expect((await ask('', { ...key, settlementId: 'S0' })).status).toBe(404);

    const person = await entered(LI_JIANGUO);
    expect(await replyOf(await person('/receipts'))).toMatchObject({
      body: { receipts: [{ receiptId: receipt.receiptId, settlementId: settled.settlementId }], next: null },
    });
    const ownKey = { ...key, careArea: '110000' };
    expect((await replyOf(await person('/receipts', ownKey))).body.receiptId).toBe(receipt.receiptId);
    expect((await person('/receipts', ownKey, 'forged')).status).toBe(403);
    const pdf = new Uint8Array(await (await person(`/receipts/${receipt.receiptId}/pdf`)).arrayBuffer());
    const words = (await pagesOf(pdf)).join('');
    expect(words).toContain(receipt.number);
    expect(words).toContain(`check=${receipt.checkCode}`);
    const file = await readInvoice(
      new Uint8Array(await (await person(`/receipts/${receipt.receiptId}/xml`)).arrayBuffer()),
    );
    const printed = await readInvoice(pdf);
    for (const read of [file, printed])
      expect(read.ok && read.value.fields).toMatchObject({
        code: { value: receipt.code },
        number: { value: receipt.number },
        checkCode: { value: receipt.checkCode },
        total: { value: issued.body.total },
      });
    expect((await at(`/api/person/receipts/${receipt.receiptId}/pdf`)).status).toBe(401);

    const query = new URLSearchParams({
      code: receipt.code,
      number: receipt.number,
      check: receipt.checkCode,
    });
    const verify = async () => (await replyOf(await at(`/api/receipts/verify?${query}`))).body;
    expect(await verify()).toMatchObject({
      state: 'genuine',
      receipt: { payer: '李**', total: issued.body.total, isSigned: true },
    });
    const page = await (await at(`/receipts/verify?${query}`)).text();
    for (const said of ['真实有效', '李**', String(issued.body.total)]) expect(page).toContain(said);
    expect(page).not.toContain('李建国');
    expect(page).not.toContain('<script');
    query.set('check', 'zzzzzz');
    expect(await verify()).toMatchObject({ state: 'unknown', receipt: null });
    expect(await (await at(`/receipts/verify?${query}`)).text()).toContain('没有查到');
    expect(await (await at('/receipts/verify')).text()).toContain('票据上的三个号码');

    await voidSettlement(hospital, billed, settled.settlementId);
    expect(await underTest().network.provinces.get('11')!.care.redReceipts()).toBe(1);
    query.set('check', receipt.checkCode);
    const after = await verify();
    expect(after).toMatchObject({ state: 'reversed', receipt: { reversedBy: { code: receipt.code } } });
    const list = (await ask(`?providerId=${BEIJING}&limit=1`)).body as { receipts: object[]; next: string };
    expect(list.receipts).toMatchObject([{ state: 'red', reverses: { number: receipt.number } }]);
    const rest = (await ask(`?providerId=${BEIJING}&limit=1&before=${list.next}`)).body;
    expect(rest.receipts).toMatchObject([{ receiptId: receipt.receiptId, state: 'reversed' }]);
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('MS1 an inbox over the API', () => {
  it('has the messages of its person, counts, marks and keeps the channels', async () => {
    const person = await entered(LI_JIANGUO);
    expect((await at('/api/person/messages')).status).toBe(401);
    const empty = await replyOf(await person('/messages'));
    expect(empty).toMatchObject({ status: 200, body: { messages: expect.any(Array), next: null } });
    expect((await replyOf(await person('/messages/channels'))).body.channels).toEqual([
      'text-message',
      'mini-program',
    ]);
    const wish = { channels: ['mini-program'] };
    expect((await replyOf(await person('/messages/channels', wish))).body).toEqual(wish);
    expect((await person('/messages/channels', wish, 'forged')).status).toBe(403);
    expect((await replyOf(await person('/messages/channels', { channels: ['fax'] }))).status).toBe(422);
    expect((await replyOf(await person('/messages/read', { messageId: null }))).body).toEqual({
      marked: empty.body.unread,
    });
    expect((await replyOf(await person('/messages'))).body.unread).toBe(0);
  });
});

test('A-04 a person prints the form of the own filing, nobody else’s', async () => {
  const person = await entered(LI_JIANGUO);
  const { services } = underTest().network.provinces.get('41')!.insured;
  const { personId } = knownPersonOf('li-jianguo');
  const own: Actor = { id: personId, kind: 'person', node: '41', areas: [], roles: [] };
  const filings = await services.filingsOf(own, personId);
  const filed = filings.ok && filings.value[0] !== undefined ? filings.value[0].filingId : await file(own);
  const pdf = new Uint8Array(await (await person(`/filings/${filed}/form`)).arrayBuffer());
  expect((await pagesOf(pdf)).join('')).toContain('异地就医备案登记表');
  expect((await person('/filings/F0/form')).status).toBe(404);
  expect((await at(`/api/person/filings/${filed}/form`)).status).toBe(401);
});

async function file(own: Actor): Promise<string> {
  const filed = await underTest()
    .network.provinces.get('41')!
    .insured.services.submitFiling(own, {
      personId: own.id,
      insuranceType: 'resident',
      category: 'other-temporary',
      destination: '310000',
      documents: ['id-card', 'filing-form'],
      channel: 'national-app',
    });
  if (!filed.ok) throw new Error(filed.refusal.code);
  return filed.value.filingId;
}
