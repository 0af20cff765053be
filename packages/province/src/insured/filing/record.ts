import type { FilingRecord } from '@zhijie/exchange';
import type { EffectiveFiling } from './referral-class.ts';
import type { StoredFiling } from './store.ts';

/** A stored filing with the day its effect ended. */
export function filingOf(row: StoredFiling): EffectiveFiling {
  return { ...filingRecord(row), endedOn: row.ended_on };
}

/** A stored filing as other nodes see it. */
export function filingRecord(row: StoredFiling): FilingRecord {
  return {
    filingId: row.filing_id,
    personId: row.person_id,
    insuredArea: row.insured_area,
    insuranceType: row.insurance_type,
    category: row.category,
    careAreas: [...row.care_areas],
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    state: row.state,
    byCommitment: row.by_commitment,
  };
}
