/** How a product classes its holder, from what the agency knows: pure. */
import type { HealthState } from '@zhijie/engine';
import { addMonths, type CalendarDate } from '@zhijie/kernel';
import type { StandingRegistration } from '../registration/effect.ts';

/**
 * A chronic disease that was registered before the first day of cover without a gap is pre-existing; later
 * ones are not, however long the cover is renewed (DESIGN: the products found say it in words only).
 */
export function healthOf(
  registrations: readonly StandingRegistration[],
  cover: { readonly startsOn: CalendarDate; readonly years: number },
): HealthState {
  const first = addMonths(cover.startsOn, -12 * (cover.years - 1));
  const isIll = registrations.some(({ kind, from }) => kind === 'chronic' && from < first);
  return isIll ? 'pre-existing' : 'healthy';
}
