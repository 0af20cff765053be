import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One tracked text file of the repository, path relative to the root with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

/** One breach of a rule about the code. */
export type Finding = {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
};

const TEXT = /\.(ts|tsx|mjs|js|json|md|yaml|yml|csv|sql|html|css)$|(^|\/)(run|LICENSE)$/;

/** Every tracked or new (not ignored) text file below the root. */
export function readSources(root: string): SourceFile[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files: SourceFile[] = [];
  for (const path of new Set(list.split('\0'))) {
    if (path === '' || !TEXT.test(path)) continue;
    try {
      files.push({ path, text: readFileSync(join(root, path), 'utf8') });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  }
  return files;
}

export const isCode = (file: SourceFile): boolean => /\.(ts|tsx|mjs)$/.test(file.path);
/** Written by a tool and checked for staleness; nobody reads it line by line. */
export const isGenerated = (file: SourceFile): boolean => /\.generated\.(?:d\.)?(?:ts|js)$/.test(file.path);
export const isTest = (file: SourceFile): boolean =>
  /\.test\.tsx?$/.test(file.path) || /\/(testing|fixtures)\//.test(file.path);

/** The one-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
