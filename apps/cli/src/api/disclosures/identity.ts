/** Which insurer or bank asks for data: by its token; in the demo by its name. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Failure, ok, type Result } from '@zhijie/kernel';
import { RECIPIENT_KINDS, type RecipientKind } from '@zhijie/province';
import { asksCallers } from '../../network/header-style.ts';
import type { Told } from '../agency/index.ts';

export type Recipient = { readonly kind: RecipientKind; readonly id: string };
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
export type IdentifyRecipient = (headers: Headers) => Result<Recipient, Told>;

const ACCOUNTS = 'ZHIJIE_RECIPIENT_ACCOUNTS';
const FORM = '{"令牌（16 位以上）": {"kind": "insurer", "id": "demo-life"}, …}';
const digestOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

function recipientOf(path: string, token: string, value: unknown): Recipient {
  const { kind, id } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isKind = (RECIPIENT_KINDS as readonly unknown[]).includes(kind);
  if (token.length < 16 || !isKind || typeof id !== 'string' || !/^[\w.-]{1,40}$/.test(id)) {
    throw new Failure(`${path}：有账号写法不对；应为 ${FORM}`);
  }
  return { kind: kind as RecipientKind, id };
}

function readAccounts(path: string): ReadonlyMap<string, Recipient> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure(`${ACCOUNTS} 指向的 ${path} 不是可读的 JSON 文件`, { cause });
  }
  const entries = Object.entries((json ?? {}) as Record<string, unknown>);
  return new Map(entries.map(([token, value]) => [digestOf(token), recipientOf(path, token, value)]));
}

const refused = (field: string, text: string, fix: string): { ok: false; refusal: Told } => ({
  ok: false,
  refusal: { code: 'identity-missing', field, text, fix },
});
const headerOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

const byToken =
  (accounts: ReadonlyMap<string, Recipient>): IdentifyRecipient =>
  (headers) => {
    const token = /^Bearer (\S+)$/i.exec(headerOf(headers, 'authorization'))?.[1];
    const account = token === undefined ? undefined : accounts.get(digestOf(token));
    if (account !== undefined) return ok(account);
    return refused(
      'authorization',
      '没有出示令牌，或令牌不对',
      '在 authorization 头写 Bearer 和本机构的令牌',
    );
  };

const byName: IdentifyRecipient = (headers) => {
  const [kind, id = ''] = headerOf(headers, 'x-zhijie-recipient').split('/');
  const known = RECIPIENT_KINDS.find((each) => each === kind);
  if (known !== undefined && /^[\w.-]{1,40}$/.test(id)) return ok({ kind: known, id });
  return refused(
    'x-zhijie-recipient',
    '没有写明是哪个机构',
    '在 x-zhijie-recipient 头写如 insurer/demo-life',
  );
};

/**
 * By the tokens of the JSON file of `ZHIJIE_RECIPIENT_ACCOUNTS`; without it by name in the demo, otherwise
 * nobody.
 */
export function recipientIdentity(environment: NodeJS.ProcessEnv = process.env): IdentifyRecipient {
  const path = environment[ACCOUNTS] ?? '';
  if (path !== '') return byToken(readAccounts(path));
  if (!asksCallers(environment)) return byName;
  return () => refused('authorization', '没有配置账号', `请管理员设置 ${ACCOUNTS}：${FORM}`);
}
