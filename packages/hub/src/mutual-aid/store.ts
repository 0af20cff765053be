import { type Executor, statement } from '@zhijie/database';
import type { AnswerOf, MutualAidPair, RequestOf } from '@zhijie/exchange';
import type { CalendarDate, Instant } from '@zhijie/kernel';

type Asked = RequestOf<'quota.transfer@1'>;
export type QuotaRefusalCode = NonNullable<AnswerOf<'quota.transfer@1'>['reason']>;

export type StoredQuotaTransfer = Asked & {
  readonly recipientId: string | null;
  readonly outcome: 'accepted' | 'refused';
  readonly reason: QuotaRefusalCode | null;
  readonly at: number;
};

export type QuotaLegState = 'held' | 'confirmed' | 'voided' | 'refused';
export type StoredQuotaLeg = {
  readonly legId: string;
  readonly personId: string;
  readonly node: string;
  readonly careArea: string | null;
  readonly providerId: string | null;
  readonly settlementId: string | null;
  readonly actId: string | null;
  readonly asked: number | null;
  readonly until: number | null;
  readonly state: QuotaLegState;
  readonly amount: number;
  readonly reason: 'wallet-empty' | 'hold-expired' | 'voided-before' | null;
};

/** Money that one donor put in from one area, in a wallet or in a leg; fen. */
export type DonorPart = { readonly donorId: string; readonly donorArea: string; readonly amount: number };

const OPEN = statement(
  'hub-wallet-open',
  `INSERT INTO hub.wallet (person_id, insured_area, opened_at) VALUES ($1, $2, $3)
   ON CONFLICT (person_id) DO UPDATE SET insured_area = excluded.insured_area
   WHERE wallet.insured_area <> excluded.insured_area`,
);
const LOCK = statement(
  'hub-wallet-lock',
  'SELECT insured_area AS "insuredArea" FROM hub.wallet WHERE person_id = $1 FOR UPDATE',
);
const AREA = statement(
  'hub-wallet-area',
  'SELECT insured_area AS "insuredArea" FROM hub.wallet WHERE person_id = $1',
);
const TRANSFER_FIELDS = `transfer_id AS "transferId", donor_id AS "donorId", donor_area AS "donorArea",
  relative_digest AS "relativeDigest", relation, amount, recipient_id AS "recipientId", outcome, reason, at`;
const FIND_TRANSFER = statement(
  'hub-quota-transfer',
  `SELECT ${TRANSFER_FIELDS} FROM hub.quota_transfer WHERE transfer_id = $1`,
);
const ADD_TRANSFER = statement(
  'hub-quota-add-transfer',
  `INSERT INTO hub.quota_transfer (transfer_id, donor_id, donor_area, relative_digest, relation, amount,
     recipient_id, outcome, reason, on_day, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING transfer_id`,
);
const TODAY = statement(
  'hub-quota-today',
  `SELECT count(*)::integer AS transfers FROM hub.quota_transfer
   WHERE recipient_id = $1 AND on_day = $2 AND outcome = 'accepted'`,
);
const MONEY = statement(
  'hub-quota-money',
  `SELECT t.donor_id AS "donorId", t.donor_area AS "donorArea", a.balance - a.held AS amount, a.held
   FROM (SELECT donor_id, donor_area, min(at) AS since FROM hub.quota_transfer
         WHERE recipient_id = $1 AND outcome = 'accepted' GROUP BY donor_id, donor_area) t
   JOIN hub_ledger.account a
     ON a.account_id = concat_ws('/', 'wallet-quota', $1::text, t.donor_id, t.donor_area)
   ORDER BY t.since, t.donor_id, t.donor_area`,
);
const LEG_FIELDS = `leg_id AS "legId", person_id AS "personId", node, care_area AS "careArea",
  provider_id AS "providerId", settlement_id AS "settlementId", act_id AS "actId", asked, until, state,
  amount, reason`;
const FIND_LEG = statement('hub-quota-leg', `SELECT ${LEG_FIELDS} FROM hub.quota_leg WHERE leg_id = $1`);
const ADD_LEG = statement(
  'hub-quota-add-leg',
  `INSERT INTO hub.quota_leg (leg_id, person_id, node, care_area, provider_id, settlement_id, act_id, asked,
     until, state, amount, reason, opened_at, changed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
);
const CHANGE_LEG = statement(
  'hub-quota-change-leg',
  `UPDATE hub.quota_leg SET state = $2, reason = $3, changed_at = greatest($4, opened_at) WHERE leg_id = $1`,
);
const ADD_PARTS = statement(
  'hub-quota-add-parts',
  `INSERT INTO hub.quota_part (leg_id, part, donor_id, donor_area, amount)
   SELECT $1, p.part, p.donor_id, p.donor_area, p.amount
   FROM unnest($2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
     AS p (donor_id, donor_area, amount, part)`,
);
const PARTS = statement(
  'hub-quota-parts',
  `SELECT donor_id AS "donorId", donor_area AS "donorArea", amount FROM hub.quota_part
   WHERE leg_id = $1 ORDER BY part`,
);
const LAPSED = statement(
  'hub-quota-lapsed',
  `SELECT leg_id AS "legId", person_id AS "personId" FROM hub.quota_leg
   WHERE state = 'held' AND until <= $1 ORDER BY until LIMIT 100`,
);
const ADD_ITEM = statement(
  'hub-mutual-aid-add',
  `INSERT INTO hub.mutual_aid_item (spend_id, kind, leg_id, donor_id, donor_area, care_area, provider_id,
     amount, month, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
const ENTRIES = statement(
  'hub-quota-entries',
  `SELECT * FROM (
     SELECT transfer_id AS "entryId", 'received' AS kind, amount, at FROM hub.quota_transfer
       WHERE recipient_id = $1 AND outcome = 'accepted'
     UNION ALL
     SELECT i.spend_id, i.kind, i.amount, i.at FROM hub.mutual_aid_item i
       JOIN hub.quota_leg l ON l.leg_id = i.leg_id WHERE l.person_id = $1) e
   WHERE (at, "entryId") < ($2, $3) ORDER BY at DESC, "entryId" DESC LIMIT $4`,
);
const MONTH = statement(
  'hub-mutual-aid-month',
  `SELECT left(donor_area, 2) AS "donorProvince", left(care_area, 2) AS "careProvince",
     count(*) FILTER (WHERE kind = 'spent')::integer AS spends,
     coalesce(sum(amount) FILTER (WHERE kind = 'spent'), 0)::bigint AS paid,
     coalesce(sum(amount) FILTER (WHERE kind = 'returned'), 0)::bigint AS returned,
     sum(CASE kind WHEN 'spent' THEN amount ELSE -amount END)::bigint AS owed
   FROM hub.mutual_aid_item
   WHERE month = $1 AND left(donor_area, 2) <> left(care_area, 2)
   GROUP BY 1, 2 ORDER BY 1, 2`,
);

/** Opens the wallet, or follows its person to another area. */
export async function openWallet(
  db: Executor,
  wallet: { readonly personId: string; readonly area: string; readonly at: Instant },
): Promise<void> {
  await db.query(OPEN, [wallet.personId, wallet.area, wallet.at]);
}

/** The area of a wallet, locked until the transaction ends; null: there is none. */
export async function lockWallet(tx: Executor, personId: string): Promise<string | null> {
  return (await tx.query<{ insuredArea: string }>(LOCK, [personId]))[0]?.insuredArea ?? null;
}

export async function walletArea(db: Executor, personId: string): Promise<string | null> {
  return (await db.query<{ insuredArea: string }>(AREA, [personId]))[0]?.insuredArea ?? null;
}

export async function findTransfer(db: Executor, transferId: string): Promise<StoredQuotaTransfer | null> {
  return (await db.query<StoredQuotaTransfer>(FIND_TRANSFER, [transferId]))[0] ?? null;
}

/** False when the transfer was answered before. */
export async function addTransfer(
  tx: Executor,
  row: StoredQuotaTransfer,
  onDay: CalendarDate,
): Promise<boolean> {
  const { transferId, donorId, donorArea, relativeDigest, relation, amount } = row;
  const asked = [transferId, donorId, donorArea, relativeDigest, relation, amount];
  const values = [...asked, row.recipientId, row.outcome, row.reason, onDay, row.at];
  return (await tx.query(ADD_TRANSFER, values)).length === 1;
}

/** Transfers that a wallet took on a day (China). */
export async function transfersOn(db: Executor, personId: string, day: CalendarDate): Promise<number> {
  return (await db.query<{ transfers: number }>(TODAY, [personId, day]))[0]!.transfers;
}

/** What each donor's money in a wallet is free and held, the oldest donor first. */
export const moneyOf = (db: Executor, personId: string): Promise<(DonorPart & { readonly held: number })[]> =>
  db.query(MONEY, [personId]);

export async function findQuotaLeg(db: Executor, legId: string): Promise<StoredQuotaLeg | null> {
  return (await db.query<StoredQuotaLeg>(FIND_LEG, [legId]))[0] ?? null;
}

export async function addQuotaLeg(tx: Executor, leg: StoredQuotaLeg, at: Instant): Promise<void> {
  const { legId, personId, node, careArea, providerId, settlementId, actId, asked, until } = leg;
  const whose = [legId, personId, node, careArea, providerId, settlementId, actId, asked, until];
  await tx.query(ADD_LEG, [...whose, leg.state, leg.amount, leg.reason, at]);
}

export async function changeQuotaLeg(
  tx: Executor,
  leg: Pick<StoredQuotaLeg, 'legId' | 'state' | 'reason'>,
  at: Instant,
): Promise<void> {
  await tx.query(CHANGE_LEG, [leg.legId, leg.state, leg.reason, at]);
}

export async function addParts(tx: Executor, legId: string, parts: readonly DonorPart[]): Promise<void> {
  const columns = [parts.map((p) => p.donorId), parts.map((p) => p.donorArea), parts.map((p) => p.amount)];
  await tx.query(ADD_PARTS, [legId, ...columns]);
}

export const partsOf = (db: Executor, legId: string): Promise<DonorPart[]> => db.query(PARTS, [legId]);

export const lapsedLegs = (
  db: Executor,
  at: Instant,
): Promise<{ readonly legId: string; readonly personId: string }[]> => db.query(LAPSED, [at]);

export type MutualAidItem = DonorPart & {
  readonly spendId: string;
  readonly kind: 'spent' | 'returned';
  readonly legId: string;
  readonly careArea: string;
  readonly providerId: string;
  readonly month: string;
  readonly at: Instant;
};

export async function addItem(tx: Executor, item: MutualAidItem): Promise<void> {
  const { spendId, kind, legId, donorId, donorArea, careArea, providerId, amount, month, at } = item;
  await tx.query(ADD_ITEM, [
    ...[spendId, kind, legId, donorId, donorArea, careArea],
    ...[providerId, amount, month, at],
  ]);
}

type Entry = AnswerOf<'quota.read@1'>['entries'][number];

export const entriesOf = (
  db: Executor,
  personId: string,
  before: { readonly at: number; readonly entryId: string; readonly limit: number },
): Promise<Entry[]> => db.query<Entry>(ENTRIES, [personId, before.at, before.entryId, before.limit]);

/** What donors' provinces owe care provinces of a month, pair by pair. */
export const pairsOfMonth = (db: Executor, month: string): Promise<MutualAidPair[]> =>
  db.query<MutualAidPair>(MONTH, [month]);
