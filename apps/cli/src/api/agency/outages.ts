/** Planned stoppages, and bills that cannot be settled directly, as an agency handles them. */
import { ok, parseDateTime, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { callOffDowntime, closeForManualClaim, declareDowntime } from '@zhijie/province';
import type { List } from './api.ts';
import type { Desk } from './requests.ts';
import type { ClaimsQuery, DowntimeBody, ManualClaimBody } from './schema.ts';

export async function downtime(
  { actor, province }: Desk,
  body: DowntimeBody,
): Promise<Result<unknown, Refusal>> {
  const startsAt = parseDateTime(body.startsAt);
  if (!startsAt.ok) return refuse('time-malformed', { field: 'startsAt' });
  const endsAt = parseDateTime(body.endsAt);
  if (!endsAt.ok) return refuse('time-malformed', { field: 'endsAt' });
  const { requestKey: downtimeId, reason } = body;
  const wanted = { downtimeId, startsAt: startsAt.value, endsAt: endsAt.value, reason };
  const declared = await declareDowntime(province.care.deps, actor, wanted);
  return declared.ok ? ok({ outcome: 'applied', downtime: declared.value }) : declared;
}

export async function callOff({ actor, province }: Desk, id: string): Promise<Result<unknown, Refusal>> {
  const done = await callOffDowntime(province.care.deps, actor, id);
  return done.ok ? ok({ outcome: done.value ? 'applied' : 'unchanged' }) : done;
}

export async function manualClaim(
  { actor, province }: Desk,
  body: ManualClaimBody,
): Promise<Result<unknown, Refusal>> {
  const closed = await closeForManualClaim(province.care.deps, actor, body);
  return closed.ok ? ok({ outcome: 'applied', claim: closed.value }) : closed;
}

/** Packets that reached the insured place, of one person. */
export const claims: List<typeof ClaimsQuery> = async ({ actor, province }, _page, { personId }) => {
  const found = await province.insured.services.claimPackets(actor, personId);
  return found.ok ? ok({ rows: found.value, keys: [] }) : found;
};
