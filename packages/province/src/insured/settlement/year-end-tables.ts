import { COUNTERS, columnOfCounter } from '../accumulator/counters.ts';
import { shift } from './tables.ts';

const REST = `p_transfer_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[]`;

/**
 * A stay over the end of the policy year that is paid in two (V-11): `insured.settlement` has the whole bill
 * with the counters of the year of its discharge, this table the part of the year before, with what it did to
 * that year's. Settlements of one year have no row here.
 */
export const yearEndTables = `
create table insured.settlement_earlier_year (
  person_id text not null,
  settlement_id text not null,
  insured_area text not null,
  insurance_type text not null,
  policy_year integer not null,
  accumulator_version bigint not null check (accumulator_version >= 1),
  delta bigint[] not null check (cardinality(delta) = ${COUNTERS.length}),
  input text not null,
  paid_by_funds bigint not null check (paid_by_funds >= 0),
  borne_by_person bigint not null check (borne_by_person >= 0),
  primary key (person_id, settlement_id),
  foreign key (person_id, settlement_id) references insured.settlement
);
comment on table insured.settlement_earlier_year is
  'The part of a stay that lies in the policy year before that of its discharge (procedures V-11).';
create trigger settlement_earlier_year_append_only before update or delete on insured.settlement_earlier_year
  for each row execute function insured.refuse_change();

-- Every settlement as what it is in each policy year: one row, or two for a stay that was split.
create view insured.settlement_by_year as
  select s.person_id, s.settlement_id, s.state, s.insured_area, s.insurance_type, s.policy_year,
    s.accumulator_version, s.benefit_pack_hash, s.input, s.delta,
    s.paid_by_funds - coalesce(e.paid_by_funds, 0) as paid_by_funds,
    s.borne_by_person - coalesce(e.borne_by_person, 0) as borne_by_person
  from insured.settlement s
  left join insured.settlement_earlier_year e
    on e.person_id = s.person_id and e.settlement_id = s.settlement_id
  where s.state <> 'never-settled'
  union all
  select e.person_id, e.settlement_id, s.state, e.insured_area, e.insurance_type, e.policy_year,
    e.accumulator_version, s.benefit_pack_hash, e.input, e.delta, e.paid_by_funds, e.borne_by_person
  from insured.settlement_earlier_year e
  join insured.settlement s on s.person_id = e.person_id and s.settlement_id = e.settlement_id;
`;

/**
 * Around the functions of every settlement, for those that lie in two policy years; the others never come
 * here. The older year's counters are locked first, as everywhere; what was done to them is undone when the
 * inner function answers anything but that it is done.
 */
export const yearEndFunctions = `
create function insured.commit_split_settlement(
  p_texts text[], p_numbers bigint[], p_delta bigint[], p_expected_version bigint, p_digest bytea,
  ${REST}, p_actor_id text, p_actor_kind text, p_actor_node text,
  p_year integer, p_year_delta bigint[], p_year_version bigint, p_year_input text, p_year_funds bigint,
  p_year_person bigint, p_area text, p_type text
) returns text language plpgsql as $$
declare
  v_outcome text;
begin
  begin
    if p_year_version = 0 then
      insert into insured.accumulators (person_id, insured_area, insurance_type, year, version,
          ${COUNTERS.map(columnOfCounter).join(', ')})
        values (p_texts[1], p_area, p_type, p_year, 1,
          ${COUNTERS.map((_, index) => `p_year_delta[${index + 1}]`).join(', ')})
        on conflict do nothing;
    else
      update insured.accumulators set version = version + 1, ${shift('+', 'p_year_delta')}
        where person_id = p_texts[1] and insured_area = p_area and insurance_type = p_type and year = p_year
          and version = p_year_version;
    end if;
    if not found then
      return 'conflict';
    end if;
    v_outcome := insured.commit_settlement(p_texts, p_numbers, p_delta, p_expected_version, p_digest,
      p_transfer_ids, p_debits, p_credits, p_amounts, p_codes, p_actor_id, p_actor_kind, p_actor_node);
    if v_outcome <> 'settled' then
      raise exception using errcode = 'ZJ011', message = 'the settlement has no effect';
    end if;
    insert into insured.settlement_earlier_year (person_id, settlement_id, insured_area, insurance_type,
        policy_year, accumulator_version, delta, input, paid_by_funds, borne_by_person)
      values (p_texts[1], p_texts[2], p_area, p_type, p_year, p_year_version + 1, p_year_delta, p_year_input,
        p_year_funds, p_year_person);
  exception when sqlstate 'ZJ011' then
    null;
  end;
  return v_outcome;
end $$;

create function insured.commit_split_reversal(
  p_person text, p_settlement text, p_reversal text, p_reason text, p_at bigint, p_month text,
  p_care_area text, p_answer text, p_digest bytea, p_expected_version bigint,
  ${REST}, p_stale text[], p_stale_funds bigint[], p_stale_person bigint[],
  p_actor_id text, p_actor_kind text, p_actor_node text, p_year_version bigint
) returns text language plpgsql as $$
declare
  v_outcome text;
  v_row record;
  v_delta bigint[];
begin
  begin
    select insured_area, insurance_type, policy_year, delta into strict v_row
      from insured.settlement_earlier_year where person_id = p_person and settlement_id = p_settlement;
    v_delta := v_row.delta;
    update insured.accumulators set version = version + 1, ${shift('-', 'v_delta')}
      where person_id = p_person and insured_area = v_row.insured_area
        and insurance_type = v_row.insurance_type and year = v_row.policy_year and version = p_year_version;
    if not found then
      return 'conflict';
    end if;
    v_outcome := insured.commit_reversal(p_person, p_settlement, p_reversal, p_reason, p_at, p_month,
      p_care_area, p_answer, p_digest, p_expected_version, p_transfer_ids, p_debits, p_credits, p_amounts,
      p_codes, p_stale, p_stale_funds, p_stale_person, p_actor_id, p_actor_kind, p_actor_node);
    if v_outcome <> 'done' then
      raise exception using errcode = 'ZJ011', message = 'the reversal has no effect';
    end if;
  exception when sqlstate 'ZJ011' then
    null;
  end;
  return v_outcome;
end $$;
`;
