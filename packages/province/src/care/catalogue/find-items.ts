import { type CalendarDate, calendarDate, type FeeCategory, type PaymentClass } from '@zhijie/kernel';
import type { CareCatalogue, CatalogueEntry, CatalogueKind } from '../deps.ts';

/**
 * The lists carry no dates: every item counts as listed since this day. A change of a list is a new version
 * of the whole, so "changed since" cannot be asked of single items and is not a condition here.
 */
export const LISTED_SINCE: CalendarDate = calendarDate('2020-01-01');

export type ItemConditions = {
  readonly itemCode?: string | undefined;
  /** Part of the name. */
  readonly name?: string | undefined;
  /** Beginning of the sound code, in any case. */
  readonly soundCode?: string | undefined;
  readonly kind?: CatalogueKind | 'other' | undefined;
  readonly category?: FeeCategory | undefined;
  readonly paymentClass?: PaymentClass | undefined;
  /** Whose list is asked for; another place's list is not known here. */
  readonly area?: string | undefined;
  readonly on?: CalendarDate | undefined;
  readonly isValid?: boolean | undefined;
};

/** Items of the care place's catalogue that fit every condition given, in its order. */
export function findItems(
  catalogue: CareCatalogue,
  area: string,
  wanted: ItemConditions,
): readonly CatalogueEntry[] {
  const { itemCode, name, kind, category, paymentClass, on } = wanted;
  if (wanted.isValid === false || (wanted.area !== undefined && wanted.area !== area)) return [];
  if (on !== undefined && on < LISTED_SINCE) return [];
  const soundCode = wanted.soundCode?.toUpperCase();
  return catalogue
    .items(on)
    .filter(
      (item) =>
        (itemCode === undefined || item.itemCode === itemCode) &&
        (name === undefined || item.name.includes(name)) &&
        (soundCode === undefined || item.soundCode.toUpperCase().startsWith(soundCode)) &&
        (kind === undefined || item.kind === kind) &&
        (category === undefined || item.category === category) &&
        (paymentClass === undefined || item.paymentClass === paymentClass),
    );
}
