import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asksCallers, headerStyle, requiresSignIn } from './header-style.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-headers-'));
const file = join(folder, 'accounts.json');
afterAll(() => rmSync(folder, { recursive: true }));

function styled(accounts: unknown, style = 'tif') {
  writeFileSync(file, JSON.stringify(accounts));
  return headerStyle({ ZHIJIE_HEADER_STYLE: style, ZHIJIE_HEADER_SECRETS: file });
}

const ACCOUNTS = {
  beijing: { secret: 's1', providers: ['H11010500001'] },
  shanghai: { secret: 's2', providers: ['H31010400001', 'H31010400002'] },
};

describe('header style', () => {
  it('asks nobody unless told', () => {
    expect(headerStyle({})).toEqual({ style: 'none' });
    expect(asksCallers({})).toBe(false);
  });

  it('binds each account to its secret and its institutions, in both styles', () => {
    const tif = styled(ACCOUNTS);
    if (tif.style !== 'tif') throw new Error(tif.style);
    expect([tif.secretOf('beijing'), tif.providersOf?.('beijing')]).toEqual(['s1', ['H11010500001']]);
    expect([tif.secretOf('nobody'), tif.providersOf?.('nobody')]).toEqual([undefined, undefined]);
    const csb = styled(ACCOUNTS, 'csb');
    if (csb.style !== 'csb') throw new Error(csb.style);
    expect(csb.secretKeyOf('shanghai')).toBe('s2');
    expect(csb.providersOf?.('shanghai')).toEqual(['H31010400001', 'H31010400002']);
  });

  it.each([
    ['the secret alone', { a: 's1' }, '账号 a 缺少 secret'],
    ['no institution', { a: { secret: 's1' } }, '账号 a 没有写明所属机构'],
    ['an empty list of institutions', { a: { secret: 's1', providers: [] } }, '账号 a 没有写明所属机构'],
    ['one of two wrong', { a: { secret: 's', providers: ['H11010500001', 'X'] } }, 'H 或 P 加 11 位数字'],
    ['what is no institution', { a: { secret: 's1', providers: ['11010500001'] } }, 'H 或 P 加 11 位数字'],
    ['nobody', {}, '里没有账号'],
    ['null', null, '里没有账号'],
  ])('refuses an account file with %s', (_what, accounts, message) => {
    expect(() => styled(accounts)).toThrow(message);
  });

  it('refuses an unknown style and a missing file', () => {
    expect(() => headerStyle({ ZHIJIE_HEADER_STYLE: 'basic' })).toThrow('none、tif 或 csb');
    expect(() => headerStyle({ ZHIJIE_HEADER_STYLE: 'tif' })).toThrow('还缺 ZHIJIE_HEADER_SECRETS');
    const missing = { ZHIJIE_HEADER_STYLE: 'tif', ZHIJIE_HEADER_SECRETS: join(folder, 'none.json') };
    expect(() => headerStyle(missing)).toThrow('不是可读的 JSON 文件');
  });
});

it('the sign-in of the day is demanded where the variable says so', () => {
  expect(requiresSignIn({})).toBe(false);
  expect(requiresSignIn({ ZHIJIE_REQUIRES_SIGN_IN: '1' })).toBe(true);
  expect(asksCallers({ ZHIJIE_REQUIRES_SIGN_IN: '1' })).toBe(true);
  expect(() => requiresSignIn({ ZHIJIE_REQUIRES_SIGN_IN: 'yes' })).toThrow('0 或 1');
});
