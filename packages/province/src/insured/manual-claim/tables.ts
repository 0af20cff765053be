/** Packets of online manual claims from care places, encrypted; each once. Schema `insured`. */
export const manualClaimTables = `
create table insured.manual_claim (
  claim_id text primary key,
  person_id text not null,
  care_area text not null,
  provider_id text not null,
  receipt_number text not null,
  fee_total bigint not null,
  closed_at bigint not null,
  received_at bigint not null,
  packet_sealed text not null
);
create index on insured.manual_claim (person_id, received_at);
`;
