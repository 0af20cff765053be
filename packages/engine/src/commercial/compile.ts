import { type CalendarDate, calendarDate, canonicalJson, INSURANCE_TYPES } from '@zhijie/kernel';
import { type PackProblem, type Place, problem } from '../findings.ts';
import type { YamlFile } from '../pack/read-yaml.ts';
import { sha256Hex } from '../pack/sha256.ts';
import { parseMoney } from '../pack/values.ts';
import type { GridProblem } from '../plan/grid.ts';
import {
  type HolderCell,
  type HolderGrid,
  type HolderGridOptions,
  type HolderKind,
  readHolderGrid,
  UNKNOWN,
  UNLIMITED,
} from './holder-grid.ts';
import type { CommercialClause, LateRule, Product, ProductBadge, ProductLayer } from './product.ts';
import type { HolderGridData, LateRuleData, LayerData, ProductData, ProductSources } from './schema.ts';

type Source = { readonly yaml: YamlFile; readonly problems: PackProblem[] };

const enrolmentOf = (rule: ProductData['enrolment']): Product['enrolment'] =>
  rule === undefined
    ? null
    : {
        opens: calendarDate(rule.opens),
        closes: calendarDate(rule.closes),
        insurance: rule.insurance ?? INSURANCE_TYPES,
      };

/** A product file, parsed: every problem with its place; the product is usable if there is none. */
export function compileProduct(data: ProductData, { yaml, problems }: Source): Product {
  const at = (place: Place, code: string, message: string, fix: string): void => {
    problems.push(problem(yaml, place, code, message, fix));
  };
  if (yaml.file.split('/').at(-1) !== `${data.product}.yaml`)
    at(
      ['product'],
      'product-id',
      `产品编号 ${data.product} 与文件名不一致`,
      `文件改名为 ${data.product}.yaml`,
    );
  if (data.from !== undefined && data.to !== undefined && data.to < data.from)
    at(['to'], 'date-order', `结束日 ${data.to} 早于开始日 ${data.from}`, '更正日期');
  const layers = data.layers === 'not-provided' ? null : layersOf(data, data.layers, { yaml, problems });
  const hasSample = (layers ?? []).some((layer) => layer.badge === '示例数据，未核实');
  const badge = badgeOf(data, { ...data, sample: data.sample ?? hasSample });
  return {
    id: data.product,
    title: data.title,
    hash: sha256Hex(canonicalJson(data)),
    file: yaml.file,
    areas: data.areas,
    year: data.year === undefined ? null : Number(data.year),
    insurer: data.insurer ?? null,
    mode: data.mode ?? 'inside',
    from: (data.from ?? null) as CalendarDate | null,
    to: (data.to ?? null) as CalendarDate | null,
    badge,
    isFictional: data.fictional ?? false,
    confidence: data.confidence,
    versions: data.versions ?? [],
    accepts: data.accepts ?? ['direct', 'claimed'],
    premiums: (data.premiums ?? []).map((premium, index) => ({
      ...premium,
      amount: moneyAt(premium.amount, ['premiums', index, 'amount'], at),
      minAge: premium.minAge === undefined ? null : Number(premium.minAge),
      maxAge: premium.maxAge === undefined ? null : Number(premium.maxAge),
    })),
    enrolment: enrolmentOf(data.enrolment),
    totalCap: limitAt(data.totalCap, ['totalCap'], at),
    conditions: data.conditions ?? [],
    layers,
    note: data.note ?? null,
    sources: Object.entries(data.sources).map(([id, { title, grade }]) => ({
      id,
      title,
      grade: grade ?? null,
    })),
  };
}

type Report = (place: Place, code: string, message: string, fix: string) => void;

function moneyAt(text: string, place: Place, at: Report): number {
  const amount = parseMoney(text);
  if (amount === undefined) at(place, 'bad-value', `“${text}”不是金额`, '写作 139元、330万元');
  return amount ?? 0;
}

function limitAt(text: string, place: Place, at: Report): HolderCell {
  if (text === UNKNOWN) return UNKNOWN;
  return text === 'none' ? UNLIMITED : moneyAt(text, place, at);
}

type Marks = {
  readonly verified?: string | undefined;
  readonly sample?: boolean | undefined;
  readonly fictional?: boolean | undefined;
};

function badgeOf(product: Marks, part: Marks): ProductBadge {
  if (product.fictional === true) return '虚构';
  if (part.sample === true || product.sample === true) return '示例数据，未核实';
  return (part.verified ?? product.verified) === undefined ? '待核实' : '已核实';
}

export function clauseOf(
  cite: string,
  sources: ProductSources,
  days: { readonly verified?: string | undefined; readonly from?: string | undefined },
): CommercialClause {
  const [id, ...article] = cite.split('#');
  const found = sources[id!];
  return {
    source: found?.title ?? id!,
    document: found?.document ?? '',
    article: article.join('#'),
    url: found?.url ?? null,
    verified: (days.verified ?? null) as CalendarDate | null,
    effectiveFrom: (days.from ?? null) as CalendarDate | null,
  };
}

function checkCite(cite: string, sources: ProductSources, place: Place, at: Report): void {
  const id = cite.split('#')[0]!;
  if (id in sources) return;
  at(place, 'unknown-source', `引用了未登记的来源 ${id}`, '在同一文件的 sources 中登记该文件，或更正编号');
}

function layersOf(
  data: ProductData,
  layers: readonly LayerData[],
  { yaml, problems }: Source,
): ProductLayer[] {
  const at: Report = (place, code, message, fix) => {
    problems.push(problem(yaml, place, code, message, fix));
  };
  const keys = new Set(layers.map((layer) => layer.key));
  const seen = new Set<string>();
  return layers.map((layer, index) => {
    const place: Place = ['layers', index];
    const entry = `${layer.key}@${layer.from ?? ''}`;
    if (seen.has(entry)) at(place, 'two-versions', `${layer.key} 在同一天有两个版本`, '同一天只能有一个版本');
    seen.add(entry);
    for (const key of [...(layer.capWith ?? []), layer.countsIn ?? layer.key]) {
      if (!keys.has(key)) at(place, 'unknown-layer', `没有责任 ${key}`, `可用：${[...keys].join('、')}`);
    }
    checkCite(layer.cite, data.sources, [...place, 'cite'], at);
    return compileLayer(data, layer, { place, at, line: yaml.lineOf(place) });
  });
}

function compileLayer(
  data: ProductData,
  layer: LayerData,
  { place, at, line }: { readonly place: Place; readonly at: Report; readonly line: number },
): ProductLayer {
  const bounds = boundsOf(layer, place, at);
  const grid = (field: 'deductible' | 'ratio' | 'cap', kind: HolderKind, bands: number): HolderGrid => {
    const found: GridProblem[] = [];
    const versions = (data.versions ?? []).map(({ id }) => id);
    const options: HolderGridOptions = { kind, bands, versions, place: [...place, field], problems: found };
    const read = readHolderGrid(layer[field] as HolderGridData, options);
    for (const each of found) at(each.place, each.code, each.message, each.fix);
    return read;
  };
  return {
    key: layer.key,
    title: layer.title,
    line,
    from: (layer.from ?? null) as CalendarDate | null,
    clause: clauseOf(layer.cite, data.sources, {
      verified: layer.verified ?? data.verified,
      from: layer.from ?? data.from,
    }),
    badge: badgeOf(data, layer),
    confidence: layer.confidence ?? null,
    care: layer.care,
    base: layer.base,
    list: layer.list ?? null,
    deductible: grid('deductible', 'money', 1),
    bounds,
    ratio: grid('ratio', 'percent', bounds.length + 1),
    cap: grid('cap', 'limit', 1),
    capWith: layer.capWith ?? [],
    countsIn: layer.countsIn ?? layer.key,
    householdYears: Number(layer.householdYears ?? '0'),
    preExisting: layer.preExisting ?? null,
    note: layer.note ?? null,
  };
}

/** Only upper bounds are written, so bands have no gaps; they rise and the last is open. */
function boundsOf(layer: LayerData, place: Place, at: Report): number[] {
  const texts = layer.upTo ?? [null];
  const here = [...place, 'upTo'];
  if (texts.at(-1) !== null || texts.slice(0, -1).includes(null))
    at(here, 'bands-open', '最后一段应开口，其余写上限', '写成 [1.5万元, ~]');
  const bounds = texts.slice(0, -1).map((text, index) => moneyAt(text ?? '', [...here, index], at));
  if (bounds.some((bound, index) => index > 0 && bound <= bounds[index - 1]!))
    at(here, 'bands-rising', '各段上限应从低到高', '更正次序');
  return bounds;
}

/** What pays after the public layers in one place. */
export function compileLateRule(
  data: LateRuleData,
  sources: ProductSources,
  { place, at }: { readonly place: Place; readonly at: Report },
): LateRule {
  checkCite(data.cite, sources, [...place, 'cite'], at);
  if (new Set(data.order).size < data.order.length)
    at([...place, 'order'], 'order', '同一支付方出现两次', '每个至多一次；现金总在最后，不写');
  const { family } = data;
  if (typeof family === 'object') checkCite(family.cite, sources, [...place, 'family', 'cite'], at);
  const isFictional = sources[data.cite.split('#')[0]!]?.grade === 'fictional';
  return {
    area: data.area,
    from: data.from as CalendarDate,
    clause: clauseOf(data.cite, sources, data),
    badge: badgeOf({ fictional: isFictional }, data),
    order: data.order,
    family:
      typeof family === 'string'
        ? family
        : {
            clause: clauseOf(family.cite, sources, data),
            pays: family.pays as Extract<LateRule['family'], object>['pays'],
            relations: family.relations,
            sameProvince: family.sameProvince,
          },
  };
}
