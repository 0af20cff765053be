/** What an agency asked for under a key of its own, and the answer: the same key has one effect. */
export const agencyRequestTables = `
create table insured.agency_request (
  actor_id text not null,
  request_key text not null,
  digest text not null,
  answer text,
  asked_at bigint not null,
  primary key (actor_id, request_key)
);
`;
