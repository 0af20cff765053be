import type { CoverageRecord } from '@zhijie/exchange';
import {
  type Actor,
  type CalendarDate,
  type CoverageStatus,
  canonicalJson,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { coverageRecord } from '../person/service.ts';
import type { StoredCoverage } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { mayChangeCoverage } from './permissions.ts';
import { insertCoverageChange, lockCoverage, updateCoverage } from './store.ts';

/** What the contribution feed says about one coverage: from a day on it has a status. */
export type ContributionEvent = {
  readonly eventId: string;
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly status: CoverageStatus;
  readonly effectiveOn: CalendarDate;
};

export type ContributionRefusalCode = 'not-insured' | 'not-permitted' | 'status-is-final';

/**
 * The coverage after an event. A waiting or ended one begins on the effective day; a pause is simply over.
 */
function after(coverage: StoredCoverage, event: ContributionEvent): StoredCoverage {
  const { status, effectiveOn } = event;
  if (status === 'in-force') {
    const begins = coverage.status === 'waiting' || coverage.status === 'ended';
    return { ...coverage, status, started_on: begins ? effectiveOn : coverage.started_on, paused_on: null };
  }
  if (status === 'waiting') return { ...coverage, status, paused_on: null };
  return { ...coverage, status, paused_on: effectiveOn };
}

/**
 * Applies one event of the contribution feed, once per event id; a repeated event answers the coverage as
 * it is. Death is final (`status-is-final`). Refuses `not-insured` and `not-permitted` before.
 */
export function applyContribution(
  deps: InsuredDeps,
  actor: Actor,
  event: ContributionEvent,
): Promise<Result<CoverageRecord, Refusal<ContributionRefusalCode>>> {
  const { personId, insuranceType } = event;
  return durably(
    deps,
    'coverage',
    async (tx): Promise<Result<CoverageRecord, Refusal<ContributionRefusalCode>>> => {
      const coverage = await lockCoverage(tx, personId, insuranceType);
      if (coverage === null) return refuse('not-insured');
      if (!mayChangeCoverage(actor, coverage.insured_area)) return refuse('not-permitted');
      if (coverage.status === 'dead' && event.status !== 'dead') return refuse('status-is-final');
      const changedAt = deps.now();
      const isNew = await insertCoverageChange(tx, {
        eventId: event.eventId,
        personId,
        insuranceType,
        status: event.status,
        effectiveOn: event.effectiveOn,
        changedAt,
        actorId: actor.id,
        body: canonicalJson(event),
      });
      const changed = isNew ? after(coverage, event) : coverage;
      if (isNew) await updateCoverage(tx, personId, changed);
      const entry = { personId, at: changedAt, actor, subject: event.eventId };
      await writeEntry(tx, { ...entry, purpose: 'contribution' });
      return ok(coverageRecord(changed, 0));
    },
  );
}
