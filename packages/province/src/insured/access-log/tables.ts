/** Who read whose data and why; append-only. */
export const accessLogTables = `
create table insured.access_log (
  person_id text not null,
  at bigint not null,
  entry bigint generated always as identity,
  actor_id text not null,
  actor_kind text not null,
  actor_node text not null,
  purpose text not null,
  subject text,
  primary key (person_id, at, entry)
);
create function insured.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append-only: % of %.%', tg_op, tg_table_schema, tg_table_name;
end $$;
create trigger access_log_append_only before update or delete on insured.access_log
  for each row execute function insured.refuse_change();
create trigger coverage_change_append_only before update or delete on insured.coverage_change
  for each row execute function insured.refuse_change();
create trigger filing_event_append_only before update or delete on insured.filing_event
  for each row execute function insured.refuse_change();
`;
