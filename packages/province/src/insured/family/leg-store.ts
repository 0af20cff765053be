import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import type { FamilyLegReason } from './words.ts';

export type FamilyLegState = 'asked' | 'held' | 'confirmed' | 'voided' | 'refused';

export type StoredFamilyLeg = {
  readonly legId: string;
  readonly personId: string;
  readonly way: 'binding' | 'wallet' | 'unknown';
  readonly settlementId: string | null;
  readonly careArea: string | null;
  readonly bindingId: string | null;
  readonly donorId: string | null;
  readonly donorArea: string | null;
  readonly year: number | null;
  readonly state: FamilyLegState;
  /** Fen; stays what it was when the leg is undone. */
  readonly amount: number;
  readonly heldUntil: Instant | null;
  readonly reason: FamilyLegReason | null;
};

const FIELDS = `leg_id as "legId", person_id as "personId", way, settlement_id as "settlementId",
  care_area as "careArea", binding_id as "bindingId", donor_id as "donorId", donor_area as "donorArea", year,
  state, amount, held_until as "heldUntil", reason`;

const ADD = statement(
  'insured.family-leg.add',
  `insert into insured.family_leg (leg_id, person_id, way, settlement_id, care_area, binding_id, donor_id,
     donor_area, year, state, amount, held_until, reason, opened_at, changed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
   on conflict (leg_id) do nothing returning leg_id`,
);
const FIND = statement(
  'insured.family-leg.find',
  `select ${FIELDS} from insured.family_leg where leg_id = $1`,
);
const LOCK = statement(
  'insured.family-leg.lock',
  `select ${FIELDS} from insured.family_leg where leg_id = $1 for update`,
);
const CHANGE = statement(
  'insured.family-leg.change',
  `update insured.family_leg set state = $2, amount = $3, held_until = $4, reason = $5,
     changed_at = greatest($6, opened_at)
   where leg_id = $1`,
);
const USED = statement(
  'insured.family-leg.used',
  `select coalesce(sum(amount), 0)::bigint as used from insured.family_leg
   where binding_id = $1 and year = $2 and state in ('held', 'confirmed')`,
);
const LAPSED = statement(
  'insured.family-leg.lapsed',
  `select leg_id as "legId" from insured.family_leg
   where state = 'held' and way = 'binding' and held_until <= $1 order by held_until limit 50`,
);
const BILL = statement(
  'insured.family-leg.bill',
  `select person_id as "personId", state, care_type as "careType", care_area as "careArea",
     provider_id as "providerId", paid_in_cash as cash
   from insured.settlement where person_id = $1 and settlement_id = $2`,
);

/** False when the leg is known. */
export async function addFamilyLeg(tx: Executor, leg: StoredFamilyLeg, at: Instant): Promise<boolean> {
  const { legId, personId, way, settlementId, careArea, bindingId, donorId, donorArea, year } = leg;
  const { state, amount, heldUntil, reason } = leg;
  const whose = [legId, personId, way, settlementId, careArea, bindingId, donorId, donorArea, year];
  return (await tx.query(ADD, [...whose, state, amount, heldUntil, reason, at])).length === 1;
}

export async function findFamilyLeg(db: Executor, legId: string): Promise<StoredFamilyLeg | null> {
  return (await db.query<StoredFamilyLeg>(FIND, [legId]))[0] ?? null;
}

export async function lockFamilyLeg(tx: Executor, legId: string): Promise<StoredFamilyLeg | null> {
  return (await tx.query<StoredFamilyLeg>(LOCK, [legId]))[0] ?? null;
}

export async function changeFamilyLeg(
  tx: Executor,
  leg: Pick<StoredFamilyLeg, 'legId' | 'state' | 'amount' | 'heldUntil' | 'reason'>,
  at: Instant,
): Promise<void> {
  await tx.query(CHANGE, [leg.legId, leg.state, leg.amount, leg.heldUntil, leg.reason, at]);
}

/** What bills used or hold of a binding in a calendar year, fen. */
export async function usedOf(
  db: Executor,
  { bindingId, year }: { readonly bindingId: string; readonly year: number },
): Promise<number> {
  return (await db.query<{ used: number }>(USED, [bindingId, year]))[0]!.used;
}

export const lapsedLegs = (db: Executor, at: Instant): Promise<{ legId: string }[]> => db.query(LAPSED, [at]);

export type FamilyBill = {
  readonly personId: string;
  readonly state: string;
  readonly careType: string;
  readonly careArea: string;
  readonly providerId: string;
  readonly cash: number;
};

export async function readBill(
  db: Executor,
  { personId, settlementId }: { readonly personId: string; readonly settlementId: string },
): Promise<FamilyBill | null> {
  return (await db.query<FamilyBill>(BILL, [personId, settlementId]))[0] ?? null;
}
