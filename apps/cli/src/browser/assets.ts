import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { PolicyLibrary } from '@zhijie/engine';
import { POLICIES, REPOSITORY, readYamlFiles } from '../policy-files.ts';
import type { Bundle } from './bundle.ts';
import type { Asset, CalculatorManifest } from './manifest.ts';

/** A file as it is served; compressed when it is first asked for. */
export type ServedFile = {
  readonly asset: Asset;
  readonly type: string;
  readonly plain: Buffer;
  brotli(): Promise<Buffer>;
  gzip(): Promise<Buffer>;
};

/** Everything a browser needs to calculate by itself, by path. */
export type BrowserAssets = {
  readonly program: Asset;
  readonly manifest: Asset;
  readonly files: ReadonlyMap<string, ServedFile>;
};

export const ASSETS = '/assets/calculator/';

function assetOf(name: string, ending: string, content: Buffer): Asset {
  const digest = createHash('sha256').update(content).digest();
  return {
    path: `${ASSETS}${name}-${digest.toString('hex').slice(0, 16)}.${ending}`,
    integrity: `sha256-${digest.toString('base64')}`,
    bytes: content.length,
  };
}

export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Quality 9 takes milliseconds for these sizes and loses two per cent to the slowest. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

function textFile(name: string, ending: 'json' | 'csv', text: string): ServedFile {
  const plain = Buffer.from(text);
  return {
    asset: assetOf(name, ending, plain),
    type: ending === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8',
    plain,
    brotli: once(() => promisify(brotliCompress)(plain, BROTLI)),
    gzip: once(() => promisify(gzip)(plain)),
  };
}

function programFile({ plain, brotli, gzip: zipped }: Bundle): ServedFile {
  return {
    asset: assetOf('program', 'js', plain),
    type: 'text/javascript; charset=utf-8',
    plain,
    brotli: async () => brotli,
    gzip: async () => zipped,
  };
}

/** The policy folders of each area, its own first, by what its packs extend. */
function foldersByArea(policies: PolicyLibrary): Map<string, string[]> {
  const areas = new Map<string, string[]>();
  for (const { packId, area } of policies.packs) {
    const folders = policies.chains.get(packId)!.map((layer) => layer.folder);
    areas.set(area, [...new Set([...(areas.get(area) ?? []), ...folders])]);
  }
  return areas;
}

const CASES = /\.test\.ya?ml$/;

/** The texts of policy files by folder, without their cases. */
export type PolicyTexts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads the texts below a folder of packs. */
export function readPolicyTexts(root: string): PolicyTexts {
  const files = readYamlFiles(root).filter(({ path }) => !CASES.test(path));
  const byFolder = Map.groupBy(files, ({ path }) => path.split('/').slice(0, -1).join('/'));
  return new Map(
    [...byFolder].map(([folder, own]) => [
      folder,
      Object.fromEntries(own.map(({ path, text }) => [path, text])),
    ]),
  );
}

const folderFile = (texts: PolicyTexts, folder: string): ServedFile =>
  textFile(folder.replaceAll('/', '-'), 'json', JSON.stringify(texts.get(folder) ?? {}));

/** Every commercial product of the repository. */
function productFile(): ServedFile {
  const files = readYamlFiles(join(POLICIES, 'commercial')).filter(({ path }) => !CASES.test(path));
  const texts = Object.fromEntries(files.map(({ path, text }) => [`commercial/${path}`, text]));
  return textFile('commercial', 'json', JSON.stringify(texts));
}

function catalogueFiles(careAreas: readonly string[]) {
  const read = (name: string): string => readFileSync(join(REPOSITORY, 'catalogues', `${name}.csv`), 'utf8');
  return {
    items: textFile('items', 'csv', read('items')),
    overrides: new Map(
      careAreas.map((area) => [area, textFile(`catalogue-${area}`, 'csv', read(area))] as const),
    ),
  };
}

const assetsByName = (files: ReadonlyMap<string, ServedFile>): Record<string, Asset> =>
  Object.fromEntries([...files].map(([name, { asset }]) => [name, asset]));

type Knowledge = {
  readonly policies: PolicyLibrary;
  /** The texts that `policies` were made of. */
  readonly texts: PolicyTexts;
  readonly careAreas: readonly string[];
};

/** The program, the policies of each area and the catalogues, each under a path that names its content. */
export function browserAssets(bundle: Bundle, { policies, texts, careAreas }: Knowledge): BrowserAssets {
  const areas = foldersByArea(policies);
  const names = [...new Set([...areas.values()].flat())];
  const folders = new Map(names.map((name) => [name, folderFile(texts, name)] as const));
  const products = productFile();
  const { items, overrides } = catalogueFiles(careAreas);
  const content: CalculatorManifest = {
    areas: Object.fromEntries(areas),
    folders: assetsByName(folders),
    products: products.asset,
    items: items.asset,
    overrides: assetsByName(overrides),
  };
  const manifest = textFile('manifest', 'json', JSON.stringify(content));
  const program = programFile(bundle);
  const all = [program, manifest, products, items, ...folders.values(), ...overrides.values()];
  return {
    program: program.asset,
    manifest: manifest.asset,
    files: new Map(all.map((file) => [file.asset.path, file])),
  };
}
