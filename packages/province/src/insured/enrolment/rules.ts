/** Whether a product takes a person: pure; the product's data decide (areas, days, insurance, ages). */
import type { Premium, Product } from '@zhijie/engine';
import { addDays, ageOn, type CalendarDate, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { EnrolmentRefusalCode } from './refusals.ts';

/** What the node knows of somebody who would be covered. */
export type Applicant = {
  readonly birthDate: CalendarDate;
  readonly coverages: readonly {
    readonly insuranceType: 'employee' | 'resident';
    readonly insuredArea: string;
    readonly status: string;
  }[];
};

export type Offer = {
  readonly premiums: readonly Premium[];
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate;
};

/** A code that ends in 0000 stands for its whole province. */
const covers = (product: Product, area: string): boolean =>
  product.areas.some((own) => own === area || (own.endsWith('0000') && own.slice(0, 2) === area.slice(0, 2)));

const takesAge = ({ minAge, maxAge }: Premium, age: number): boolean =>
  age >= (minAge ?? 0) && age <= (maxAge ?? 999);

/**
 * The underwriting check: what the person would pay, and from when. Refuses `product-not-for-sale`,
 * `product-closed`, `product-other-area`, `product-other-insurance`, `product-age`.
 */
export function examineApplicant(
  product: Product,
  applicant: Applicant,
  today: CalendarDate,
): Result<Offer, Refusal<EnrolmentRefusalCode>> {
  const { enrolment, insurer, from, to } = product;
  const field = 'product';
  if (enrolment === null || insurer === null || to === null) return refuse('product-not-for-sale', { field });
  const tomorrow = addDays(today, 1);
  const startsOn = from !== null && from > tomorrow ? from : tomorrow;
  if (today < enrolment.opens || today > enrolment.closes || startsOn > to) {
    const detail = { opens: enrolment.opens, closes: enrolment.closes };
    return refuse('product-closed', { field, detail });
  }
  const here = applicant.coverages.filter(({ insuredArea }) => covers(product, insuredArea));
  if (here.length === 0) return refuse('product-other-area', { field });
  const fits = here.some(
    ({ insuranceType, status }) => status === 'in-force' && enrolment.insurance.includes(insuranceType),
  );
  if (!fits) return refuse('product-other-insurance', { field });
  const age = ageOn(applicant.birthDate, today);
  const premiums = product.premiums.filter((premium) => premium.amount > 0 && takesAge(premium, age));
  if (premiums.length === 0) return refuse('product-age', { field, detail: { age } });
  return ok({ premiums, startsOn, endsOn: to });
}
