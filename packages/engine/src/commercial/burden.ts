import { assert, type Fen, fen, type Result, refuse, type SettlementParts } from '@zhijie/kernel';
import { BUCKETS } from '../buckets.ts';
import type { Adjudication } from '../settled.ts';
import type { Product } from './product.ts';
import { COMMERCIAL_PARTS, type CommercialPart } from './schema.ts';

/** In-scope burdens, in the order in which a later payer takes from them. */
export const IN_SCOPE_BUCKETS = ['crossRegionFirst', 'deductible', 'coinsurance', 'overCap'] as const;
const OUTSIDE = ['selfPaidFirst', 'overLimit', 'excluded'] as const;
export type BurdenBucket = (typeof IN_SCOPE_BUCKETS)[number] | (typeof OUTSIDE)[number];
const ALL: readonly BurdenBucket[] = [...IN_SCOPE_BUCKETS, ...OUTSIDE];

/** What the public layers leave with the person, fen by bucket. */
export type Burden = {
  readonly rest: Readonly<Record<BurdenBucket, Fen>>;
  /** False when only the sum of the in-scope buckets is known (a slip): it then stands in `coinsurance`. */
  readonly isSplit: boolean;
};

/** What a product may see of a bill: the parts that its layers contract for, nothing else (K-03, K-04). */
export type CommercialView = Readonly<Partial<Record<CommercialPart, Fen>>>;

/** By the public trace: what went to the person's cash or account, by the bucket it came from. */
export function burdenOf(adjudication: Adjudication): Burden {
  const rest: Record<string, number> = Object.fromEntries(ALL.map((bucket) => [bucket, 0]));
  for (const { from, to, amount } of adjudication.trace) {
    if (BUCKETS[to] !== 'cash' && BUCKETS[to] !== 'account') continue;
    const bucket = BUCKETS[from] === 'eligible' ? 'coinsurance' : BUCKETS[from]!;
    rest[bucket] = (rest[bucket] ?? 0) + amount;
  }
  const burden = { rest: rest as Record<BurdenBucket, Fen>, isSplit: true };
  assert(
    sumOf(burden) === adjudication.parts.borneByPerson,
    'The trace leaves with the person what he bears',
  );
  return burden;
}

/**
 * By the amounts of a settlement slip, which has no trace: the funds are taken to have paid in-scope fees.
 * Refused (`slip-not-split`) when they paid more than that, because then nobody can say which part is left.
 */
export function burdenOfSlip(parts: SettlementParts): Result<Burden> {
  const inScope = parts.feeEligible - parts.paidByFunds - parts.paidByHospital;
  if (inScope < 0) return refuse('slip-not-split', { detail: { over: 0 - inScope } });
  const none = fen(0);
  return {
    ok: true,
    value: {
      rest: {
        crossRegionFirst: none,
        deductible: none,
        coinsurance: fen(inScope),
        overCap: none,
        selfPaidFirst: parts.feeSelfPaidFirst,
        overLimit: parts.feeOverLimit,
        excluded: parts.feeExcluded,
      },
      isSplit: false,
    },
  };
}

/** Two parts of one bill as one: a stay that was split over the end of the policy year. */
export function addBurdens(one: Burden, other: Burden): Burden {
  const rest = Object.fromEntries(ALL.map((bucket) => [bucket, one.rest[bucket] + other.rest[bucket]]));
  return { rest: rest as Record<BurdenBucket, Fen>, isSplit: one.isSplit && other.isSplit };
}

/** What the person bears after somebody paid `taken` of it, by part. */
export function burdenAfter(burden: Burden, taken: Readonly<Partial<Record<CommercialPart, Fen>>>): Burden {
  return COMMERCIAL_PARTS.reduce((left, part) => withoutPart(left, part, taken[part] ?? fen(0)), burden);
}

export function sumOf({ rest }: Burden): number {
  return ALL.reduce((sum, bucket) => sum + rest[bucket], 0);
}

/** The parts that any layer of the product contracts for. */
export function contractedParts(product: Product): readonly CommercialPart[] {
  const parts = new Set((product.layers ?? []).flatMap((layer) => layer.base));
  return COMMERCIAL_PARTS.filter((part) => parts.has(part));
}

/** The bill as the product sees it. */
export function viewFor(product: Product, burden: Burden): CommercialView {
  return Object.fromEntries(contractedParts(product).map((part) => [part, partOf(burden, part)]));
}

/** The burden by every part that a product may contract for, fen. */
export function partsOfBurden(burden: Burden): Readonly<Record<CommercialPart, Fen>> {
  const parts = COMMERCIAL_PARTS.map((part) => [part, partOf(burden, part)]);
  return Object.fromEntries(parts) as Record<CommercialPart, Fen>;
}

function partOf({ rest }: Burden, part: CommercialPart): Fen {
  if (part !== 'inScope') return rest[part];
  return fen(IN_SCOPE_BUCKETS.reduce((sum, bucket) => sum + rest[bucket], 0));
}

/** The burden after a payer took `amount` out of a part; of the in-scope buckets in their order. */
function withoutPart(burden: Burden, part: CommercialPart, amount: Fen): Burden {
  return drained(burden, part === 'inScope' ? IN_SCOPE_BUCKETS : [part], amount).burden;
}

/** Takes up to `amount` from the buckets in their order; `paid` is what was there. */
export function drained(
  burden: Burden,
  buckets: readonly BurdenBucket[],
  amount: Fen,
): { readonly burden: Burden; readonly paid: Fen } {
  const rest: Record<BurdenBucket, Fen> = { ...burden.rest };
  let left: number = amount;
  for (const bucket of buckets) {
    const piece = Math.min(left, rest[bucket]);
    rest[bucket] = fen(rest[bucket] - piece);
    left -= piece;
  }
  return { burden: { ...burden, rest }, paid: fen(amount - left) };
}
