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
import { coverageRecord } from '../person/record.ts';
import type { StoredCoverage } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { type FactRefusalCode, type FedFacts, factsAfter, refusalOfFacts } from './facts.ts';
import { mayChangeCoverage } from './permissions.ts';
import { insertCoverageChange, lockCoverage, readCoverageChange, updateCoverage } from './store.ts';

/** What the contribution feed says about one coverage: its status from a day on, and what else it says. */
export type ContributionEvent = FedFacts & {
  readonly eventId: string;
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly status: CoverageStatus;
  readonly effectiveOn: CalendarDate;
};

export type ContributionRefusalCode =
  | 'not-insured'
  | 'not-permitted'
  | 'event-differs'
  | 'status-is-final'
  | FactRefusalCode;

/** `unchanged`: the event is known, or says what the coverage already is. */
export type ContributionOutcome = {
  readonly outcome: 'applied' | 'unchanged';
  readonly coverage: CoverageRecord;
};

/**
 * The coverage after an event. A waiting or ended one begins on the effective day; a pause is simply over.
 */
function after(before: StoredCoverage, event: ContributionEvent): StoredCoverage {
  const { status, effectiveOn } = event;
  const coverage = { ...before, facts: factsAfter(before.facts, event) };
  if (status === 'in-force') {
    const begins = coverage.status === 'waiting' || coverage.status === 'ended';
    return { ...coverage, status, started_on: begins ? effectiveOn : coverage.started_on, paused_on: null };
  }
  if (status === 'waiting') return { ...coverage, status, paused_on: null };
  return { ...coverage, status, paused_on: effectiveOn };
}

const isSame = (a: StoredCoverage, b: StoredCoverage): boolean =>
  a.status === b.status &&
  a.started_on === b.started_on &&
  a.paused_on === b.paused_on &&
  canonicalJson(a.facts) === canonicalJson(b.facts);

/** The first field in which an event differs from the one stored under its id; null when it is the same. */
function differingField(stored: string, event: ContributionEvent): string | null {
  if (stored === canonicalJson(event)) return null;
  const first = JSON.parse(stored) as Readonly<Record<string, unknown>>;
  return Object.entries(event).find(([name, value]) => first[name] !== value)?.[0] ?? 'eventId';
}

/**
 * Applies one event of the contribution feed, once per event id; a repeated event answers the coverage as
 * it is. Refuses in this order: `not-insured`, `not-permitted`, `event-differs` (the id is known with other
 * content; names the field), `status-is-final` (death), `fact-does-not-apply` (names the field).
 */
export function applyContribution(
  deps: InsuredDeps,
  actor: Actor,
  event: ContributionEvent,
): Promise<Result<ContributionOutcome, Refusal<ContributionRefusalCode>>> {
  const { personId, insuranceType } = event;
  return durably(
    deps,
    'coverage',
    async (tx): Promise<Result<ContributionOutcome, Refusal<ContributionRefusalCode>>> => {
      const coverage = await lockCoverage(tx, personId, insuranceType);
      if (coverage === null) return refuse('not-insured');
      if (!mayChangeCoverage(actor, coverage.insured_area)) return refuse('not-permitted');
      const known = await readCoverageChange(tx, personId, event.eventId);
      const differs = known === null ? null : differingField(known, event);
      if (differs !== null) return refuse('event-differs', { field: differs });
      if (known === null && coverage.status === 'dead' && event.status !== 'dead') {
        return refuse('status-is-final', { field: 'status' });
      }
      const inapplicable = known === null ? refusalOfFacts(coverage, event) : null;
      if (inapplicable !== null) return { ok: false, refusal: inapplicable };
      const changedAt = deps.now();
      const changed = known === null ? after(coverage, event) : coverage;
      const isUnchanged = isSame(changed, coverage);
      if (known === null) {
        const body = canonicalJson(event);
        await insertCoverageChange(tx, { ...event, changedAt, actorId: actor.id, body });
        if (!isUnchanged) await updateCoverage(tx, personId, changed);
      }
      const entry = { personId, at: changedAt, actor, subject: event.eventId };
      await writeEntry(tx, { ...entry, purpose: 'contribution' });
      return ok({ outcome: isUnchanged ? 'unchanged' : 'applied', coverage: coverageRecord(changed, 0) });
    },
  );
}
