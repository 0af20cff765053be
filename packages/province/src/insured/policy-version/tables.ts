/** Every policy that ever settled something here, by the hash that the settlement records; never changed. */
export const policyVersionTables = `
create table insured.policy_version (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  document text not null,
  first_used_at bigint not null
);
create trigger policy_version_append_only before update or delete on insured.policy_version
  for each row execute function insured.refuse_change();
`;
