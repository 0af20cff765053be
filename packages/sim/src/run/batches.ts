import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const read = (path: string): string | null => {
  try {
    return readFileSync(`${ROOT}.git/${path}`, 'utf8').trim();
  } catch {
    return null;
  }
};

/** The commit that is checked out, short; `local` outside a repository. */
export function commitId(): string {
  const head = read('HEAD') ?? '';
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  const packed =
    ref === undefined ? null : read('packed-refs')?.match(new RegExp(`^(\\w+) ${ref}$`, 'm'))?.[1];
  const id = ref === undefined ? head : (read(ref) ?? packed ?? '');
  return /^[0-9a-f]{40}$/.test(id) ? id.slice(0, 10) : 'local';
}

/** Salt of the seeds that change with every commit; `ZHIJIE_SIM_SALT` runs those of another commit. */
export const saltOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment.ZHIJIE_SIM_SALT ?? commitId();
