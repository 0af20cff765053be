import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, toHex } from '@zhijie/crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sign } from './sign.ts';

const pair = generateKeyPair((length) => new Uint8Array(length).fill(7));
const folder = mkdtempSync(join(tmpdir(), 'zhijie-sign-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const body = file(
  'body.json',
  '{"appId":"A0000000000000000001","version":"2.0.1","data":{"orderId":"","amount":1.50}}',
);
const RIGHT = 'appId=A0000000000000000001&data={"amount":"1.50"}&version=2.0.1&key=S3CRET';
const key = Buffer.from(pair.privateKey.toHex(), 'hex').toString('base64');

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

const explain = async (...args: string[]) => {
  const code = await sign.run(['explain', '--body', body, '--secret', 'S3CRET', ...args]);
  return { code, text: said.join('\n') };
};

describe('zhijie sign explain (journey 11)', () => {
  test('an empty field kept: marks the first differing character and says why', async () => {
    const theirs = file('theirs.txt', `${RIGHT.replace('"}&v', '","orderId":""}&v')}\n`);
    const { code, text } = await explain('--theirs', theirs);
    expect(code).toBe(1);
    expect(text).toContain('"amount":"1.50"【}】');
    expect(text).toContain('"amount":"1.50"【,】');
    expect(text).toContain('保留了空值字段');
    expect(text).toContain('去掉的空值字段 data.orderId');
  });

  test('fixed, it is green', async () => {
    const { code, text } = await explain('--theirs', file('right.txt', `${RIGHT}\n`), '--key', key);
    expect(code).toBe(0);
    expect(text).toContain('✓ 与我方相同');
    expect(text).toMatch(/r‖s {5}[0-9a-f]{128}/);
    expect(text).toMatch(/DER {5}30[0-9a-f]{130,}/);
    expect(text).toMatch(/SM3 {11}[0-9a-f]{64}/);
  });

  test('as JSON it is a vector that verifies itself, with the key from a file', async () => {
    const first = await explain('--json', '--key', file('key.txt', `${key}\n`));
    const vector = JSON.parse(first.text);
    expect(vector).toMatchObject({ canonical: RIGHT, matches: null, difference: null, theirs: null });
    said = [];
    const again = await explain(
      '--json',
      '--public',
      pair.publicKey.hex,
      '--signature',
      vector.ours.base64Der,
    );
    const verified = JSON.parse(again.text);
    expect(verified).toMatchObject({ matches: true, theirs: { form: 'base64-der', fits: true } });
    expect(verified.theirs.raw).toBe(vector.ours.raw);
  });

  test.each([
    ['no verb', []],
    ['no body', ['explain', '--secret', 'S']],
    ['a body that is not there', ['explain', '--secret', 'S', '--body', join(folder, 'none.json')]],
    ['a key that is none', ['explain', '--secret', 'S', '--body', body, '--key', toHex(new Uint8Array(32))]],
  ])('called wrongly with %s: exit code 2 and the usage', async (_what, args) => {
    expect(await sign.run(args)).toBe(2);
    expect(said.join('\n')).toContain('zhijie sign explain');
  });
});
