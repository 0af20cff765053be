/** Tables that only grow. */
export const POLICY_DRAFT_FACTS = ['insured.policy_draft', 'insured.policy_draft_end'] as const;

/**
 * Changes of a place's policy that one person proposes and another publishes or gives back. What is in
 * force is the folder of packs; this is who wanted it and who agreed. Schema `insured`.
 */
export const policyDraftTables = `
create table insured.policy_draft (
  draft_id text primary key,
  pack_id text not null,
  area text not null check (area ~ '^\\d{6}$'),
  benefit text not null check (benefit in ('outpatient', 'inpatient', 'chronic')),
  -- What is to be written, as JSON: changed cells, first day, the text that says so.
  content text not null,
  proposed_by text not null,
  proposer_name text,
  proposed_at bigint not null,
  unique (draft_id, proposed_by)
);
create index policy_draft_at on insured.policy_draft (proposed_at, draft_id);
comment on table insured.policy_draft is '政策改动的拟稿：谁拟的、改什么、依据哪个文件';

create table insured.policy_draft_end (
  draft_id text primary key,
  proposed_by text not null,
  outcome text not null check (outcome in ('published', 'returned', 'withdrawn')),
  ended_by text not null,
  ended_at bigint not null,
  reason text not null,
  foreign key (draft_id, proposed_by) references insured.policy_draft (draft_id, proposed_by),
  constraint policy_draft_of_two check ((outcome = 'withdrawn') = (ended_by = proposed_by))
);
comment on table insured.policy_draft_end is '拟稿的结果：由另一人发布或退回，或由本人撤回';
create trigger policy_draft_append_only before update or delete on insured.policy_draft
  for each row execute function insured.refuse_change();
create trigger policy_draft_end_append_only before update or delete on insured.policy_draft_end
  for each row execute function insured.refuse_change();
`;
