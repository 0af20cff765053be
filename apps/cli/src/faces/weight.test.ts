import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { facesBuild } from './build.ts';

type Chunk = {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly isEntry?: boolean;
};

/** The chunks that a page needs before it shows: its entry, its first page and what both import. */
function firstLoad(manifest: Readonly<Record<string, Chunk>>, starts: readonly string[]): string[] {
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const each of manifest[name]!.imports ?? []) need(each);
  };
  for (const start of starts) need(start);
  return [...needed];
}

async function built() {
  const folder = await facesBuild();
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  return { folder, manifest };
}

it('the first load of any patient page is at most 200 kB of compressed script', async () => {
  const { folder, manifest } = await built();
  const pages = manifest['patient.html']!.dynamicImports ?? [];
  expect(pages.length).toBeGreaterThan(0);
  for (const page of pages) {
    const chunks = firstLoad(manifest, ['patient.html', page]);
    const bytes = chunks
      .map((name) => gzipSync(readFileSync(join(folder, manifest[name]!.file))).length)
      .reduce((sum, each) => sum + each, 0);
    expect(bytes, `${page}: ${chunks.join(', ')}`).toBeLessThanOrEqual(200_000);
  }
});

it('no built file names another host to load from', async () => {
  const { folder } = await built();
  const assets = join(folder, 'assets/faces');
  for (const name of readdirSync(assets)) {
    const text = readFileSync(join(assets, name), 'utf8');
    expect(text, name).not.toMatch(/url\(["']?https?:|@import\s+["']https?:|(?:src|href)=["']https?:/);
  }
});
