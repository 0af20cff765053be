import { COUNTERS, columnOfCounter } from '../accumulator/counters.ts';
import { NULLABLE_TEXT_COLUMNS, NUMBER_COLUMNS, PART_COLUMNS, TEXT_COLUMNS } from './columns.ts';

const KEY = ['person_id', 'settlement_id'];
const textColumns = TEXT_COLUMNS.filter((name) => !KEY.includes(name));
const required = [
  ...textColumns.filter((name) => !NULLABLE_TEXT_COLUMNS.includes(name)),
  'segment',
  'settled_at',
  'policy_year',
  'accumulator_version',
  'delta',
];

/**
 * A row is born `settled` or, when its reversal came first, `never-settled` (a tombstone that never
 * expires); the one permitted change is `settled` to `reversed`. Both births fight for the same primary
 * key, so a reversal and its overtaken settlement can never both take effect.
 */
export const settlementTables = `
create table insured.settlement (
  person_id text not null,
  settlement_id text not null,
  state text not null,
${textColumns.map((name) => `  ${name} text,`).join('\n')}
  segment integer,
  settled_at bigint,
  policy_year integer,
  accumulator_version bigint,
${PART_COLUMNS.map((name) => `  ${name} bigint not null default 0,`).join('\n')}
  delta bigint[],
  primary key (person_id, settlement_id)
) with (toast_tuple_target = 8160);

-- The identities of a settlement (T-01). One function over the row, because PostgreSQL reads the expression
-- of every CHECK anew for every statement, and a seventh of a settlement's writes went into that.
create function insured.is_settlement(s insured.settlement) returns boolean language plpgsql immutable as $$
begin
  return s.state in ('settled', 'reversed', 'never-settled')
    and (s.state = 'never-settled' or num_nulls(${required.map((name) => `s.${name}`).join(', ')}) = 0)
    and least(${PART_COLUMNS.map((name) => `s.${name}`).join(', ')}) >= 0
    and s.fee_total = s.paid_by_funds + s.borne_by_person + s.paid_by_hospital
    and s.fee_total = s.fee_excluded + s.fee_over_limit + s.fee_self_paid_first + s.fee_eligible
    and s.paid_by_funds = s.paid_by_pooled_fund + s.paid_by_civil_servant_fund
      + s.paid_by_enterprise_supplement + s.paid_by_critical_illness + s.paid_by_large_amount
      + s.paid_by_medical_assistance + s.paid_by_other_funds
    and s.borne_by_person = s.paid_by_personal_account + s.paid_in_cash
    and s.paid_by_family_account <= s.paid_by_personal_account;
end $$;
alter table insured.settlement add constraint settlement_adds_up check (insured.is_settlement(settlement));

create unique index settlement_one_live_per_segment
  on insured.settlement (person_id, care_area, visit_id, segment) where state = 'settled';
create index settlement_by_time on insured.settlement (person_id, settled_at desc, settlement_id);

create function insured.guard_settlement() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'settled' or new.state <> 'reversed' then
    raise exception 'settlement % is terminal', old.settlement_id;
  end if;
  return new;
end $$;
create trigger settlement_lattice before update or delete on insured.settlement
  for each row execute function insured.guard_settlement();

create table insured.reversal (
  person_id text not null,
  settlement_id text not null,
  reversal_id text not null,
  outcome text not null check (outcome in ('reversed', 'never-settled')),
  reason text not null,
  reversed_at bigint not null,
  month text not null,
  actor_id text not null,
  care_area text not null,
  answer text not null,
  primary key (person_id, settlement_id)
);
create trigger reversal_append_only before update or delete on insured.reversal
  for each row execute function insured.refuse_change();

create table insured.stale_case (
  person_id text not null,
  settlement_id text not null,
  caused_by text not null,
  found_at bigint not null,
  funds_difference bigint,
  person_difference bigint,
  closed_at bigint,
  closed_by text,
  primary key (person_id, settlement_id, caused_by)
);

create table insured.settlement_detail (
  person_id text not null,
  settlement_id text not null,
  line_id text not null,
  received_at bigint not null,
  body text not null,
  primary key (person_id, settlement_id, line_id)
);
`;

const insertedTexts = TEXT_COLUMNS.map((_, index) => `p_texts[${index + 1}]`).join(', ');
const insertedNumbers = NUMBER_COLUMNS.map((_, index) => `p_numbers[${index + 1}]`).join(', ');
/** Assignments that add a delta to the counters, or take it away. */
export const shift = (sign: '+' | '-', delta: string): string =>
  COUNTERS.map((counter, index) => {
    const column = columnOfCounter(counter);
    return `${column} = ${column} ${sign} ${delta}[${index + 1}]`;
  }).join(', ');
const at = (name: string): string =>
  `p_texts[${TEXT_COLUMNS.indexOf(name as (typeof TEXT_COLUMNS)[number]) + 1}]`;
const ownYear = `person_id = ${at('person_id')} and insured_area = ${at('insured_area')}
        and insurance_type = ${at('insurance_type')} and year = p_numbers[3]`;

/**
 * The only writer of a settlement, one round trip. Lock order everywhere: accumulators row, settlement row,
 * then guarded accounts. Answers 'settled'; 'conflict' when the accumulators moved since they were read;
 * 'exists' when the id is known (settled, reversed or tombstone) or the visit segment has a live
 * settlement. Only 'settled' has an effect. Few statements: PostgreSQL prepares each of them, and each
 * expression between them, anew in every transaction.
 */
export const commitSettlement = `
create function insured.commit_settlement(
  p_texts text[], p_numbers bigint[], p_delta bigint[], p_expected_version bigint, p_digest bytea,
  p_transfer_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_actor_id text, p_actor_kind text, p_actor_node text
) returns text language plpgsql as $$
begin
  if p_expected_version = 0 then
    insert into insured.accumulators (person_id, insured_area, insurance_type, year, version,
        ${COUNTERS.map(columnOfCounter).join(', ')})
      values (${at('person_id')}, ${at('insured_area')}, ${at('insurance_type')}, p_numbers[3], 1,
        ${COUNTERS.map((_, index) => `p_delta[${index + 1}]`).join(', ')})
      on conflict do nothing;
  else
    update insured.accumulators set version = version + 1, ${shift('+', 'p_delta')}
      where ${ownYear} and version = p_expected_version;
  end if;
  if not found then
    return 'conflict';
  end if;
  insert into insured.settlement (${[...TEXT_COLUMNS, ...NUMBER_COLUMNS].join(', ')}, delta, state)
    values (${insertedTexts}, ${insertedNumbers}, p_delta, 'settled')
    on conflict do nothing;
  if not found then
    if p_expected_version = 0 then
      delete from insured.accumulators where ${ownYear};
    else
      update insured.accumulators set version = version - 1, ${shift('-', 'p_delta')} where ${ownYear};
    end if;
    return 'exists';
  end if;
  if cardinality(p_transfer_ids) > 0 then
    perform insured_ledger.post(p_transfer_ids, p_debits, p_credits, p_amounts, p_codes,
      ${at('settlement_id')}, ${at('month')}, p_numbers[2]);
  end if;
  insert into evidence.journal (kind, subject, digest)
    values ('insured.settlement', ${at('settlement_id')}, p_digest);
  insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
    values (${at('person_id')}, p_numbers[2], p_actor_id, p_actor_kind, p_actor_node, 'settle',
      ${at('settlement_id')});
  return 'settled';
end $$;
`;

/**
 * The only writer of a reversal, one round trip. `p_expected_version` null: the settlement is not known and a
 * tombstone is left. Answers 'done', 'conflict' (read again) or 'exists' (somebody was faster: read again).
 */
export const commitReversal = `
create function insured.commit_reversal(
  p_person text, p_settlement text, p_reversal text, p_reason text, p_at bigint, p_month text,
  p_care_area text, p_answer text, p_digest bytea, p_expected_version bigint,
  p_transfer_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_stale text[], p_stale_funds bigint[], p_stale_person bigint[],
  p_actor_id text, p_actor_kind text, p_actor_node text
) returns text language plpgsql as $$
declare
  v_version bigint;
  v_delta bigint[];
  v_row record;
begin
  if p_expected_version is null then
    insert into insured.settlement (person_id, settlement_id, state)
      values (p_person, p_settlement, 'never-settled') on conflict do nothing;
    if not found then
      return 'exists';
    end if;
  else
    select insured_area, insurance_type, policy_year into strict v_row from insured.settlement
      where person_id = p_person and settlement_id = p_settlement;
    select version into v_version from insured.accumulators
      where person_id = p_person and insured_area = v_row.insured_area
        and insurance_type = v_row.insurance_type and year = v_row.policy_year
      for no key update;
    if v_version is distinct from p_expected_version then
      return 'conflict';
    end if;
    update insured.settlement set state = 'reversed'
      where person_id = p_person and settlement_id = p_settlement and state = 'settled'
      returning delta into v_delta;
    if not found then
      return 'exists';
    end if;
    update insured.accumulators set version = version + 1, ${shift('-', 'v_delta')}
      where person_id = p_person and insured_area = v_row.insured_area
        and insurance_type = v_row.insurance_type and year = v_row.policy_year;
  end if;
  insert into insured.reversal (person_id, settlement_id, reversal_id, outcome, reason, reversed_at, month,
      actor_id, care_area, answer)
    values (p_person, p_settlement, p_reversal,
      case when p_expected_version is null then 'never-settled' else 'reversed' end, p_reason, p_at, p_month,
      p_actor_id, p_care_area, p_answer);
  if cardinality(p_transfer_ids) > 0 then
    perform insured_ledger.post(p_transfer_ids, p_debits, p_credits, p_amounts, p_codes, p_reversal, p_month,
      p_at);
  end if;
  insert into insured.stale_case (person_id, settlement_id, caused_by, found_at, funds_difference,
      person_difference)
    select p_person, s.id, p_settlement, p_at, s.funds, s.person
    from unnest(p_stale, p_stale_funds, p_stale_person) as s(id, funds, person);
  perform evidence.append('insured.reversal', p_settlement, p_digest);
  insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
    values (p_person, p_at, p_actor_id, p_actor_kind, p_actor_node, 'reverse', p_settlement);
  return 'done';
end $$;
`;
