import { type Executor, statement } from '@zhijie/database';
import type { InsuranceType } from '@zhijie/kernel';
import { type Entry, loggedRead, loggedValues } from '../access-log/store.ts';
import { COUNTERS, columnOfCounter } from './counters.ts';

const counterColumns = COUNTERS.map((counter) => `a.${columnOfCounter(counter)}`).join(', ');

const read = statement(
  'insured.accumulators.read',
  loggedRead(
    `select c.person_id, c.insured_area, a.year, json_build_array(${counterColumns}) as values
     from insured.coverage c left join insured.accumulators a on a.person_id = c.person_id
       and a.insured_area = c.insured_area and a.insurance_type = c.insurance_type and a.year = $3
     where c.person_id = $1 and c.insurance_type = $2`,
    4,
  ),
);

export type AccumulatorRow = {
  readonly insured_area: string;
  readonly year: number | null;
  readonly values: readonly (number | null)[];
};

/** The accumulators of a year, the look logged; null when the person has no such coverage. */
export async function readAccumulators(
  db: Executor,
  key: { personId: string; insuranceType: string; year: number },
  entry: Omit<Entry, 'personId'>,
): Promise<AccumulatorRow | null> {
  const values = [key.personId, key.insuranceType, key.year, ...loggedValues(entry)];
  return (await db.query<AccumulatorRow>(read, values))[0] ?? null;
}

const readLatest = statement(
  'insured.accumulators.latest',
  `select distinct on (a.insurance_type) a.insurance_type as "insuranceType", a.year,
     json_build_array(${counterColumns}) as values
   from insured.accumulators a where a.person_id = $1 order by a.insurance_type, a.year desc`,
);

export type YearRow = {
  readonly insuranceType: InsuranceType;
  readonly year: number;
  readonly values: readonly number[];
};

/** The newest policy year of each insurance in which the person used it; years begin when the pack says. */
export function readLatestYears(db: Executor, personId: string): Promise<YearRow[]> {
  return db.query<YearRow>(readLatest, [personId]);
}
