import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CLEARING_ROLES } from '@zhijie/clearing';
import { type Actor, Failure, ok, type Result } from '@zhijie/kernel';
import { asksCallers } from '../../network/header-style.ts';
import type { Told } from './shape.ts';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who calls the agency's API: the actor and the node of its areas. Refuses with what to send. */
export type Identify = (headers: Headers) => Result<Actor, Told>;

type Account = {
  readonly id: string;
  readonly name: string | null;
  readonly areas: readonly string[];
  readonly roles: readonly string[];
};

const FORM =
  '{"令牌（16 位以上）": {"id": "0001", "name": "张三", "areas": ["990100"], "roles": ["clearing-maker"]}, …}';
/** Whose agency is the nation's: it keeps the clearing and issues its notices. */
const NATION = '000000';
const ACCOUNTS = 'ZHIJIE_AGENCY_ACCOUNTS';

const digestOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');
const isArea = (area: unknown): area is string => typeof area === 'string' && /^\d{6}$/.test(area);
const isRole = (role: unknown): role is string => (CLEARING_ROLES as readonly unknown[]).includes(role);
const isOneProvince = (areas: readonly string[]): boolean =>
  new Set(areas.map((area) => area.slice(0, 2))).size === 1;

function accountOf(path: string, token: string, value: unknown): Account {
  const { id, name, areas, roles = [] } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (token.length < 16) throw new Failure(`${path}：令牌不足 16 位；应为 ${FORM}`);
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,20}$/.test(id))
    throw new Failure(`${path}：有账号缺少 id（1–20 位可见字符）；应为 ${FORM}`);
  if (!Array.isArray(areas) || areas.length === 0 || !areas.every(isArea) || !isOneProvince(areas))
    throw new Failure(`${path}：账号 ${id} 的 areas 应为同一省的六位统筹区；应为 ${FORM}`);
  if (!Array.isArray(roles) || !roles.every(isRole))
    throw new Failure(`${path}：账号 ${id} 的 roles 可用 ${CLEARING_ROLES.join('、')}`);
  return { id, name: typeof name === 'string' ? name : null, areas, roles };
}

function readAccounts(path: string): ReadonlyMap<string, Account> {
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

const actorOf = ({ id, name, areas, roles }: Account): Actor => ({
  id: `agency-${areas[0]}/${id}`,
  kind: 'agency',
  ...(areas[0] === NATION ? { node: 'hub', areas: [] } : { node: areas[0]!.slice(0, 2), areas }),
  roles: ['operator', ...roles],
  ...(name === null ? {} : { name }),
});

function refused(field: string, text: string, fix: string): { ok: false; refusal: Told } {
  return { ok: false, refusal: { code: 'identity-missing', field, text, fix } };
}

const header = (headers: Headers, name: string): string => {
  const value = headers[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

/** By token: `authorization: Bearer …`, one of the account file. Tokens are compared by their digest. */
function byToken(accounts: ReadonlyMap<string, Account>): Identify {
  return (headers) => {
    const token = /^Bearer (\S+)$/i.exec(header(headers, 'authorization'))?.[1];
    const account = token === undefined ? undefined : accounts.get(digestOf(token));
    if (account !== undefined) return ok(actorOf(account));
    const text = token === undefined ? '没有出示令牌' : '令牌不对';
    return refused('authorization', text, '在 authorization 头写 Bearer 和本人的令牌');
  };
}

/** Who names a province's own code is its provincial agency, in any post; 000000 is the nation's. */
function demoRoles(areas: readonly string[]): readonly string[] {
  if (!areas.some((area) => area.endsWith('0000'))) return [];
  return CLEARING_ROLES.filter((role) => (role === 'clearing-issuer') === (areas[0] === NATION));
}

/** The demo's way: whoever names an area is its agency. Only on a machine where nobody is asked. */
const byName: Identify = (headers) => {
  const areas = header(headers, 'x-zhijie-agency').split(',').filter(Boolean);
  const fix = '在 x-zhijie-agency 头写本机构的统筹区（六位；同一省的多个用逗号分隔），如 990100';
  if (areas.length === 0) return refused('x-zhijie-agency', '没有写明经办机构', fix);
  if (!areas.every(isArea) || !isOneProvince(areas)) {
    return refused('x-zhijie-agency', '经办机构写法不对', fix);
  }
  const id = header(headers, 'x-zhijie-operator') || 'demo';
  if (!/^[\x21-\x7e]{1,20}$/.test(id)) {
    return refused('x-zhijie-operator', '经办人写法不对', '1–20 位可见字符，如 0001');
  }
  return ok(actorOf({ id, name: null, areas, roles: demoRoles(areas) }));
};

const closed: Identify = () =>
  refused('authorization', '经办接口没有配置账号', `请管理员设置 ${ACCOUNTS}：${FORM}`);

/**
 * How agencies are known: by the tokens of the JSON file of `ZHIJIE_AGENCY_ACCOUNTS`; without it, in the demo
 * where hospitals are not asked either, by the name of the area alone; otherwise nobody.
 */
export function agencyIdentity(environment: NodeJS.ProcessEnv = process.env): Identify {
  const path = environment[ACCOUNTS] ?? '';
  if (path !== '') return byToken(readAccounts(path));
  return asksCallers(environment) ? closed : byName;
}
