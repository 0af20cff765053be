/** What a product-year has used, and bills of it that nobody asked the insurer about. */
import type { Executor } from '@zhijie/database';
import {
  addProductDelta,
  emptyProductAccumulators,
  type Product,
  type ProductAccumulators,
  type ProductDelta,
} from '@zhijie/engine';
import {
  addDays,
  BENEFITS,
  benefitOf,
  CARE_TYPES,
  type CareType,
  fen,
  instant,
  startOfDay,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { readSettledBill } from './bill.ts';
import { calculate, type Matter, matterOf } from './calculation.ts';
import { readYear, type StoredPayment, type YearFile } from './store.ts';

export type YearSoFar = {
  /** Of the counters as they were read; what `missed` adds comes on top, one version each. */
  readonly version: number;
  /** With what was missed. */
  readonly accumulators: ProductAccumulators;
  /** Earlier bills of the year to be counted with this one: they run over the deductible (K-02). */
  readonly missed: readonly StoredPayment[];
};

/** Which visits a product pays at all; chronic and ordinary outpatient visits may change places (V-07). */
export function careTypesOf(product: Product): readonly CareType[] {
  const covered = new Set((product.layers ?? []).flatMap(({ care }) => care));
  if (covered.has('chronic') || covered.has('outpatient')) {
    for (const benefit of BENEFITS) if (benefit !== 'inpatient') covered.add(benefit);
  }
  return CARE_TYPES.filter((type) => covered.has(benefitOf(type)));
}

/**
 * The counters before a bill: payments alive and bills that were only counted, and with them every earlier
 * bill of the cover's period that was never put to the insurer. Caps count whatever was paid; deductible and
 * bands run in the order of the settlements, so that asking for a bill after a later one changes nothing. A
 * bill is counted once; what was counted of this bill itself is left out. `read`: the file, where it was.
 */
export async function yearBefore(
  deps: InsuredDeps,
  db: Executor,
  matter: Matter,
  read?: YearFile,
): Promise<YearSoFar> {
  const { product, enrolment, bill } = matter;
  const { personId } = enrolment;
  const file =
    read ??
    (await readYear(db, {
      personId,
      product: product.id,
      careTypes: careTypesOf(product),
      from: startOfDay(enrolment.startsOn),
      before: startOfDay(addDays(enrolment.endsOn, 1)),
      bill,
    }));
  let accumulators = file.deltas
    .filter(({ settlementId }) => settlementId !== bill.settlementId)
    .reduce(
      (sum, { delta, isEarlier }) =>
        addProductDelta(sum, { product: product.id, layers: isEarlier ? delta : paidOnly(delta) }),
      emptyProductAccumulators(product.id),
    );
  const missed: StoredPayment[] = [];
  for (const settlementId of file.uncounted) {
    const counted = await countedOnly(deps, db, { matter, settlementId, accumulators });
    accumulators = addProductDelta(accumulators, { product: product.id, layers: counted.delta });
    missed.push(counted);
  }
  return { version: file.version, accumulators, missed };
}

/** The bill counts towards the deductible and was not paid: it stays open to be claimed. */
async function countedOnly(
  deps: InsuredDeps,
  db: Executor,
  about: {
    readonly matter: Matter;
    readonly settlementId: string;
    readonly accumulators: ProductAccumulators;
  },
): Promise<StoredPayment> {
  const { matter, settlementId, accumulators } = about;
  const { product, enrolment, classes, showsVisit } = matter;
  const bill = (await readSettledBill(deps, db, { personId: enrolment.personId, settlementId }))!;
  const own = matterOf({ product, enrolment, bill, classes, showsVisit }, [], bill.cash);
  const calculated = calculate(own, accumulators);
  const delta = calculated.ok ? unpaid(calculated.value.delta) : {};
  const at = deps.now();
  return {
    ...NOTHING,
    paymentId: deps.ids.next('slip', bill.insuredArea, instant(at)),
    personId: enrolment.personId,
    state: 'counted',
    way: 'count',
    settlementId,
    product: product.id,
    productHash: product.hash,
    enrolmentId: enrolment.enrolmentId,
    delta,
    openedAt: at,
    changedAt: at,
  };
}

const paidOnly = (layers: ProductDelta['layers']): ProductDelta['layers'] =>
  Object.fromEntries(Object.entries(layers).map(([key, { paid }]) => [key, { counted: fen(0), paid }]));

export function unpaid({ layers }: ProductDelta): ProductDelta['layers'] {
  return Object.fromEntries(
    Object.entries(layers).map(([key, { counted }]) => [key, { counted, paid: fen(0) }]),
  );
}

/** A payment of which nothing is known yet. */
export const NOTHING = {
  settlementId: null,
  product: null,
  productHash: null,
  enrolmentId: null,
  asked: fen(0),
  amount: fen(0),
  taken: {},
  delta: {},
  layers: [],
  heldUntil: null,
  reasonCode: null,
  reasonText: null,
  slipId: null,
  answerText: null,
  answerSignature: null,
  confirmedAt: null,
} as const;
