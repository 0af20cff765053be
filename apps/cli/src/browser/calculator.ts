/** The calculator away from its disk: the same engine and policies, fetched by area. Knows no DOM. */
import {
  createPolicyLibrary,
  createProductLibrary,
  loadCatalogue,
  type PolicyFile,
  type PolicyLibrary,
  type ProductLibrary,
} from '@zhijie/engine';
import { assert, Failure } from '@zhijie/kernel';
import { answerCalculator, type CalculatorAnswer } from '../api/calculator-answer.ts';
import type { Asset, CalculatorManifest } from './manifest.ts';

export type BrowserCalculator = {
  /**
   * Answers the body of `POST /api/calculator` with the server's bytes. What the body needs is fetched
   * before; a fetch that fails is a Failure, and nothing was calculated.
   */
  answer(body: string): Promise<CalculatorAnswer>;
  /** Fetches what an area needs, so that it can be calculated without a network. */
  prepare(area: string): Promise<void>;
  /** Bytes of the files fetched so far. */
  readonly loadedBytes: number;
};

/** `load` answers the text of an asset, or fails. */
export function createBrowserCalculator(
  manifest: CalculatorManifest,
  load: (asset: Asset) => Promise<string>,
): BrowserCalculator {
  const texts = new Map<string, Promise<string>>();
  let loadedBytes = 0;
  const textOf = (asset: Asset): Promise<string> => {
    const known = texts.get(asset.path);
    if (known !== undefined) return known;
    const text = load(asset).then((loaded) => {
      loadedBytes += asset.bytes;
      return loaded;
    });
    texts.set(asset.path, text);
    // A fetch that failed is tried again the next time.
    text.catch(() => texts.delete(asset.path));
    return text;
  };
  const policiesOf = keptByName((area) => libraryOf(manifest, area, textOf));
  const productsOf = keptByName(async () => productsFrom(await textOf(manifest.products)));
  const catalogueOf = keptByName(async (careArea) => {
    const own = manifest.overrides[careArea];
    const read = [textOf(manifest.items), own === undefined ? null : textOf(own)] as const;
    return loadCatalogue(careArea, await read[0], await read[1]);
  });
  return {
    async answer(body) {
      const { area, careArea, hasProducts } = needsOf(body);
      const policies = await policiesOf(area);
      const catalogue = careArea === null ? null : await catalogueOf(careArea);
      const products = hasProducts ? await productsOf('') : null;
      const knowledge = {
        policies,
        productsOf: () => fetched(products),
        catalogueOf: () => fetched(catalogue),
        careAreas: Object.keys(manifest.overrides),
      };
      return answerCalculator(body, knowledge);
    },
    async prepare(area) {
      await policiesOf(area);
    },
    get loadedBytes() {
      return loadedBytes;
    },
  };
}

function keptByName<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const made = make(name);
    kept.set(name, made);
    made.catch(() => kept.delete(name));
    return made;
  };
}

function fetched<T>(value: T | null): T {
  assert(value !== null, 'What a calculation reads was fetched before it');
  return value;
}

const filesOf = (json: string): PolicyFile[] =>
  Object.entries(JSON.parse(json) as Record<string, string>).map(([path, text]) => ({ path, text }));

/** The packs of one area and their layers; an area that has none gives a library that has none. */
async function libraryOf(
  manifest: CalculatorManifest,
  area: string,
  textOf: (asset: Asset) => Promise<string>,
): Promise<PolicyLibrary> {
  const folders = Object.hasOwn(manifest.areas, area) ? manifest.areas[area]! : [];
  const loaded = await Promise.all(folders.map((folder) => textOf(manifest.folders[folder]!)));
  const library = createPolicyLibrary(loaded.flatMap(filesOf));
  if (library.ok) return library.value;
  throw new Failure(`The policies of ${area} do not load: ${JSON.stringify(library.refusal)}`);
}

function productsFrom(json: string): ProductLibrary {
  const library = createProductLibrary(filesOf(json));
  if (library.ok) return library.value;
  throw new Failure(`The commercial products do not load: ${JSON.stringify(library.refusal)}`);
}

type Needs = { readonly area: string; readonly careArea: string | null; readonly hasProducts: boolean };

/** Fields that ask for what follows the public layers. */
const AFTER_PUBLIC = ['products', 'family', 'settled'];

/** What a body names, read only to know what to fetch; whether it is right is for the answer to say. */
function needsOf(body: string): Needs {
  const nothing = { area: '', careArea: null, hasProducts: false };
  try {
    const read: unknown = JSON.parse(body);
    if (typeof read !== 'object' || read === null) return nothing;
    const { area, careArea, lines } = read as Record<string, unknown>;
    const isByLines = Array.isArray(lines) && typeof careArea === 'string' && /^\d{6}$/.test(careArea);
    return {
      area: typeof area === 'string' ? area : '',
      careArea: isByLines ? careArea : null,
      hasProducts: AFTER_PUBLIC.some((name) => name in read),
    };
  } catch {
    return nothing;
  }
}
