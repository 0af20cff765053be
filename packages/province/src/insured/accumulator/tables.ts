import { COUNTERS, columnOfCounter } from './counters.ts';

const columns = COUNTERS.map((counter) => `  ${columnOfCounter(counter)} bigint not null default 0,`).join(
  '\n',
);

/** Yearly accumulators: always the fold of the deltas of settlements in state `settled` (T-07). */
export const accumulatorTables = `
create table insured.accumulators (
  person_id text not null,
  insured_area text not null,
  insurance_type text not null,
  year integer not null,
  version bigint not null default 0,
${columns}
  primary key (person_id, insured_area, insurance_type, year)
);
`;
