import {
  assert,
  type Benefit,
  type CalendarDate,
  type Fen,
  fen,
  ok,
  type Rate,
  type ReferralClass,
  type Result,
  refuse,
  share,
} from '@zhijie/kernel';
import {
  addProductDelta,
  emptyProductAccumulators,
  type ProductAccumulators,
  type ProductDelta,
  useOf,
} from './accumulators.ts';
import { type CommercialView, contractedParts } from './burden.ts';
import { type HolderCell, type HolderCoordinates, UNKNOWN, UNLIMITED } from './holder-grid.ts';
import {
  type CommercialClause,
  layersOn,
  type Product,
  type ProductBadge,
  type ProductLayer,
} from './product.ts';
import type { CommercialRefusal } from './refusals.ts';
import type { CommercialPart, HealthState, PublicSettlement } from './schema.ts';
import { layerText } from './text.ts';

/** What the insurer knows of its holder and of how the bill came about; nothing of the bill's lines. */
export type HolderFacts = {
  readonly insuredArea: string;
  readonly care: Benefit;
  /** Day of the settlement. */
  readonly date: CalendarDate;
  readonly health: HealthState;
  /** Years of enrolment without a gap, this one included. */
  readonly years: number;
  /** Full years of local household registration; null: not known. */
  readonly householdYears: number | null;
  readonly settlement: PublicSettlement;
  readonly filing: ReferralClass;
  readonly version: string | null;
  /** The holder's policy covers the day: asked for only where the product's sources give no period. */
  readonly isCovered: boolean;
  /** By layer: fen of this bill on the layer's own list, after the public settlement. */
  readonly listed: Readonly<Record<string, Fen>>;
};

/** A stretch of the base above the deductible with one ratio. Fen and 1/10 000. */
export type LayerPortion = { readonly amount: Fen; readonly ratio: Rate; readonly paid: Fen };

/** What one layer did with the bill. Fen. */
export type LayerOutcome = {
  readonly key: string;
  readonly title: string;
  readonly base: Fen;
  /** Null where the source gives none and this bill does not need it. */
  readonly deductible: Fen | null;
  /** Of the deductible, by this bill. */
  readonly deductibleUsed: Fen;
  /** Null when several ratios or none applied; see `portions`. */
  readonly ratio: Rate | null;
  readonly portions: readonly LayerPortion[];
  readonly paid: Fen;
  /** What limited the payment. */
  readonly bound: 'deductible' | 'cap' | 'total-cap' | 'not-eligible' | 'left' | null;
  readonly clause: CommercialClause;
  readonly badge: ProductBadge;
  readonly text: string;
};

/** What one product pays of one bill. Fen. */
export type CommercialOutcome = {
  readonly product: string;
  readonly title: string;
  readonly productHash: string;
  readonly badge: ProductBadge;
  readonly layers: readonly LayerOutcome[];
  readonly paid: Fen;
  /** What was paid, by the part that it came out of. */
  readonly taken: Readonly<Record<CommercialPart, Fen>>;
  readonly delta: ProductDelta;
};

/**
 * What a commercial product pays of what the public layers left (procedures K-01, K-02): layer after layer,
 * each over the fen of its parts that no earlier layer took, above its own yearly deductible, by the holder's
 * ratio, up to its own and the product's cap. Pure, integer fen, half-up at fen per band; never more than
 * what the person still bears. It is outside the public settlement: the funds know nothing of it (K-08).
 *
 * The view has the parts that the product contracts for and no other. Refusals: `COMMERCIAL_REFUSAL_TEXTS`,
 * in that order; a figure that the sources do not give is refused by name only when this bill needs it.
 */
export function adjudicateCommercial(
  product: Product,
  bill: { readonly view: CommercialView; readonly facts: HolderFacts },
  accumulators: ProductAccumulators,
): Result<CommercialOutcome, CommercialRefusal> {
  const { view, facts } = bill;
  assertView(product, view);
  assert(accumulators.product === product.id, 'A product is calculated with its own accumulators');
  const gate = gateOf(product, facts);
  if (gate !== null) return { ok: false, refusal: gate };
  const run: Run = {
    product,
    facts,
    where: whereOf(facts),
    left: { inScope: 0, selfPaidFirst: 0, overLimit: 0, excluded: 0, ...view },
    taken: { inScope: 0, selfPaidFirst: 0, overLimit: 0, excluded: 0 },
    accumulators,
    delta: emptyProductAccumulators(product.id),
  };
  const layers: LayerOutcome[] = [];
  for (const layer of layersOn(product, facts.date)) {
    if (!layer.care.includes(facts.care)) continue;
    const outcome = runLayer(run, layer);
    if (outcome === null) continue;
    if (!outcome.ok) return outcome;
    layers.push(outcome.value);
  }
  const paid = fen(layers.reduce((sum, layer) => sum + layer.paid, 0));
  const { id, title, hash, badge } = product;
  const taken = run.taken as Record<CommercialPart, Fen>;
  return ok({ product: id, title, productHash: hash, badge, layers, paid, taken, delta: run.delta });
}

type Run = {
  readonly product: Product;
  readonly facts: HolderFacts;
  readonly where: HolderCoordinates;
  readonly left: Record<CommercialPart, number>;
  readonly taken: Record<CommercialPart, number>;
  readonly accumulators: ProductAccumulators;
  delta: ProductDelta;
};

function assertView(product: Product, view: CommercialView): void {
  const contracted = contractedParts(product);
  for (const [part, amount] of Object.entries(view)) {
    assert(
      contracted.includes(part as CommercialPart),
      'A product sees only the parts that it contracts for',
    );
    assert(amount >= 0, 'What a person bears is not negative');
  }
}

const whereOf = ({ health, years, settlement, filing, version }: HolderFacts): HolderCoordinates => ({
  health,
  years,
  settlement,
  filing,
  version,
});

/** `460000` covers every area of the province, `370600` only itself. */
function coversArea(areas: readonly string[], area: string): boolean {
  return areas.some((one) => one === area || (one.endsWith('0000') && one.slice(0, 2) === area.slice(0, 2)));
}

function gateOf(product: Product, facts: HolderFacts): CommercialRefusal | null {
  const { title, from, to, versions } = product;
  const { insuredArea: area, date: on } = facts;
  const no = (code: CommercialRefusal['code'], detail: Record<string, string>): CommercialRefusal => ({
    code,
    detail: { title, product: product.id, ...detail },
  });
  if (!coversArea(product.areas, area))
    return no('product-not-for-area', { area, areas: product.areas.join('、') });
  if ((from !== null && on < from) || (to !== null && on > to))
    return no('product-not-in-force', { from: from ?? '', to: to ?? '', on });
  if ((from === null || to === null) && !facts.isCovered) return no('product-period-not-provided', { on });
  if (versions.length > 0 && !versions.some(({ id }) => id === facts.version))
    return no('product-version-needed', {
      versions: versions.map((v) => `${v.id}（${v.title}）`).join('、'),
    });
  if (!product.accepts.includes(facts.settlement)) return no('public-settlement-required', {});
  if (product.layers === null) return notProvided(product, '保障责任（免赔额、比例、限额）', product.note);
  return null;
}

function notProvided(product: Product, what: string, note: string | null): CommercialRefusal {
  const detail = {
    title: product.title,
    product: product.id,
    what,
    note: note === null ? '' : `（${note}）`,
  };
  return { code: 'product-not-provided', detail };
}

function runLayer(run: Run, layer: ProductLayer): Result<LayerOutcome, CommercialRefusal> | null {
  const available = layer.base.reduce((sum, part) => sum + run.left[part], 0);
  const base = layer.list === null ? available : Math.min(available, run.facts.listed[layer.key] ?? 0);
  if (base === 0) return null;
  if (layer.householdYears > 0) {
    const { householdYears: years } = run.facts;
    if (years === null) {
      const detail = { title: run.product.title, layer: layer.title, years: layer.householdYears };
      return refuse('household-years-needed', { field: 'householdYears', detail });
    }
    if (years < layer.householdYears)
      return ok(finish(run, layer, base, { ...EMPTY, bound: 'not-eligible' }));
  }
  const due = dueOf(run, layer, base);
  return due.ok ? ok(finish(run, layer, base, due.value)) : due;
}

type Due = {
  readonly deductible: number | null;
  readonly deductibleUsed: number;
  readonly portions: readonly LayerPortion[];
  readonly paid: number;
  readonly bound: LayerOutcome['bound'];
};
const EMPTY: Due = { deductible: null, deductibleUsed: 0, portions: [], paid: 0, bound: null };

function dueOf(run: Run, layer: ProductLayer, base: number): Result<Due, CommercialRefusal> {
  const ratios = layer.ratio.at(run.where);
  /** A layer that pays nothing for this holder needs neither its deductible nor its cap. */
  const isNothing = ratios.every((ratio) => ratio === 0);
  const deductible = layer.deductible.at(run.where)[0]!;
  if (deductible === UNKNOWN) return isNothing ? ok(EMPTY) : missing(run, layer, '免赔额');
  const earlier = usedIn(run, layer.countsIn).counted;
  const end = earlier + base;
  const deductibleUsed = Math.max(0, Math.min(end, deductible) - earlier);
  const portions = portionsOf(layer, ratios, Math.max(earlier, deductible), end);
  if (portions === null) return missing(run, layer, '赔付比例');
  const due = portions.reduce((sum, portion) => sum + portion.paid, 0);
  const bound = deductibleUsed === base ? 'deductible' : null;
  if (due === 0) return ok({ deductible, deductibleUsed, portions, paid: 0, bound });
  const room = roomOf(run, layer, due);
  if (!room.ok) return room;
  const limited = room.value.amount < due ? room.value.bound : bound;
  const paid = Math.min(due, room.value.amount);
  return ok({ deductible, deductibleUsed, portions, paid, bound: limited });
}

function missing(run: Run, layer: ProductLayer, what: string): Result<never, CommercialRefusal> {
  return { ok: false, refusal: notProvided(run.product, `“${layer.title}”的${what}`, layer.note) };
}

/** What the layer pays of the year's base from `low` to `end`, band by band; null when a ratio is unknown. */
function portionsOf(
  layer: ProductLayer,
  ratios: readonly HolderCell[],
  low: number,
  end: number,
): LayerPortion[] | null {
  const portions: LayerPortion[] = [];
  let from = low;
  for (const [band, ratio] of ratios.entries()) {
    const bound = layer.bounds[band] ?? UNLIMITED;
    const amount = Math.min(end, bound) - from;
    if (amount <= 0) continue;
    if (ratio === UNKNOWN) return null;
    portions.push({ amount: fen(amount), ratio: ratio as Rate, paid: share(fen(amount), ratio as Rate) });
    from += amount;
  }
  return portions;
}

const usedIn = (run: Run, key: string) => {
  const before = useOf(run.accumulators, key);
  const now = useOf(run.delta, key);
  return { counted: before.counted + now.counted, paid: before.paid + now.paid };
};

/** What the layer's and the product's cap leave; an unknown cap is refused when `due` needs it. */
function roomOf(
  run: Run,
  layer: ProductLayer,
  due: number,
): Result<{ readonly amount: number; readonly bound: 'cap' | 'total-cap' }, CommercialRefusal> {
  const cap = layer.cap.at(run.where)[0]!;
  if (cap === UNKNOWN) return missing(run, layer, '年度限额');
  const sharing = new Set([layer.countsIn, ...layer.capWith]);
  const room = Math.max(0, cap - [...sharing].reduce((sum, key) => sum + usedIn(run, key).paid, 0));
  const total = totalRoom(run);
  if (typeof total === 'number') {
    return ok(room <= total ? { amount: room, bound: 'cap' } : { amount: total, bound: 'total-cap' });
  }
  if (Math.min(room, due) <= total.atLeast) return ok({ amount: room, bound: 'cap' });
  return { ok: false, refusal: notProvided(run.product, '年度总限额', null) };
}

/** What the product's cap leaves; unknown, it is at least the largest cap of one layer. */
function totalRoom(run: Run): number | { readonly atLeast: number } {
  const { product } = run;
  const keys = new Set([...Object.keys(run.accumulators.layers), ...Object.keys(run.delta.layers)]);
  const paid = [...keys].reduce((sum, key) => sum + usedIn(run, key).paid, 0);
  if (product.totalCap !== UNKNOWN) return Math.max(0, product.totalCap - paid);
  const caps = layersOn(product, run.facts.date).map((layer) => layer.cap.at(run.where)[0]!);
  const largest = caps.reduce<number>((most, cap) => (cap === UNKNOWN ? most : Math.max(most, cap)), 0);
  return { atLeast: Math.max(0, largest - paid) };
}

function finish(run: Run, layer: ProductLayer, base: number, due: Due): LayerOutcome {
  let left = due.paid;
  for (const part of layer.base) {
    const piece = Math.min(left, run.left[part]);
    run.left[part] -= piece;
    run.taken[part] += piece;
    left -= piece;
  }
  /** Who is not eligible uses nothing; a ratio of 0 % counts towards the deductible (reading, K-02). */
  if (due.bound !== 'not-eligible') {
    const used = { counted: fen(base), paid: fen(due.paid) };
    run.delta = addProductDelta(run.delta, { product: run.product.id, layers: { [layer.countsIn]: used } });
  }
  const ratios = new Set(due.portions.map(({ ratio }) => ratio));
  const outcome = {
    key: layer.key,
    title: layer.title,
    base: fen(base),
    deductible: due.deductible === null ? null : fen(due.deductible),
    deductibleUsed: fen(due.deductibleUsed),
    ratio: ratios.size === 1 ? [...ratios][0]! : null,
    portions: due.portions,
    paid: fen(due.paid),
    bound: due.bound,
    clause: layer.clause,
    badge: layer.badge,
  };
  return { ...outcome, text: layerText(outcome) };
}
