import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fen, instant } from '@zhijie/kernel';
import type { OrderNotice } from '@zhijie/province';
import { decodeMobile, exampleMobileApp, mobilePublicKey } from '@zhijie/wire';
import { afterAll, describe, expect, test } from 'vitest';
import { hospitalNotices, mobileApps } from './mobile-apps.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-apps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { appId, appSecret, publicKey, platformPrivateKey } = exampleMobileApp;
const own = { secret: appSecret, publicKey, platformPrivateKey, providers: ['H11010500001'] };

function listed(json: unknown): NodeJS.ProcessEnv {
  const path = join(folder, 'apps.json');
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return { ZHIJIE_MOBILE_APPS: path };
}

describe('the applications of mobile payment', () => {
  test('a real node knows those of its list, a network of this machine the published one too', () => {
    expect(mobileApps(false, {})(appId)).toBeUndefined();
    expect(mobileApps(true, {})(appId)).toMatchObject({ appId, appSecret });
    const known = mobileApps(false, listed({ APPLICATION000001: own }));
    expect(known('APPLICATION000001')).toMatchObject({ providers: ['H11010500001'] });
    expect(known(appId)).toBeUndefined();
  });

  test.each([
    ['not JSON', 'x', '不是可读的 JSON'],
    ['without its secret', { APPLICATION000001: { ...own, secret: '' } }, '缺少 secret'],
    ['of no institution', { APPLICATION000001: { ...own, providers: undefined } }, 'providers'],
    ['with a short id', { SHORT: own }, '不足 16 个字符'],
  ])('a list %s is refused', (_what, json, text) => {
    expect(() => mobileApps(false, listed(json))).toThrow(text);
  });
});

test('Q-09 a notice (6302) reaches the hospital encrypted and signed; only its own yes counts', async () => {
  const bodies: Uint8Array[] = [];
  let answer = '{"success":true}';
  const hospital = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk));
    request.on('end', () => response.end(answer));
  });
  await new Promise<void>((resolve) => hospital.listen(0, '127.0.0.1', resolve));
  const noticeUrl = `http://127.0.0.1:${(hospital.address() as AddressInfo).port}/`;
  const tell = hospitalNotices(false, () => instant(0), listed({ [appId]: { ...own, noticeUrl } }))!;
  const order = { orderId: 'O', providerId: 'H11010500001', hospitalOrder: 'HO', visitId: 'V' };
  const notice = {
    order: { ...order, settlementId: 'S', settledAt: instant(0) },
    part: 'all',
    total: fen(1000),
    cash: fen(300),
    account: fen(100),
    funds: fen(600),
    doneAt: instant(0),
    reversalToken: 'RV',
    providerName: '示例医院',
  } as unknown as OrderNotice;
  expect(await tell(notice)).toBe(true);
  const key = mobilePublicKey(exampleMobileApp.platformPublicKey);
  const read = decodeMobile(Buffer.concat(bodies), () => ({ appId, appSecret, publicKey: key }));
  expect(read).toMatchObject({ ok: true, value: { data: { payOrdId: 'O', fundPay: '6.00' } } });
  answer = '{"success":false}';
  expect(await tell(notice)).toBe(false);
  // An institution that no application speaks for has nobody to tell.
  expect(await tell({ ...notice, order: { ...notice.order, providerId: 'H11010500009' } })).toBe(true);
  await new Promise((resolve) => hospital.close(resolve));
  expect(hospitalNotices(false, () => instant(0), {})).toBeUndefined();
});
