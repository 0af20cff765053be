import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PolicyFile } from '@zhijie/engine';
import { readYamlFiles } from '../policy-files.ts';

/** Folders of packs by name, e.g. `990100-example`, and where they lie. */
export type Folders = ReadonlyMap<string, string>;

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

/** A folder of one area, or a folder of such folders; null when it holds no packs. */
export function foldersIn(path: string): Folders | null {
  const root = resolve(path);
  const entries = readdirSync(root, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && isYaml(entry.name))) return new Map([[basename(root), root]]);
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .filter((entry) => readYamlFiles(join(root, entry.name)).length > 0)
    .map((entry) => [entry.name, join(root, entry.name)] as const);
  return folders.length === 0 ? null : new Map(folders);
}

/** The files of a folder of packs as they would be with some folders exchanged; the others stay. */
export function withFolders(target: string, folders: Folders): PolicyFile[] {
  const kept = readYamlFiles(target).filter(({ path }) => !folders.has(path.split('/')[0]!));
  const added = [...folders].flatMap(([name, path]) =>
    readYamlFiles(path).map((file) => ({ ...file, path: `${name}/${file.path}` })),
  );
  return [...kept, ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export type Exchange = { undo(): void; close(): void };

/**
 * Exchanges folders of packs, each by one renaming, so that a reader finds the old or the new one and never
 * half. `undo` puts the old ones back; `close` forgets them.
 */
export function exchangeFolders(target: string, folders: Folders): Exchange {
  const aside = mkdtempSync(join(dirname(resolve(target)), '.zhijie-publish-'));
  const done: string[] = [];
  const close = (): void => rmSync(aside, { recursive: true, force: true });
  const undo = (): void => {
    for (const name of done.reverse()) {
      rmSync(join(target, name), { recursive: true, force: true });
      if (readdirSync(join(aside, 'old')).includes(name))
        renameSync(join(aside, 'old', name), join(target, name));
    }
    close();
  };
  try {
    mkdirSync(join(aside, 'old'));
    const known = new Set(readdirSync(target));
    for (const [name, path] of folders) {
      cpSync(path, join(aside, 'new', name), { recursive: true });
      if (known.has(name)) renameSync(join(target, name), join(aside, 'old', name));
      done.push(name);
      renameSync(join(aside, 'new', name), join(target, name));
    }
  } catch (cause) {
    undo();
    throw cause;
  }
  return { undo, close };
}
