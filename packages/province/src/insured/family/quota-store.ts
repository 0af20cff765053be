import { type Executor, orderedBy, statement } from '@zhijie/database';
import type { Relation } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';

export type StoredTransfer = {
  readonly transferId: string;
  readonly donorId: string;
  readonly donorArea: string;
  readonly relativeDigest: string;
  readonly relativeCipher: string;
  readonly relation: Relation;
  readonly byCommitment: boolean;
  /** Fen. */
  readonly amount: number;
  readonly state: 'asked' | 'accepted' | 'refused';
  readonly reason: string | null;
  readonly askedAt: Instant;
};

const FIELDS = `transfer_id as "transferId", donor_id as "donorId", donor_area as "donorArea",
  relative_digest as "relativeDigest", relative_cipher as "relativeCipher", relation,
  by_commitment as "byCommitment", amount, state, reason, asked_at as "askedAt"`;

const ADD = statement(
  'insured.quota.add',
  `insert into insured.quota_transfer (transfer_id, donor_id, donor_area, relative_digest, relative_cipher,
     relation, by_commitment, amount, state, asked_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', $9)`,
);
const OPEN = statement(
  'insured.quota.open',
  `update insured.quota_transfer set tried_at = $1 where transfer_id in (
     select transfer_id from insured.quota_transfer where state = 'asked'
     order by tried_at, transfer_id limit $2 for update skip locked)
   returning ${FIELDS}`,
);
const END = statement(
  'insured.quota.end',
  `update insured.quota_transfer set state = $2, reason = $3, recipient_id = $4,
     ended_at = greatest($5, asked_at)
   where transfer_id = $1 and state = 'asked' returning transfer_id`,
);
const FIND = statement(
  'insured.quota.find',
  `select ${FIELDS} from insured.quota_transfer where transfer_id = $1`,
);
const LIST = statement(
  'insured.quota.of-donor',
  `select ${FIELDS} from insured.quota_transfer where donor_id = $1 and transfer_id < $2
   order by transfer_id desc limit $3`,
);
const SPEND = statement(
  'insured.quota.spend',
  `insert into insured.quota_spend (spend_id, kind, donor_id, donor_area, care_area, amount, spent_at,
     taken_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning spend_id`,
);

export async function addTransfer(
  tx: Executor,
  row: Omit<StoredTransfer, 'state' | 'reason'>,
): Promise<void> {
  const { transferId, donorId, donorArea, relativeDigest, relativeCipher, relation, byCommitment } = row;
  const whose = [transferId, donorId, donorArea, relativeDigest, relativeCipher, relation, byCommitment];
  await tx.query(ADD, [...whose, row.amount, row.askedAt]);
}

/**
 * Transfers that the nation has not answered, the longest untried first: one whose province is down holds up
 * no other. Notes that they are tried.
 */
export const openTransfers = (db: Executor, at: Instant, limit: number): Promise<StoredTransfer[]> =>
  orderedBy(db.query<StoredTransfer>(OPEN, [at, limit]), ({ transferId }) => transferId);

export type TransferEnd = {
  readonly transferId: string;
  readonly state: 'accepted' | 'refused';
  readonly reason: string | null;
  readonly recipientId: string | null;
  readonly at: Instant;
};

/** False when it had ended. */
export async function endTransfer(tx: Executor, end: TransferEnd): Promise<boolean> {
  const { transferId, state, reason, recipientId, at } = end;
  return (await tx.query(END, [transferId, state, reason, recipientId, at])).length === 1;
}

export async function findTransfer(db: Executor, transferId: string): Promise<StoredTransfer | null> {
  return (await db.query<StoredTransfer>(FIND, [transferId]))[0] ?? null;
}

export const transfersOfDonor = (
  db: Executor,
  { donorId, before, limit }: { readonly donorId: string; readonly before: string; readonly limit: number },
): Promise<StoredTransfer[]> => db.query<StoredTransfer>(LIST, [donorId, before, limit]);

export type StoredSpend = {
  readonly spendId: string;
  readonly kind: 'spent' | 'returned';
  readonly donorId: string;
  readonly donorArea: string;
  readonly careArea: string;
  readonly amount: number;
  readonly at: number;
};

/** False when it is known. */
export async function addSpend(tx: Executor, spend: StoredSpend, takenAt: Instant): Promise<boolean> {
  const { spendId, kind, donorId, donorArea, careArea, amount, at } = spend;
  const values = [spendId, kind, donorId, donorArea, careArea, amount, at, takenAt];
  return (await tx.query(SPEND, values)).length === 1;
}
