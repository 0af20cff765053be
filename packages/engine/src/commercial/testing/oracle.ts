/**
 * A product calculated a second time, in BigInt, straight from the texts of its file and written another way.
 * For tests only.
 */
import type { ProductAccumulators } from '../accumulators.ts';
import type { HolderFacts } from '../adjudicate-commercial.ts';
import type { CommercialView } from '../burden.ts';
import type { CommercialPart, HolderGridData, LayerData, ProductData } from '../schema.ts';

export type OracleAnswer =
  | { readonly refused: string }
  | { readonly paid: Readonly<Record<string, bigint>>; readonly counted: Readonly<Record<string, bigint>> };

class Unknown extends Error {}
const OPEN = 10n ** 30n;

/** Every amount of money that a product's texts mention, fen. */
export function amountsIn(node: unknown, found = new Set<bigint>()): Set<bigint> {
  if (typeof node === 'string' && /^\d[\d.]*万?元$/.test(node)) found.add(yuan(node));
  else if (typeof node === 'object' && node !== null)
    for (const child of Object.values(node)) amountsIn(child, found);
  return found;
}

export function consultProduct(
  data: ProductData,
  bill: { readonly view: CommercialView; readonly facts: HolderFacts },
  accumulators: ProductAccumulators,
): OracleAnswer {
  const { facts } = bill;
  const refused = gate(data, facts);
  if (refused !== null) return { refused };
  const used = new Map<string, { counted: bigint; paid: bigint }>();
  for (const [key, use] of Object.entries(accumulators.layers))
    used.set(key, { counted: BigInt(use.counted), paid: BigInt(use.paid) });
  const left = new Map(Object.entries(bill.view).map(([part, fen]) => [part, BigInt(fen)]));
  const paid: Record<string, bigint> = {};
  const counted: Record<string, bigint> = {};
  const layers = current(data.layers as readonly LayerData[], facts.date);
  try {
    for (const layer of layers) {
      if (!layer.care.includes(facts.care)) continue;
      const all = layer.base.reduce((sum, part) => sum + (left.get(part) ?? 0n), 0n);
      const base = layer.list === undefined ? all : least(all, BigInt(facts.listed[layer.key] ?? 0));
      if (base === 0n) continue;
      if (layer.householdYears !== undefined) {
        if (facts.householdYears === null) return { refused: 'household-years-needed' };
        if (facts.householdYears < Number(layer.householdYears)) continue;
      }
      const pays = payOf({ data, layers, layer, facts, used, base });
      const key = layer.countsIn ?? layer.key;
      const before = used.get(key) ?? { counted: 0n, paid: 0n };
      used.set(key, { counted: before.counted + base, paid: before.paid + pays });
      paid[layer.key] = pays;
      counted[key] = (counted[key] ?? 0n) + base;
      take(left, layer.base, pays);
    }
  } catch (cause) {
    if (cause instanceof Unknown) return { refused: 'product-not-provided' };
    throw cause;
  }
  return { paid, counted };
}

function gate(data: ProductData, facts: HolderFacts): string | null {
  const inArea = data.areas.some(
    (area) => area === facts.insuredArea || facts.insuredArea.startsWith(area.replace(/0000$/, '')),
  );
  if (!inArea) return 'product-not-for-area';
  if (facts.date < (data.from ?? '') || facts.date > (data.to ?? '9')) return 'product-not-in-force';
  const hasPeriod = data.from !== undefined && data.to !== undefined;
  if (!hasPeriod && !facts.isCovered) return 'product-period-not-provided';
  if (data.versions && !data.versions.some((one) => one.id === facts.version))
    return 'product-version-needed';
  if (!(data.accepts ?? ['direct', 'claimed']).includes(facts.settlement))
    return 'public-settlement-required';
  return data.layers === 'not-provided' ? 'product-not-provided' : null;
}

/** The last entry of each key that has begun. */
function current(layers: readonly LayerData[], on: string): LayerData[] {
  const last = new Map<string, LayerData>();
  for (const layer of layers) {
    const known = last.get(layer.key);
    if ((layer.from ?? '') > on) continue;
    if (known === undefined || (layer.from ?? '') > (known.from ?? '')) last.set(layer.key, layer);
  }
  return layers.filter((layer) => last.get(layer.key) === layer);
}

type Question = {
  readonly data: ProductData;
  readonly layers: readonly LayerData[];
  readonly layer: LayerData;
  readonly facts: HolderFacts;
  readonly used: ReadonlyMap<string, { counted: bigint; paid: bigint }>;
  readonly base: bigint;
};

/** f(after) − f(before) over the year's base, each band rounded by what this bill has in it, then the caps. */
function payOf({ data, layers, layer, facts, used, base }: Question): bigint {
  const edges = (layer.upTo ?? [null]).map((edge) => (edge === null ? OPEN : yuan(edge)));
  const ratios = cells(layer.ratio, facts, edges.length);
  if (ratios.every((ratio) => ratio === '0%')) return 0n;
  const start = used.get(layer.countsIn ?? layer.key)?.counted ?? 0n;
  const threshold = yuan(known(cells(layer.deductible, facts, 1)[0]!));
  let due = 0n;
  edges.forEach((edge, band) => {
    const low = [band === 0 ? 0n : edges[band - 1]!, start, threshold].reduce((a, b) => (a > b ? a : b));
    const size = least(edge, start + base) - low;
    if (size <= 0n) return;
    const rate = known(ratios[band]!).slice(0, -1).split('.');
    const basis = BigInt(rate[0]! + (rate[1] ?? '').padEnd(2, '0'));
    due += (2n * size * basis + 10_000n) / 20_000n;
  });
  if (due === 0n) return 0n;
  const paidIn = (keys: Iterable<string>) =>
    [...keys].reduce((sum, key) => sum + (used.get(key)?.paid ?? 0n), 0n);
  const sharing = new Set([layer.countsIn ?? layer.key, ...(layer.capWith ?? [])]);
  const room = most(0n, limit(known(cells(layer.cap, facts, 1)[0]!)) - paidIn(sharing));
  const total = paidIn(used.keys());
  if (data.totalCap !== 'not-provided')
    return least(due, least(room, most(0n, limit(data.totalCap) - total)));
  const caps = layers.map((one) => cells(one.cap, facts, 1)[0]!).filter((cap) => cap !== 'not-provided');
  const pays = least(due, room);
  if (total + pays > caps.map(limit).reduce(most, 0n) && pays > 0n) throw new Unknown();
  return pays;
}

function cells(grid: HolderGridData, facts: HolderFacts, bands: number): readonly string[] {
  let node: unknown = grid;
  if (typeof grid === 'object' && !Array.isArray(grid)) {
    node = grid.rows;
    for (const dimension of grid.by) node = row(node as Record<string, unknown>, dimension, facts);
  }
  return Array.isArray(node) ? (node as string[]) : Array.from({ length: bands }, () => node as string);
}

function row(rows: Record<string, unknown>, dimension: string, facts: HolderFacts): unknown {
  const value = facts[dimension as 'health' | 'filing'] as unknown;
  const found = Object.entries(rows).find(([key]) =>
    key.split('|').some((part) => {
      if (part === 'all' || part === String(value)) return true;
      if (dimension !== 'years') return false;
      const [from, to] = part.endsWith('+') ? [part.slice(0, -1), '999'] : part.split('-');
      return Number(from) <= facts.years && facts.years <= Number(to ?? from);
    }),
  );
  return found![1];
}

function known(text: string): string {
  if (text === 'not-provided') throw new Unknown();
  return text;
}

const limit = (text: string): bigint => (text === 'none' ? OPEN : yuan(text));

function take(left: Map<string, bigint>, parts: readonly CommercialPart[], amount: bigint): void {
  let rest = amount;
  for (const part of parts) {
    const piece = least(rest, left.get(part) ?? 0n);
    left.set(part, (left.get(part) ?? 0n) - piece);
    rest -= piece;
  }
}

/** '1.5万元' → 1500000n fen. */
function yuan(text: string): bigint {
  const places = text.endsWith('万元') ? 6 : 2;
  const [whole, part = ''] = text.replace(/万?元$/, '').split('.');
  return BigInt(whole! + part.padEnd(places, '0'));
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
