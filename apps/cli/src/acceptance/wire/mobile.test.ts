import {
  decodeMobile,
  encodeMobile,
  exampleMobileApp,
  mobilePrivateKey,
  mobilePublicKey,
  type WireObject,
} from '@zhijie/wire';
import { describe, expect, test } from 'vitest';
import { httpChannel } from '../../network/payment-channel.ts';
import { findings, useNetwork } from '../network-under-test.ts';

const underTest = useNetwork(['11', '37', '41'], { hasSandbox: true });
const { appId, appSecret } = exampleMobileApp;
const client = {
  appId,
  appSecret,
  privateKey: mobilePrivateKey(exampleMobileApp.privateKey),
  publicKey: mobilePublicKey(exampleMobileApp.platformPublicKey),
};
const HOSPITAL = 'H11010500001';
const NAME = '李建国';

type Answer = { readonly code: number; readonly message: string; readonly data: Record<string, string> };
let calls = 0;

/** Sends as a hospital's application does: encrypted, signed, and reads the answer the same way. */
async function call(
  path: string,
  data: WireObject,
  own: { readonly raw?: Uint8Array } = {},
): Promise<Answer> {
  calls += 1;
  const at = (1_795_224_900_000 + calls * 1000) as Parameters<typeof encodeMobile>[1]['at'];
  const body = own.raw ?? encodeMobile(client, { data, at });
  const url = `${underTest().url}/org/local/api/hos/${path}`;
  const response = await fetch(url, { method: 'POST', body: Buffer.from(body) });
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const outer = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (outer.encData === '') return { code: outer.code, message: outer.message, data: {} };
  const read = decodeMobile(bytes, (id) => (id === appId ? client : undefined));
  if (!read.ok) throw new Error(`The answer is ${read.refusal}`);
  return { ...outer, data: read.value.data as Record<string, string> };
}

const LI = { person: 'li-jianguo', area: '410100', insurance: '390', account: '0' } as const;
const WANG = { person: 'wang-min', area: '370600', insurance: '310', account: '1' } as const;
type Payer = typeof LI | typeof WANG;

async function codeShown(person: string): Promise<string> {
  const response = await fetch(`${underTest().url}/api/insurance-code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  return ((await response.json()) as { code: string }).code;
}

async function scanned({ person, area }: Payer = LI): Promise<Record<string, string>> {
  const { data, message } = await call('6101', {
    orgId: HOSPITAL,
    businessType: '03132',
    operatorId: 'app',
    operatorName: '小程序',
    officeId: '0300',
    officeName: '内科',
    ecQrCode: await codeShown(person),
  });
  expect(data.ecToken, message).toContain(`EC${area}`);
  return data;
}

/** China Standard Time of now. */
const stamp = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

let serial = 0;

async function upload(
  payer: Payer = LI,
): Promise<{ order: Record<string, string>; holder: WireObject; token: string }> {
  const { idNo, userName, idType, ecToken } = await scanned(payer);
  serial += 1;
  const person = await personNumber(idNo!, payer.area);
  const line = {
    feedetlSn: '1',
    rxCircFlag: '0',
    feeOcurTime: stamp(),
    medListCodg: 'XZ99ZZA001A001010100001',
    medinsListCodg: 'XY0001',
    detItemFeeSumamt: '980.00',
    cnt: '10',
    pric: '98.00',
    bilgDeptCodg: '0300',
    bilgDeptName: '内科',
    bilgDrCodg: 'D110105000001',
    bilgDrName: '示例医师',
    hospApprFlag: '0',
  };
  const { data, message } = await call('uldFeeInfo', {
    orgCodg: HOSPITAL,
    psnNo: person,
    insutype: payer.insurance,
    medOrgOrd: `APP-${serial}`,
    begntime: stamp(),
    idNo: idNo!,
    userName: userName!,
    idType: idType!,
    ecToken: ecToken!,
    insuCode: payer.area,
    iptOtpNo: `MZ-APP-${serial}`,
    deptName: '内科',
    caty: 'A03',
    medType: '11',
    feeType: '01',
    medfeeSumamt: '980.00',
    acctUsedFlag: payer.account,
    psnSetlway: '01',
    chrgBchno: 'B1',
    diseinfoList: [],
    feedetailList: [line],
  });
  expect(data.payOrdId, message).toMatch(new RegExp(`^${HOSPITAL}`));
  return { order: data, holder: { idNo: idNo!, userName: userName!, idType: idType! }, token: ecToken! };
}

async function personNumber(certno: string, area: string): Promise<string> {
  const body = {
    infno: '1101',
    msgid: `P${Date.now()}${serial}`,
    mdtrtarea_admvs: '110000',
    insuplc_admdvs: area,
    fixmedins_code: HOSPITAL,
    input: { data: { mdtrt_cert_type: '02', mdtrt_cert_no: certno } },
  };
  const response = await fetch(`${underTest().url}/fsi/call`, { method: 'POST', body: JSON.stringify(body) });
  return ((await response.json()) as { output: { baseinfo: { psn_no: string } } }).output.baseinfo.psn_no;
}

const visitOf = (order: Record<string, string>): string => JSON.parse(order.extData!).mdtrtId;

async function place({ order, token }: Awaited<ReturnType<typeof upload>>): Promise<Answer> {
  return call('pay_order', {
    payAuthNo: token,
    payOrdId: order.payOrdId!,
    payToken: order.payToken!,
    orgCodg: HOSPITAL,
    orgBizSer: `SER-${serial}`,
    mdtrtId: visitOf(order),
    chrgBchno: 'B1',
  });
}

async function query({ order, holder }: Awaited<ReturnType<typeof upload>>): Promise<Record<string, string>> {
  const { payOrdId, payToken } = order;
  const { data } = await call('query_order_info', {
    payOrdId: payOrdId!,
    payToken: payToken!,
    orgCodg: HOSPITAL,
    ...holder,
  });
  return data;
}

/** Several may be undoing the order at this moment; every question brings it further. */
async function ended(made: Awaited<ReturnType<typeof upload>>): Promise<Record<string, string>> {
  for (let asked = 0; asked < 40; asked += 1) {
    const found = await query(made);
    if (found.ordStas !== '2') return found;
  }
  return query(made);
}

const press = (url: string, act: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ act }), redirect: 'manual' });
const pageAt = async (url: string): Promise<string> => (await fetch(url)).text();

describe('Q-08 mobile payment over HTTP, in the encrypted envelope', () => {
  test('upload, order, pay on the page, query, refund: every fen is where it belongs', async () => {
    const made = await upload();
    const page = made.order.cashierUrl!;
    expect(await pageAt(page)).toContain('订单还没有生成');
    const placed = await place(made);
    expect(placed).toMatchObject({ code: 0, data: { ordStas: '2', feeSumamt: '980.00' } });
    const { ownPayAmt, fundPay, psnAcctPay } = placed.data;
    const fen = [ownPayAmt, fundPay, psnAcctPay].map((text) => Math.round(Number(text) * 100));
    expect(fen.reduce((sum, each) => sum + each, 0)).toBe(98_000);
    const shown = await pageAt(page);
    expect(shown).toContain(`确认支付 ¥${ownPayAmt}`);
    expect(shown).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
    expect(shown).not.toContain(NAME);
    expect((await press(page, 'pay')).status).toBe(303);
    expect(await query(made)).toMatchObject({ ordStas: '6', callType: '02', ownPayAmt, fundPay });
    expect(await pageAt(page)).toContain('现金已付');
    expect(underTest().wallet.book.heldFor(HOSPITAL)).toBe(fen[0]);
    const back = await call('refund_Order', {
      payOrdId: made.order.payOrdId!,
      appRefdSn: `TF-${serial}`,
      appRefdTime: '20261121100000',
      totlRefdAmt: '980.00',
      psnAcctRefdAmt: psnAcctPay!,
      fundRefdAmt: fundPay!,
      cashRefdAmt: ownPayAmt!,
      ecToken: (await scanned()).ecToken!,
      refdType: 'ALL',
    });
    expect(back.data).toMatchObject({ refStatus: 'SUCC' });
    expect(await query(made)).toMatchObject({ ordStas: '7' });
    expect(underTest().wallet.book.heldFor(HOSPITAL)).toBe(0);
    expect(await pageAt(page)).toContain('已退款');
    expect(await findings(underTest())).toEqual([]);
  }, 60_000);

  test('Q-09 what the account pays needs no cash: such an order is paid with its settlement', async () => {
    const made = await upload(WANG);
    const { data, message } = await place(made);
    expect(data, message).toMatchObject({ ordStas: '6', ownPayAmt: '0.00' });
    expect(Number(data.psnAcctPay)).toBeGreaterThan(0);
    expect(Number(data.psnAcctPay) + Number(data.fundPay)).toBeCloseTo(980, 2);
    expect(await query(made)).toMatchObject({ ordStas: '6', setlType: 'HI' });
    expect(underTest().wallet.book.entry(made.order.payOrdId!).state).toBe('unknown');
    const back = await call('refund_Order', {
      payOrdId: made.order.payOrdId!,
      appRefdSn: `TF-${serial}`,
      appRefdTime: '20261121100000',
      totlRefdAmt: '980.00',
      cashRefdAmt: '0.00',
      payAuthNo: (await query(made)).revsToken!,
      refdType: 'HI',
    });
    expect(back.data, back.message).toMatchObject({ refStatus: 'SUCC' });
    expect(await query(made)).toMatchObject({ ordStas: '7' });
  }, 60_000);

  test('Q-09 callbacks that are forged, doubled or of no order change nothing', async () => {
    const made = await upload();
    await place(made);
    const callback = (id: string) =>
      fetch(`${underTest().url}/channel/callback/${id}`, { method: 'POST', body: '{"state":"paid"}' });
    for (const id of [made.order.payOrdId!, made.order.payOrdId!, 'H11010500001NOTHING', 'x']) {
      expect((await callback(id)).status).toBe(202);
    }
    expect(await query(made)).toMatchObject({ ordStas: '2' });
    await press(made.order.cashierUrl!, 'give-up');
    await callback(made.order.payOrdId!);
    expect(await ended(made)).toMatchObject({ ordStas: '15' });
    expect(await pageAt(made.order.cashierUrl!)).toContain('没有收您的钱');
  }, 60_000);

  test('the same bytes again get the same order; what is wrong with an envelope is said in words', async () => {
    const data = { payOrdId: 'H1101050000120261121093500ABCDEFGHJK', orgCodg: HOSPITAL } as const;
    const at = 1_795_224_900_000 as Parameters<typeof encodeMobile>[1]['at'];
    const good = JSON.parse(Buffer.from(encodeMobile(client, { data, at })).toString('utf8'));
    const sent = async (own: Record<string, unknown>, path = 'pay_order') => {
      const raw = Buffer.from(JSON.stringify({ ...good, ...own }));
      return (await call(path, {}, { raw })).message;
    };
    expect(await sent({ timestamp: '20200101000000' })).toMatch(/^【7007】签名不一致.*签名实验室/);
    expect(await sent({ encData: 'AB'.repeat(16) })).toMatch(/^【7005】/);
    expect(await sent({ appId: 'B'.repeat(32) })).toMatch(/^【7002】/);
    expect(await sent({}, 'unknown')).toMatch(/^【7008】/);
    expect(await sent({})).toMatch(/^【1011】.*payToken/);
  });

  test('the log of the sandbox shows such a call decrypted and masked, its steps between the nodes too', async () => {
    const made = await upload();
    const { recorder } = underTest().sandbox!;
    const response = await fetch(`${underTest().url}/sandbox/api/calls`);
    const { calls: shown } = (await response.json()) as { calls: { id: string; interfaceNumber: string }[] };
    const uploaded = shown.find((each) => each.interfaceNumber === '6201')!;
    const view = await (await fetch(`${underTest().url}/sandbox/api/calls/${uploaded.id}`)).text();
    expect(view).toContain('/org/local/api/hos/uldFeeInfo');
    expect(view).not.toContain(made.holder.idNo as string);
    expect(view).not.toContain(NAME);
    expect(view).toContain('medOrgOrd');
    expect(recorder.find(uploaded.id)?.summary).toMatchObject({ end: 'success', faults: 0, ignored: 0 });
  });
});

test('Q-09 a wallet that is not there, or asks for another key, counts as silent', async () => {
  const { wallet } = underTest();
  const stranger = httpChannel({ url: wallet.url, key: 'x' });
  await expect(stranger.query('a')).rejects.toThrow('401');
  const nobody = httpChannel({ url: 'http://127.0.0.1:1', key: 'x' });
  await expect(nobody.query('a')).rejects.toThrow('does not answer');
});
