import { readFileSync } from 'node:fs';
import { Failure } from '@zhijie/kernel';
import type { HeaderStyle } from '@zhijie/province';

type Account = { readonly secret: string; readonly providers: readonly string[] };

const FORM = '{"账号": {"secret": "密钥", "providers": ["H11010500001", …]}, …}';

function accountOf(path: string, name: string, value: unknown): Account {
  const { secret, providers } = (value ?? {}) as { secret?: unknown; providers?: unknown };
  if (typeof secret !== 'string' || secret === '')
    throw new Failure(`${path}：账号 ${name} 缺少 secret；应为 ${FORM}`);
  if (!Array.isArray(providers) || providers.length === 0)
    throw new Failure(`${path}：账号 ${name} 没有写明所属机构 providers；应为 ${FORM}`);
  if (!providers.every((each) => typeof each === 'string' && /^[HP]\d{11}$/.test(each)))
    throw new Failure(`${path}：账号 ${name} 的机构应为 H 或 P 加 11 位数字`);
  return { secret, providers: providers as string[] };
}

function readAccounts(path: string | undefined): ReadonlyMap<string, Account> {
  if (path === undefined || path === '')
    throw new Failure('设置了 ZHIJIE_HEADER_STYLE，还缺 ZHIJIE_HEADER_SECRETS');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure(`ZHIJIE_HEADER_SECRETS 指向的 ${path} 不是可读的 JSON 文件`, { cause });
  }
  const entries = Object.entries((json ?? {}) as Record<string, unknown>);
  if (entries.length === 0) throw new Failure(`${path} 里没有账号；应为 ${FORM}`);
  return new Map(entries.map(([name, value]) => [name, accountOf(path, name, value)]));
}

/**
 * How hospitals' headers are verified: `ZHIJIE_HEADER_STYLE` is `tif` or `csb`, with each account's secret
 * and the institutions it speaks for in the JSON file of `ZHIJIE_HEADER_SECRETS`. Unset, as in the demo,
 * nobody is asked. Throws `Failure` for an account that belongs to no institution.
 */
export function headerStyle(environment: NodeJS.ProcessEnv = process.env): HeaderStyle {
  const style = environment.ZHIJIE_HEADER_STYLE ?? 'none';
  if (style === 'none' || style === '') return { style: 'none' };
  if (style !== 'tif' && style !== 'csb') throw new Failure('ZHIJIE_HEADER_STYLE 应为 none、tif 或 csb');
  const accounts = readAccounts(environment.ZHIJIE_HEADER_SECRETS);
  const providersOf = (account: string): readonly string[] | undefined => accounts.get(account)?.providers;
  const secretOf = (account: string): string | undefined => accounts.get(account)?.secret;
  return style === 'tif' ? { style, secretOf, providersOf } : { style, secretKeyOf: secretOf, providersOf };
}

/** Whether every call must carry a sign-in of the day: `ZHIJIE_REQUIRES_SIGN_IN=1`. */
export function requiresSignIn(environment: NodeJS.ProcessEnv = process.env): boolean {
  const value = environment.ZHIJIE_REQUIRES_SIGN_IN ?? '';
  if (!['', '0', '1'].includes(value)) throw new Failure('ZHIJIE_REQUIRES_SIGN_IN 应为 0 或 1');
  return value === '1';
}

/** Whether callers of the gateway must show anything at all. */
export function asksCallers(environment: NodeJS.ProcessEnv = process.env): boolean {
  return headerStyle(environment).style !== 'none' || requiresSignIn(environment);
}
