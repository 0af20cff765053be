import type { Executor } from '@zhijie/database';
import { assert, type Fen } from '@zhijie/kernel';
import { forSchema } from './sql.ts';
import type { TransferStatus } from './statuses.ts';
import type { Transfer } from './transfer.ts';

export type PostResult = { readonly transferId: string; readonly status: TransferStatus };

const ARGUMENTS = '$1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6, $7, $8::bigint';
const POST = forSchema('post', `SELECT $S.post(${ARGUMENTS}) AS statuses`);
const TRY_POST = forSchema('try-post', `SELECT $S.try_post(${ARGUMENTS}) AS statuses`);
const OPEN = forSchema('open-account', 'SELECT $S.open_account($1, $2)');
const OPEN_MANY = forSchema(
  'open-accounts',
  'SELECT count($S.open_account(a.id, $2)) FROM unnest($1::text[]) AS a (id)',
);

/**
 * The arguments of SQL function `post` after the schema: ids, debits, credits, amounts, codes, reference,
 * month, at. For callers that hand them to a function of their own which posts in the same round trip.
 */
export function postArguments(transfers: readonly Transfer[]): readonly unknown[] {
  const [first] = transfers;
  assert(first !== undefined, 'Nothing to post');
  const { reference, month, postedAt } = first;
  assert(
    transfers.every((t) => t.reference === reference && t.month === month && t.postedAt === postedAt),
    'One call posts the transfers of one event: same reference, month and instant',
  );
  return [
    transfers.map((t) => t.transferId),
    transfers.map((t) => t.debit),
    transfers.map((t) => t.credit),
    transfers.map((t) => t.amount),
    transfers.map((t) => t.code),
    reference,
    month,
    postedAt,
  ];
}

/**
 * Posts all transfers of one event or none; throws when one is refused (read it with `transferRefusalOf`), so
 * that the caller's transaction rolls back. Each answer is `posted` or `exists`.
 */
export async function postTransfers(
  tx: Executor,
  schema: string,
  transfers: readonly Transfer[],
): Promise<PostResult[]> {
  return post(tx, POST(schema), transfers);
}

/** The same, but a refusal is answered, not thrown: nothing was posted and the transaction goes on. */
export async function tryPostTransfers(
  tx: Executor,
  schema: string,
  transfers: readonly Transfer[],
): Promise<PostResult[]> {
  return post(tx, TRY_POST(schema), transfers);
}

async function post(tx: Executor, statement: ReturnType<typeof POST>, transfers: readonly Transfer[]) {
  if (transfers.length === 0) return [];
  const [row] = await tx.query<{ statuses: TransferStatus[] }>(statement, postArguments(transfers));
  return transfers.map(({ transferId }, index) => ({ transferId, status: row!.statuses[index]! }));
}

/** Opens a guarded account at zero; again without effect. `floor` fen: 0, or below zero for a credit line. */
export async function openAccount(
  tx: Executor,
  schema: string,
  { accountId, floor }: { readonly accountId: string; readonly floor: Fen },
): Promise<void> {
  await tx.query(OPEN(schema), [accountId, floor]);
}

/** Opens many guarded accounts in one round trip. */
export async function openAccounts(
  tx: Executor,
  schema: string,
  { accountIds, floor }: { readonly accountIds: readonly string[]; readonly floor: Fen },
): Promise<void> {
  await tx.query(OPEN_MANY(schema), [accountIds, floor]);
}
