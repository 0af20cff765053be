/** Pre-approval of special drugs, items and operations, as an agency does it. */
import { ok, parseCalendarDate, parseQuantity, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { applyForApproval, decideApproval, demandApproval, waitingApprovals } from '@zhijie/province';
import type { List } from './api.ts';
import type { Desk } from './requests.ts';
import type { ApprovalBody, ApprovalDecisionBody, ApprovalItemBody, ApprovalsQuery } from './schema.ts';

export async function approvalItem(
  { actor, province }: Desk,
  { area, untilOn: until, ...body }: ApprovalItemBody,
): Promise<Result<unknown, Refusal>> {
  const fromOn = parseCalendarDate(body.fromOn);
  if (!fromOn.ok) return refuse('date-malformed', { field: 'fromOn' });
  const untilOn = until === undefined ? ok(null) : parseCalendarDate(until);
  if (!untilOn.ok) return refuse('date-malformed', { field: 'untilOn' });
  const careArea = area ?? actor.areas[0] ?? '';
  const days = { fromOn: fromOn.value, untilOn: untilOn.value };
  return demandApproval(province.care.deps, actor, { ...body, ...days, careArea });
}

export async function apply(
  { actor, province }: Desk,
  body: ApprovalBody,
): Promise<Result<unknown, Refusal>> {
  const quantity = parseQuantity(body.quantity);
  if (!quantity.ok) return refuse('quantity-not-positive', { field: 'quantity' });
  return applyForApproval(province.care.deps, actor, { ...body, quantity: quantity.value });
}

export async function approvalDecision(
  { actor, province }: Desk,
  approvalId: string,
  body: ApprovalDecisionBody,
): Promise<Result<unknown, Refusal>> {
  const startsOn = parseCalendarDate(body.startsOn);
  if (!startsOn.ok) return refuse('date-malformed', { field: 'startsOn' });
  const endsOn = parseCalendarDate(body.endsOn);
  if (!endsOn.ok) return refuse('date-malformed', { field: 'endsOn' });
  const quantity = body.quantity === undefined ? ok(null) : parseQuantity(body.quantity);
  if (!quantity.ok) return refuse('quantity-beyond-application', { field: 'quantity' });
  const { decision, reason } = body;
  const days = { startsOn: startsOn.value, endsOn: endsOn.value };
  const decided = { approvalId, decision, reason, ...days, quantity: quantity.value };
  return decideApproval(province.care.deps, actor, decided);
}

export const approvals: List<typeof ApprovalsQuery> = async (
  { actor, province },
  { limit, after },
  { level },
) => {
  const from = after === null ? {} : { after };
  const found = await waitingApprovals(province.care.deps, actor, {
    level: level === '2' ? 2 : 1,
    limit,
    ...from,
  });
  if (!found.ok) return found;
  return ok({ rows: found.value, keys: found.value.map((row) => `${row.submittedAt},${row.approvalId}`) });
};
