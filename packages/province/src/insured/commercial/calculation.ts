/** What a product pays of a settled bill: the engine's rules over the public trace (K-01, K-02). Pure. */
import {
  adjudicateCommercial,
  type Burden,
  burdenAfter,
  type CommercialOutcome,
  contractedParts,
  describeCommercialRefusal,
  type HolderFacts,
  limitedTo,
  type Product,
  type ProductAccumulators,
  partsOfBurden,
} from '@zhijie/engine';
import { RESULT_CLASSES, type ResultClass } from '@zhijie/exchange';
import { type Fen, fen, ok, type Result } from '@zhijie/kernel';
import { isClaimId } from '../settlement/permissions.ts';
import type { SettledBill } from './bill.ts';
import { type Reason, reasonOf } from './reasons.ts';
import type { Enrolment, StoredPayment } from './store.ts';

/** A holder and a bill brought together: what is decided about, before any amount. */
export type Matter = {
  readonly product: Product;
  readonly enrolment: Enrolment;
  readonly bill: SettledBill;
  /** What the person lets the insurer have of the result. */
  readonly classes: readonly ResultClass[];
  /** Whether also when and how the visit was. */
  readonly showsVisit: boolean;
  /** What the person bears after the payments alive on this bill. */
  readonly burden: Burden;
  /** The most that may be paid now, fen. */
  readonly most: Fen;
};

/** After what other products hold or pay of the same bill; `most` never above what is left in cash (K-02). */
export function matterOf(
  about: Pick<Matter, 'product' | 'enrolment' | 'bill' | 'classes' | 'showsVisit'>,
  others: readonly StoredPayment[],
  asked: Fen,
): Matter {
  const alive = others.filter(({ state }) => state === 'held' || state === 'confirmed');
  const burden = alive.reduce((left, { taken }) => burdenAfter(left, taken), about.bill.burden);
  const paid = alive.reduce((sum, { amount }) => sum + amount, 0);
  return { ...about, burden, most: fen(Math.max(0, Math.min(asked, about.bill.cash - paid))) };
}

/**
 * The classes that the product contracts for and the person consents to; an insurer with rules of its
 * own: all.
 */
function classesFor(product: Product, consented: readonly ResultClass[]): readonly ResultClass[] {
  const knowsOwn = product.mode === 'insurer-answers' && product.layers === null;
  const contracted: readonly ResultClass[] = knowsOwn ? RESULT_CLASSES : contractedParts(product);
  return contracted.filter((one) => consented.includes(one));
}

/** What the person bears, by the classes that may leave, fen. */
export function leftByClass({
  product,
  burden,
  classes,
}: Pick<Matter, 'product' | 'burden' | 'classes'>): Partial<Record<ResultClass, Fen>> {
  const left = partsOfBurden(burden);
  return Object.fromEntries(classesFor(product, classes).map((one) => [one, left[one]]));
}

export function factsOf({ enrolment, bill }: Pick<Matter, 'enrolment' | 'bill'>): HolderFacts {
  return {
    insuredArea: bill.insuredArea,
    care: bill.care,
    date: bill.settledOn,
    health: enrolment.health,
    years: enrolment.years,
    householdYears: enrolment.householdYears,
    settlement: isClaimId(bill.settlementId) ? 'claimed' : 'direct',
    filing: bill.referralClass,
    version: enrolment.version,
    isCovered: enrolment.startsOn <= bill.settledOn && bill.settledOn <= enrolment.endsOn,
    // Fees on the drug lists of products are not told apart on a bill yet: such a liability pays nothing.
    listed: {},
  };
}

/** Fen; refused with the engine's reason and its sentence. */
export function calculate(
  matter: Matter,
  accumulators: ProductAccumulators,
): Result<CommercialOutcome, Reason> {
  const result = adjudicateCommercial(
    matter.product,
    { view: leftByClass(matter), facts: factsOf(matter) },
    accumulators,
  );
  if (result.ok) return ok(limitedTo(matter.product, result.value, matter.most));
  const { code } = result.refusal;
  return { ok: false, refusal: { code, text: describeCommercialRefusal(result.refusal) } };
}

/** Why nothing is paid. */
export function reasonForNothing({ layers }: CommercialOutcome): Reason {
  if (layers.length === 0) return reasonOf('nothing-left');
  const isCapped = layers.some(({ bound }) => bound !== null && bound !== 'deductible');
  return reasonOf(isCapped ? 'cap-reached' : 'below-deductible');
}
