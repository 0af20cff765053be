import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agencyIdentity } from './identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-agency-accounts-'));
const file = join(folder, 'accounts.json');
afterAll(() => rmSync(folder, { recursive: true }));

const TOKEN = 'a-long-enough-token';
function identity(accounts: unknown) {
  writeFileSync(file, JSON.stringify(accounts));
  return agencyIdentity({ ZHIJIE_AGENCY_ACCOUNTS: file });
}

describe('with accounts configured', () => {
  const known = { [TOKEN]: { id: '0001', name: '张三', areas: ['990100', '990101'] } };

  it('a token is an operator of its areas; naming an area proves nothing', () => {
    const identify = identity(known);
    expect(identify({ authorization: `Bearer ${TOKEN}` })).toEqual({
      ok: true,
      value: {
        id: 'agency-990100/0001',
        kind: 'agency',
        node: '99',
        areas: ['990100', '990101'],
        roles: ['operator'],
        name: '张三',
      },
    });
    const named = { 'x-zhijie-agency': '990100' };
    for (const headers of [{}, named, { ...named, authorization: 'Bearer another-long-token' }]) {
      expect(identify(headers)).toMatchObject({ ok: false, refusal: { field: 'authorization' } });
    }
  });

  it('a post of the clearing is given by the file; 000000 is the nation’s agency', () => {
    const account = { id: '1', areas: ['430000'], roles: ['clearing-maker'] };
    expect(identity({ [TOKEN]: account })({ authorization: `Bearer ${TOKEN}` })).toMatchObject({
      value: { node: '43', roles: ['operator', 'clearing-maker'] },
    });
    const nation = { id: '1', areas: ['000000'], roles: ['clearing-issuer'] };
    expect(identity({ [TOKEN]: nation })({ authorization: `Bearer ${TOKEN}` })).toMatchObject({
      value: { node: 'hub', areas: [], roles: ['operator', 'clearing-issuer'] },
    });
  });

  it.each([
    ['a short token', { short: { id: '1', areas: ['990100'] } }, '不足 16 位'],
    ['no id', { [TOKEN]: { areas: ['990100'] } }, '缺少 id'],
    ['no areas', { [TOKEN]: { id: '1', areas: [] } }, 'areas'],
    ['areas of two provinces', { [TOKEN]: { id: '1', areas: ['990100', '410100'] } }, '同一省'],
    [
      'a post that nobody has',
      { [TOKEN]: { id: '1', areas: ['990000'], roles: ['boss'] } },
      'clearing-maker',
    ],
    ['nobody', {}, '没有账号'],
  ])('an account file with %s is refused', (_what, accounts, message) => {
    expect(() => identity(accounts)).toThrow(message);
  });

  it('a missing file is refused', () => {
    const missing = { ZHIJIE_AGENCY_ACCOUNTS: join(folder, 'none.json') };
    expect(() => agencyIdentity(missing)).toThrow('不是可读的 JSON 文件');
  });
});

describe('without accounts', () => {
  const named = { 'x-zhijie-agency': '990100', 'x-zhijie-operator': '0007' };

  it('the demo takes whoever names an area', () => {
    expect(agencyIdentity({})(named)).toMatchObject({ value: { id: 'agency-990100/0007' } });
  });

  it('an installation whose hospitals must show who they are is closed', () => {
    const closed = agencyIdentity({ ZHIJIE_REQUIRES_SIGN_IN: '1' })(named);
    expect(closed).toMatchObject({ ok: false, refusal: { fix: expect.stringContaining('ZHIJIE_AGENCY') } });
  });
});
