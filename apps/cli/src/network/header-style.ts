import { readFileSync } from 'node:fs';
import { Failure } from '@zhijie/kernel';
import type { HeaderStyle } from '@zhijie/province';

function readSecrets(path: string | undefined): ReadonlyMap<string, string> {
  if (path === undefined || path === '')
    throw new Failure('设置了 ZHIJIE_HEADER_STYLE，还缺 ZHIJIE_HEADER_SECRETS');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure(`ZHIJIE_HEADER_SECRETS 指向的 ${path} 不是可读的 JSON 文件`, { cause });
  }
  const entries = Object.entries(json as Record<string, unknown>);
  if (entries.length === 0 || entries.some(([, secret]) => typeof secret !== 'string')) {
    throw new Failure(`${path} 应为 {"账号": "密钥", …}`);
  }
  return new Map(entries as [string, string][]);
}

/**
 * How hospitals' headers are verified: `ZHIJIE_HEADER_STYLE` is `tif` or `csb`, with the accounts' secrets
 * in the JSON file of `ZHIJIE_HEADER_SECRETS`. Unset, as in the demo, nobody is asked.
 */
export function headerStyle(environment: NodeJS.ProcessEnv = process.env): HeaderStyle {
  const style = environment.ZHIJIE_HEADER_STYLE ?? 'none';
  if (style === 'none' || style === '') return { style: 'none' };
  if (style !== 'tif' && style !== 'csb') throw new Failure('ZHIJIE_HEADER_STYLE 应为 none、tif 或 csb');
  const secrets = readSecrets(environment.ZHIJIE_HEADER_SECRETS);
  const secretOf = (account: string): string | undefined => secrets.get(account);
  return style === 'tif' ? { style, secretOf } : { style, secretKeyOf: secretOf };
}
