import type { Bill, Question } from '@zhijie/exchange';
import { type Refusal, type Refused, refuse } from '@zhijie/kernel';
import { refusalOfRoute } from '../person/permissions.ts';

type Denied = Refused<Refusal<'not-permitted'>>;

/** A bill is settled for the care area and the provider that the clear route names, never for another's. */
export function refusalToSettle(
  node: string,
  question: Pick<Question, 'route' | 'from'>,
  bill: Bill,
): Denied | null {
  const denied = refusalOfRoute(node, question);
  if (denied !== null) return denied;
  const { route } = question;
  if (bill.careArea !== route.careArea) return refuse('not-permitted', { field: 'careArea' });
  if (bill.providerId !== route.providerId) return refuse('not-permitted', { field: 'providerId' });
  return null;
}

/**
 * A settlement is reversed, asked for or detailed by the care area and provider that made it, nobody else.
 */
export function ownsSettlement(
  question: Pick<Question, 'route'>,
  row: { readonly care_area: string | null; readonly provider_id: string | null },
): boolean {
  const { careArea, providerId } = question.route;
  return row.care_area === careArea && row.provider_id === providerId;
}
