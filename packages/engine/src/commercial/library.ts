import { type CalendarDate, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { type PackProblem, problem } from '../findings.ts';
import { checkShape } from '../pack/check-shape.ts';
import { isCommercialPath, type PolicyFile } from '../pack/load.ts';
import { readYaml, type YamlFile } from '../pack/read-yaml.ts';
import { compileLateRule, compileProduct } from './compile.ts';
import type { LateRule, Product } from './product.ts';
import {
  type LateRuleData,
  LateRulesSchema,
  type ProductData,
  ProductSchema,
  type ProductSources,
} from './schema.ts';

/** The commercial products under `policies/commercial/` and what pays after the public layers. */
export type ProductLibrary = {
  /** By id. */
  readonly products: readonly Product[];
  productOf(id: string): Result<Product, Refusal<'unknown-product'>>;
  /** The rule of the area, or of the nation, in force on the day; null: none. */
  lateRuleFor(area: string, on: CalendarDate): LateRule | null;
};

/** The file that says what pays after the public layers; every other one is a product-year. */
const LATE_RULES = 'after-public.yaml';

/**
 * Builds the library from the texts of files under `policies/`; those outside `commercial/` are left aside.
 * Refused with every problem found, each with file, line and fix; a broken product never loads half.
 */
export function createProductLibrary(files: readonly PolicyFile[]): Result<ProductLibrary, PackProblem[]> {
  const problems: PackProblem[] = [];
  const products: Product[] = [];
  const rules: LateRule[] = [];
  const own = files.filter(({ path }) => isCommercialPath(path) && !/\.test\.ya?ml$/.test(path));
  for (const file of own.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const { source: yaml, problems: found } = readYaml(file.path, file.text);
    const isRules = file.path.split('/').at(-1) === LATE_RULES;
    if (found.length === 0)
      found.push(...checkShape(yaml, isRules ? LateRulesSchema : ProductSchema, yaml.data));
    problems.push(...found);
    if (found.length > 0) continue;
    if (isRules) rules.push(...readRules(yaml, problems));
    else products.push(compileProduct(yaml.data as ProductData, { yaml, problems }));
  }
  return problems.length > 0 ? { ok: false, refusal: problems } : ok(libraryOf(products, rules));
}

function readRules(yaml: YamlFile, problems: PackProblem[]): LateRule[] {
  const { afterPublic, sources } = yaml.data as { afterPublic: LateRuleData[]; sources: ProductSources };
  const seen = new Set<string>();
  return afterPublic.map((data, index) => {
    const at = (place: readonly (string | number)[], code: string, message: string, fix: string): void => {
      problems.push(problem(yaml, place, code, message, fix));
    };
    const place = ['afterPublic', index];
    const key = `${data.area}@${data.from}`;
    if (seen.has(key))
      at(place, 'two-versions', `${data.area} 在 ${data.from} 有两个版本`, '同一天只能有一个版本');
    seen.add(key);
    return compileLateRule(data, sources, { place, at });
  });
}

function libraryOf(products: readonly Product[], rules: readonly LateRule[]): ProductLibrary {
  const byId = new Map(products.map((product) => [product.id, product]));
  const sorted = rules.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  return {
    products: products.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    productOf(id) {
      const product = byId.get(id);
      return product === undefined ? refuse('unknown-product', { detail: { product: id } }) : ok(product);
    },
    lateRuleFor(area, on) {
      const inForce = sorted.filter((rule) => rule.from <= on);
      return (
        inForce.find((rule) => rule.area === area) ?? inForce.find((rule) => rule.area === '000000') ?? null
      );
    },
  };
}
