import { type Executor, statement } from '@zhijie/database';

const claim = statement(
  'insured.agency-request.claim',
  `insert into insured.agency_request (actor_id, request_key, digest, asked_at) values ($1, $2, $3, $4)
   on conflict do nothing returning request_key`,
);
const read = statement(
  'insured.agency-request.read',
  'select digest, answer from insured.agency_request where actor_id = $1 and request_key = $2',
);
const answer = statement(
  'insured.agency-request.answer',
  'update insured.agency_request set answer = $3 where actor_id = $1 and request_key = $2',
);

export type RequestKey = { readonly actorId: string; readonly requestKey: string };

/** Null when the key is new and now this transaction's; otherwise what was answered under it. */
export async function claimRequest(
  tx: Executor,
  key: RequestKey,
  request: { readonly digest: string; readonly at: number },
): Promise<{ readonly digest: string; readonly answer: string } | null> {
  const { actorId, requestKey } = key;
  if ((await tx.query(claim, [actorId, requestKey, request.digest, request.at])).length > 0) return null;
  const [known] = await tx.query<{ digest: string; answer: string }>(read, [actorId, requestKey]);
  return known ?? claimRequest(tx, key, request);
}

export async function keepAnswer(tx: Executor, key: RequestKey, text: string): Promise<void> {
  await tx.query(answer, [key.actorId, key.requestKey, text]);
}
