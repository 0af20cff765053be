import type { Bill, Question } from '@zhijie/exchange';
import { type Refusal, type Refused, refuse } from '@zhijie/kernel';
import { refusalOfRoute } from '../person/permissions.ts';

/** The settlement of a manual claim has the claim's id, and no hospital makes such ids. */
export const isClaimId = (settlementId: string): boolean => /^C\d{12}/.test(settlementId);

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
 * A settlement is reversed, asked for or detailed by the care area and provider that made it, nobody else. A
 * manual claim is the insured place's own: no hospital made it.
 */
export function ownsSettlement(
  question: Pick<Question, 'route'>,
  row: {
    readonly care_area: string | null;
    readonly provider_id: string | null;
    readonly settlement_id?: string;
  },
): boolean {
  if (row.settlement_id !== undefined && isClaimId(row.settlement_id)) return false;
  const { careArea, providerId } = question.route;
  return row.care_area === careArea && row.provider_id === providerId;
}
