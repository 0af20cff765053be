import { BENEFITS, type CalendarDate, calendarDate, type Fen, REFERRAL_CLASSES } from '@zhijie/kernel';
import fc from 'fast-check';
import type { PolicyFile } from '../../pack/load.ts';
import { readYaml } from '../../pack/read-yaml.ts';
import { readRepositoryPolicies } from '../../testing/policy-files.ts';
import type { ProductAccumulators } from '../accumulators.ts';
import type { HolderFacts } from '../adjudicate-commercial.ts';
import { contractedParts } from '../burden.ts';
import { createProductLibrary, type ProductLibrary } from '../library.ts';
import type { Product } from '../product.ts';
import { HEALTH_STATES, type ProductData, PUBLIC_SETTLEMENTS } from '../schema.ts';
import { amountsIn } from './oracle.ts';

/** The files of `policies/commercial/` of this repository. */
export function commercialFiles(): readonly PolicyFile[] {
  files ??= readRepositoryPolicies().filter(({ path }) => path.includes('/commercial/'));
  return files;
}
let files: readonly PolicyFile[] | undefined;

export function repositoryProducts(): ProductLibrary {
  const library = createProductLibrary(commercialFiles());
  if (!library.ok) throw new Error(`Products do not load: ${JSON.stringify(library.refusal, null, 1)}`);
  return library.value;
}

/** The texts of a product's file. */
export function dataOf(product: Product): ProductData {
  const file = commercialFiles().find(({ path }) => path === product.file)!;
  return readYaml(file.path, file.text).source.data as ProductData;
}

/** A holder who meets every condition of the product, unless told otherwise. */
export function holder(product: Product, facts: Partial<HolderFacts> = {}): HolderFacts {
  return {
    insuredArea: product.areas[0]!,
    care: 'inpatient',
    date: product.from ?? calendarDate(`${product.year ?? 2026}-06-30`),
    health: 'healthy',
    years: 1,
    householdYears: 10,
    settlement: 'direct',
    filing: 'local',
    version: product.versions[0]?.id ?? null,
    isCovered: true,
    listed: {},
    ...facts,
  };
}

/** Amounts around everything that the product mentions, and any others up to three million yuan. */
export function amountsOf(data: ProductData): fc.Arbitrary<number> {
  const named = [...amountsIn(data.layers)].map(Number);
  const near = fc.tuple(fc.constantFrom(0, ...named), fc.integer({ min: -2, max: 2 }));
  return fc.oneof(
    near.map(([at, by]) => Math.max(0, at + by)),
    fc.integer({ min: 0, max: 100_000_00 }),
    fc.integer({ min: 0, max: 3_000_000_00 }),
  );
}

export type CommercialCase = {
  readonly view: Record<string, Fen>;
  readonly facts: HolderFacts;
  readonly accumulators: ProductAccumulators;
};

/** A bill, a holder and a history that the product may meet. */
export function commercialCases(product: Product, data: ProductData): fc.Arbitrary<CommercialCase> {
  const amount = amountsOf(data);
  const parts = contractedParts(product);
  const layers = product.layers ?? [];
  const keys = [...new Set(layers.map((layer) => layer.countsIn))];
  return fc
    .record({
      view: fc.tuple(...parts.map(() => fc.oneof(fc.constant(0), amount))),
      listed: fc.tuple(...layers.map(() => fc.oneof(fc.constant(0), amount))),
      history: fc.tuple(...keys.map(() => fc.tuple(fc.oneof(fc.constant(0), amount), fc.nat(100)))),
      care: fc.constantFrom(...BENEFITS),
      date: fc.constantFrom('2024-06-30', '2025-06-30', '2026-08-06', '2026-08-07'),
      health: fc.constantFrom(...HEALTH_STATES),
      years: fc.integer({ min: 1, max: 40 }),
      householdYears: fc.constantFrom(null, 4, 5),
      settlement: fc.constantFrom(...PUBLIC_SETTLEMENTS),
      filing: fc.constantFrom(...REFERRAL_CLASSES),
      version: fc.constantFrom(null, ...product.versions.map(({ id }) => id)),
      isCovered: fc.boolean(),
      insuredArea: fc.constantFrom(...product.areas, '999900'),
    })
    .map(({ view, listed, history, date, ...facts }) => ({
      view: Object.fromEntries(parts.map((part, index) => [part, view[index] as Fen])),
      facts: {
        ...facts,
        date: date as CalendarDate,
        listed: Object.fromEntries(layers.map(({ key }, index) => [key, listed[index] as Fen])),
      },
      accumulators: {
        product: product.id,
        layers: Object.fromEntries(
          keys.map((key, index) => {
            const [counted, percent] = history[index]!;
            return [key, { counted: counted as Fen, paid: Math.floor((counted * percent) / 100) as Fen }];
          }),
        ),
      },
    }));
}
