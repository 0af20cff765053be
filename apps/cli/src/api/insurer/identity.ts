import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { INSURER_ROLES, type InsurerActor, type InsurerRole } from '@zhijie/insurer';
import { Failure, ok, type Result } from '@zhijie/kernel';
import { asksCallers } from '../../network/header-style.ts';
import type { Told } from '../agency/index.ts';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who calls the insurers' API. Refuses with what to send. */
export type IdentifyInsurer = (headers: Headers) => Result<InsurerActor, Told>;

const ACCOUNTS = 'ZHIJIE_INSURER_ACCOUNTS';
const FORM =
  '{"令牌（16 位以上）": {"id": "0001", "name": "张三", "insurer": "demo-property", "roles": ["claims"]}, …}';
const ID = /^[\x21-\x7e]{1,20}$/;
const INSURER = /^[\w.:-]{1,64}$/;

const digestOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');
const isRole = (role: unknown): role is InsurerRole => (INSURER_ROLES as readonly unknown[]).includes(role);

function accountOf(path: string, token: string, value: unknown): InsurerActor {
  const { id, name, insurer, roles = [] } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (token.length < 16) throw new Failure(`${path}：令牌不足 16 位；应为 ${FORM}`);
  if (typeof id !== 'string' || !ID.test(id))
    throw new Failure(`${path}：有账号缺少 id（1–20 位可见字符）；应为 ${FORM}`);
  if (typeof insurer !== 'string' || !INSURER.test(insurer))
    throw new Failure(`${path}：账号 ${id} 的 insurer 应为保险公司编号；应为 ${FORM}`);
  if (!Array.isArray(roles) || !roles.every(isRole))
    throw new Failure(`${path}：账号 ${id} 的 roles 可用 ${INSURER_ROLES.join('、')}`);
  const named = typeof name === 'string' ? { name } : {};
  return { id: `${insurer}/${id}`, insurer, roles, ...named };
}

function readAccounts(path: string): ReadonlyMap<string, InsurerActor> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure(`${ACCOUNTS} 指向的 ${path} 不是可读的 JSON 文件`, { cause });
  }
  const entries = Object.entries((json ?? {}) as Record<string, unknown>);
  if (entries.length === 0) throw new Failure(`${path} 里没有账号；应为 ${FORM}`);
  return new Map(entries.map(([token, value]) => [digestOf(token), accountOf(path, token, value)]));
}

const refused = (field: string, text: string, fix: string): { ok: false; refusal: Told } => ({
  ok: false,
  refusal: { code: 'identity-missing', field, text, fix },
});

const header = (headers: Headers, name: string): string => {
  const value = headers[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

/** Tokens are compared by their digest. */
const byToken =
  (accounts: ReadonlyMap<string, InsurerActor>): IdentifyInsurer =>
  (headers) => {
    const token = /^Bearer (\S+)$/i.exec(header(headers, 'authorization'))?.[1];
    const account = token === undefined ? undefined : accounts.get(digestOf(token));
    if (account !== undefined) return ok(account);
    const text = token === undefined ? '没有出示令牌' : '令牌不对';
    return refused('authorization', text, '在 authorization 头写 Bearer 和本人的令牌');
  };

/** The demo's way: whoever names an insurer is one of its operators, in any post. */
const byName: IdentifyInsurer = (headers) => {
  const insurer = header(headers, 'x-zhijie-insurer');
  const fix = '在 x-zhijie-insurer 头写保险公司编号，如 demo-property';
  if (!INSURER.test(insurer)) return refused('x-zhijie-insurer', '没有写明保险公司', fix);
  const id = header(headers, 'x-zhijie-operator') || 'demo';
  if (!ID.test(id)) return refused('x-zhijie-operator', '经办人写法不对', '1–20 位可见字符，如 0001');
  return ok({ id: `${insurer}/${id}`, insurer, roles: INSURER_ROLES });
};

const closed: IdentifyInsurer = () =>
  refused('authorization', '保险公司接口没有配置账号', `请管理员设置 ${ACCOUNTS}：${FORM}`);

/**
 * How operators of insurers are known: by the tokens of the JSON file of `ZHIJIE_INSURER_ACCOUNTS`; without
 * it, in the demo where hospitals are not asked either, by the insurer's name alone; otherwise nobody.
 */
export function insurerIdentity(environment: NodeJS.ProcessEnv = process.env): IdentifyInsurer {
  const path = environment[ACCOUNTS] ?? '';
  if (path !== '') return byToken(readAccounts(path));
  return asksCallers(environment) ? closed : byName;
}
