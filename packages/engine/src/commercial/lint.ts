import { REFERRAL_CLASSES } from '@zhijie/kernel';
import type { NumberCounts } from '../compare/numbers.ts';
import type { Finding } from '../findings.ts';
import type { PolicyFile } from '../pack/load.ts';
import { readYaml } from '../pack/read-yaml.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import { type HolderCoordinates, LONGEST_ENROLMENT, UNKNOWN } from './holder-grid.ts';
import { createProductLibrary, type ProductLibrary } from './library.ts';
import type { Product, ProductLayer } from './product.ts';
import { type LayerData, type ProductData, PUBLIC_SETTLEMENTS } from './schema.ts';

/** What a check of `policies/commercial/` counts and finds. */
export type ProductReport = {
  readonly products: number;
  /** Products whose sources name at least one liability. */
  readonly expressed: number;
  readonly layers: number;
  /** Amounts and ratios of the layers and total caps, as written. */
  readonly numbers: NumberCounts;
  readonly findings: readonly Finding[];
};

/**
 * Loads the product files among `files` and looks for what is doubtful: a ratio that falls with enrolment, a
 * pre-existing condition paid better than none, a cap above the total, a cap that is shared one way only.
 */
export function checkProducts(files: readonly PolicyFile[]): ProductReport {
  const library = createProductLibrary(files);
  if (!library.ok)
    return { products: 0, expressed: 0, layers: 0, numbers: NO_NUMBERS, findings: library.refusal };
  const { products } = library.value;
  return {
    products: products.length,
    expressed: products.filter((product) => product.layers !== null).length,
    layers: products.reduce((sum, product) => sum + (product.layers?.length ?? 0), 0),
    numbers: numbersOf(library.value, files),
    findings: products.flatMap(lintProduct),
  };
}

const NO_NUMBERS: NumberCounts = { verified: 0, unverified: 0, sample: 0, fictional: 0 };

function lintProduct(product: Product): Finding[] {
  return (product.layers ?? []).flatMap((layer) => [
    ...fallsWithYears(product, layer),
    ...preExistingBetter(product, layer),
    ...capAboveTotal(product, layer),
    ...capSharedOneWay(product, layer),
  ]);
}

function warn(product: Product, layer: ProductLayer, code: string, message: string): Finding {
  const fix = '对照条款原文；如确属条款规定，在 note 里写明并报告';
  const said = `${layer.key}：${message}`;
  return { file: product.file, line: layer.line, code, severity: 'warning', message: said, fix };
}

/** Every place that a layer distinguishes, with enrolment of one year. */
function* placesOf(product: Product): Generator<HolderCoordinates> {
  const versions = product.versions.length === 0 ? [null] : product.versions.map(({ id }) => id);
  for (const version of versions)
    for (const settlement of PUBLIC_SETTLEMENTS)
      for (const filing of REFERRAL_CLASSES)
        yield { health: 'healthy', years: 1, settlement, filing, version };
}

/** True when the ratio at `better` is below the one at `worse` in a band where both are known. */
function isLower(layer: ProductLayer, better: HolderCoordinates, worse: HolderCoordinates): boolean {
  const high = layer.ratio.at(better);
  return layer.ratio
    .at(worse)
    .some((low, band) => low !== UNKNOWN && high[band] !== UNKNOWN && high[band]! < low);
}

function fallsWithYears(product: Product, layer: ProductLayer): Finding[] {
  for (const place of placesOf(product))
    for (const health of ['healthy', 'pre-existing'] as const)
      for (let years = 1; years < LONGEST_ENROLMENT; years++) {
        const now = { ...place, health, years };
        if (isLower(layer, { ...now, years: years + 1 }, now))
          return [warn(product, layer, 'ratio-falls', `连续参保 ${years + 1} 年的比例低于 ${years} 年`)];
      }
  return [];
}

function preExistingBetter(product: Product, layer: ProductLayer): Finding[] {
  for (const place of placesOf(product))
    if (isLower(layer, place, { ...place, health: 'pre-existing' }))
      return [warn(product, layer, 'pre-existing-better', '既往症人群的比例高于健康人群')];
  return [];
}

function capAboveTotal(product: Product, layer: ProductLayer): Finding[] {
  const { totalCap } = product;
  if (totalCap === UNKNOWN) return [];
  for (const place of placesOf(product)) {
    const cap = layer.cap.at(place)[0]!;
    if (cap !== UNKNOWN && cap > totalCap)
      return [warn(product, layer, 'cap-above-total', '该责任的年度限额高于产品的年度总限额')];
  }
  return [];
}

function capSharedOneWay(product: Product, layer: ProductLayer): Finding[] {
  const lonely = layer.capWith.filter((key) =>
    (product.layers ?? []).some((other) => other.key === key && !other.capWith.includes(layer.countsIn)),
  );
  if (lonely.length === 0) return [];
  return [warn(product, layer, 'cap-one-way', `与 ${lonely.join('、')} 共用限额，对方没有写 capWith`)];
}

/** Counts the figures of the files: a row for several values is one. */
function numbersOf({ products }: ProductLibrary, files: readonly PolicyFile[]): NumberCounts {
  const counts = { ...NO_NUMBERS } as { -readonly [Kind in keyof NumberCounts]: number };
  for (const product of products) {
    const file = files.find(({ path }) => path === product.file)!;
    const data = readYaml(file.path, file.text).source.data as ProductData;
    const kindOf = (part: Pick<LayerData, 'sample' | 'verified'>): keyof NumberCounts => {
      if (product.isFictional) return 'fictional';
      if (part.sample === true || data.sample === true) return 'sample';
      return (part.verified ?? data.verified) === undefined ? 'unverified' : 'verified';
    };
    counts[kindOf(data)] += figuresIn([data.totalCap, data.premiums?.map(({ amount }) => amount)]);
    for (const layer of data.layers === UNKNOWN ? [] : data.layers)
      counts[kindOf(layer)] += figuresIn([layer.deductible, layer.upTo, layer.ratio, layer.cap]);
  }
  return counts;
}

function figuresIn(value: unknown): number {
  if (typeof value === 'string')
    return parseMoney(value) !== undefined || parsePercent(value) !== undefined ? 1 : 0;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, child) => sum + figuresIn(child), 0);
}
