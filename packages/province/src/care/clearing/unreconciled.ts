import { monthsAfter } from '@zhijie/clearing';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import {
  type CalendarDate,
  type CareType,
  type Month,
  monthOf,
  ok,
  provinceOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { momentsOf } from '../reconciliation/service.ts';
import { findKnown, readItems } from '../reconciliation/store.ts';
import { careRefusal } from '../refusals.ts';
import { isOwnAgency, refuseAgency } from './application.ts';

export type Unreconciled = {
  readonly settlements: readonly { readonly settlementId: string; readonly insuredArea: string }[];
  /** False when the nation did not say what it found: then only what is open here is listed. */
  readonly isComplete: boolean;
};

type Period = { readonly from: CalendarDate; readonly until: CalendarDate };

/** So many months at the most are asked of the nation in one call. */
const MOST_MONTHS = 3;

/**
 * Cross-province settlements of the caller that hospital, insured place and hub do not agree on (3209A;
 * procedures R-01): those whose outcome or reversal is not known here yet, and those that stand open in the
 * nation's comparison of the days. Refusals: `agency-differs`, `statement-period`.
 */
export async function listUnreconciled(
  deps: CareDeps,
  call: Call,
  by: Period & { readonly agency: string | null; readonly careTypes: readonly CareType[] | null },
): Promise<Result<Unreconciled, Refusal>> {
  const { agency, careTypes, from, until } = by;
  if (!isOwnAgency(call, agency)) return refuseAgency(call, agency);
  if (from > until) return careRefusal('statement-period', 'endedOn', { from, until });
  const { providerId } = call.institution;
  const these = { providerId, ...momentsOf(from, until), insuranceType: null, careTypes };
  const items = await readItems(deps.db, these);
  const isElsewhere = (one: { readonly insuredArea: string }): boolean =>
    provinceOf(one.insuredArea) !== provinceOf(call.institution.area);
  const excepted = await exceptionsOf(deps, call, { from, until });
  const known = await findKnown(deps.db, providerId, excepted ?? []);
  const wanted = known.filter(({ careType }) => careTypes === null || careTypes.includes(careType));
  const settlements = new Map(
    [...items.filter(({ isOpen }) => isOpen), ...wanted].map(({ settlementId, insuredArea }) => [
      settlementId,
      { settlementId, insuredArea },
    ]),
  );
  const elsewhere = [...settlements.values()].filter(isElsewhere);
  return ok({ settlements: elsewhere, isComplete: excepted !== null });
}

/** Settlements that the nation has open exceptions of; null when it does not say. */
async function exceptionsOf(deps: CareDeps, call: Call, { from, until }: Period): Promise<string[] | null> {
  const route = routeOf({ careArea: call.institution.area });
  const found: string[] = [];
  try {
    for (const month of monthsOf(from, until)) {
      const days = await deps.ask('reconciliation.month@1', route, { month });
      if (!days.ok) return null;
      for (const { day, exceptions } of days.value.days) {
        if (exceptions === 0 || day < from || day > until) continue;
        const sheet = await deps.ask('reconciliation.day@1', route, { day });
        if (!sheet.ok) return null;
        const open = sheet.value.exceptions.filter(({ state }) => state === 'open');
        found.push(...open.map(({ settlementId }) => settlementId));
      }
    }
    return found;
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
}

/** The months of a period, the latest ones of a long one. */
function monthsOf(from: CalendarDate, until: CalendarDate): Month[] {
  const months: Month[] = [];
  for (let month = monthOf(until); month >= monthOf(from); month = monthsAfter(month, -1)) months.push(month);
  return months.slice(0, MOST_MONTHS);
}
