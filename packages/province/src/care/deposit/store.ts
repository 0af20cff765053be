import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { assert, type Fen, type Instant, monthOf } from '@zhijie/kernel';
import { depositAccount, depositChannel, depositSettled, postTransfers, type Transfer } from '@zhijie/ledger';

export const DEPOSIT_CHANNELS = ['cash', 'bank-card', 'mobile'] as const;
export type DepositChannel = (typeof DEPOSIT_CHANNELS)[number];

export type DepositMovement = {
  readonly providerId: string;
  readonly requestKey: string;
  readonly visitId: string;
  readonly kind: 'paid' | 'used' | 'restored' | 'returned' | 'difference';
  readonly ofPayment: string | null;
  readonly settlementId: string | null;
  readonly amount: Fen;
  readonly channel: DepositChannel | null;
  readonly serial: string | null;
  readonly actorId: string;
  readonly movedAt: Instant;
};

export type Stay = { readonly providerId: string; readonly visitId: string };

const LOCK = statement('care-deposit-lock', 'SELECT care.lock_deposit($1) AS balance');
const COLUMNS = `provider_id AS "providerId", request_key AS "requestKey", visit_id AS "visitId", kind,
  of_payment AS "ofPayment", settlement_id AS "settlementId", amount, channel, serial,
  actor_id AS "actorId", moved_at AS "movedAt"`;
const MOVEMENTS = statement(
  'care-deposit-movements',
  `SELECT ${COLUMNS} FROM care.deposit_movement WHERE provider_id = $1 AND visit_id = $2
   ORDER BY moved_at, request_key`,
);
const BY_KEY = statement(
  'care-deposit-movement',
  `SELECT ${COLUMNS} FROM care.deposit_movement WHERE provider_id = $1 AND request_key = $2`,
);
const BY_SERIAL = statement(
  'care-deposit-serial',
  `SELECT request_key FROM care.deposit_movement WHERE provider_id = $1 AND channel = $2 AND serial = $3`,
);
const ADD = statement(
  'care-deposit-add',
  `INSERT INTO care.deposit_movement (provider_id, request_key, visit_id, kind, of_payment, settlement_id,
     amount, channel, serial, actor_id, moved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
const PLEDGE = statement(
  'care-deposit-pledge',
  `SELECT bank, contract FROM care.deposit_pledge WHERE provider_id = $1 AND visit_id = $2`,
);
const ADD_PLEDGE = statement(
  'care-deposit-add-pledge',
  `INSERT INTO care.deposit_pledge (provider_id, visit_id, bank, contract, actor_id, pledged_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const SETTLEMENT = statement(
  'care-deposit-settlement',
  `SELECT settlement_id AS "settlementId", visit_id AS "visitId", kind, state, is_interim AS "isInterim",
     paid_in_cash AS "paidInCash"
   FROM care.settlement WHERE provider_id = $1 AND settlement_id = $2`,
);
const FINAL = statement(
  'care-deposit-final-settlement',
  `SELECT settlement_id AS "settlementId" FROM care.settlement
   WHERE provider_id = $1 AND visit_id = $2 AND state = 'settled' AND NOT is_interim
   ORDER BY settled_at DESC LIMIT 1`,
);

/** One movement of a stay's deposit at a time, from here to the end of the transaction. */
export async function lockDeposit(tx: Executor, { providerId, visitId }: Stay): Promise<void> {
  await tx.query(LOCK, [depositAccount(providerId, visitId)]);
}

/** In the order in which they happened. */
export function movementsOf(db: Executor, { providerId, visitId }: Stay): Promise<DepositMovement[]> {
  return db.query<DepositMovement>(MOVEMENTS, [providerId, visitId]);
}

export async function movementByKey(
  tx: Executor,
  { providerId, requestKey }: Pick<DepositMovement, 'providerId' | 'requestKey'>,
): Promise<DepositMovement | null> {
  return (await tx.query<DepositMovement>(BY_KEY, [providerId, requestKey]))[0] ?? null;
}

export async function isSerialUsed(
  tx: Executor,
  { providerId, channel, serial }: Pick<DepositMovement, 'providerId' | 'channel' | 'serial'>,
): Promise<boolean> {
  return (await tx.query(BY_SERIAL, [providerId, channel, serial])).length > 0;
}

/** The transfer of a movement; none when nothing moves. Cash and channels are the hospital's own money. */
function transferOf(move: DepositMovement): Transfer[] {
  const { providerId, visitId, kind, amount, channel, movedAt } = move;
  if (amount === 0) return [];
  const deposit = depositAccount(providerId, visitId);
  const till = channel === null ? null : depositChannel(providerId, channel);
  const settled = depositSettled(providerId);
  const sides = {
    paid: [till, deposit],
    used: [deposit, settled],
    restored: [settled, deposit],
    returned: [deposit, till],
    difference: [till, settled],
  } as const;
  const [debit, credit] = sides[kind];
  assert(debit !== null && credit !== null, 'Money that comes or goes has its channel');
  const reference = movementReference(move);
  const code = `deposit-${kind}`;
  const month = monthOf(movedAt);
  const transferId = `${reference}.${code}`;
  return [{ transferId, debit, credit, amount, code, reference, month, postedAt: movedAt }];
}

export const movementReference = ({ providerId, requestKey }: DepositMovement): string =>
  `deposit:${providerId}:${requestKey}`;

/**
 * Stores a movement with its transfer and journal leaf. The ledger refuses what the account does not hold.
 */
export async function addMovement(tx: Executor, move: DepositMovement): Promise<void> {
  const { providerId, requestKey, visitId, kind, ofPayment, settlementId, amount, channel } = move;
  const values = [providerId, requestKey, visitId, kind, ofPayment, settlementId, amount, channel];
  await tx.query(ADD, [...values, move.serial, move.actorId, move.movedAt]);
  await postTransfers(tx, 'care_ledger', transferOf(move));
  await appendToJournal(tx, {
    kind: 'care.deposit',
    subject: `${providerId}/${requestKey}`,
    digest: digestOf(move),
  });
}

export type Pledge = { readonly bank: string; readonly contract: string };

export async function pledgeOf(db: Executor, { providerId, visitId }: Stay): Promise<Pledge | null> {
  return (await db.query<Pledge>(PLEDGE, [providerId, visitId]))[0] ?? null;
}

export async function addPledge(
  tx: Executor,
  { providerId, visitId }: Stay,
  made: Pledge & { readonly actorId: string; readonly at: Instant },
): Promise<void> {
  const { bank, contract, actorId, at } = made;
  await tx.query(ADD_PLEDGE, [providerId, visitId, bank, contract, actorId, at]);
  const subject = `${providerId}/${visitId}`;
  const digest = digestOf({ providerId, visitId, bank, contract, actorId, at });
  await appendToJournal(tx, { kind: 'care.deposit-pledge', subject, digest });
}

export type SettledPart = {
  readonly settlementId: string;
  readonly visitId: string;
  readonly kind: 'outpatient' | 'inpatient';
  readonly state: 'pending' | 'settled' | 'refused' | 'reversed';
  readonly isInterim: boolean;
  readonly paidInCash: Fen | null;
};

export async function settlementBehind(
  db: Executor,
  providerId: string,
  settlementId: string,
): Promise<SettledPart | null> {
  return (await db.query<SettledPart>(SETTLEMENT, [providerId, settlementId]))[0] ?? null;
}

/** The settlement that ends the stay, or null while it has none. */
export async function finalSettlement(db: Executor, { providerId, visitId }: Stay): Promise<string | null> {
  return (await db.query<{ settlementId: string }>(FINAL, [providerId, visitId]))[0]?.settlementId ?? null;
}
