import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';
import type { LegAsk, LegKind, LegOutcome } from './payer.ts';

/** A leg as it stands here. A tombstone has nothing that was asked. */
export type StoredLeg = {
  readonly legId: string;
  readonly personId: string;
  readonly kind: LegKind;
  readonly careArea: string;
  readonly providerId: string;
  readonly actId: string | null;
  readonly settlementId: string | null;
  readonly payer: string | null;
  readonly asked: number | null;
  readonly until: number | null;
  readonly state: 'opened' | Exclude<LegOutcome['state'], 'absent'>;
  readonly amount: number;
  readonly heldUntil: number | null;
  readonly reasonCode: string | null;
  readonly reasonText: string | null;
  readonly slipId: string | null;
};

export type LegAsker = { readonly careArea: string; readonly providerId: string };

const FIELDS = `leg_id as "legId", person_id as "personId", kind, care_area as "careArea",
  provider_id as "providerId", act_id as "actId", settlement_id as "settlementId", payer, asked, until, state,
  amount, held_until as "heldUntil", reason_code as "reasonCode", reason_text as "reasonText",
  slip_id as "slipId"`;

/**
 * A leg and its bill in SQL: parameter 1 is the person, `leg` and `settlement` are expressions; `b` is the
 * settlement or nothing.
 */
export const openingFields = (of: { readonly leg: string; readonly settlement: string }): string =>
  `(select row_to_json(x) from (select ${FIELDS} from insured.leg where leg_id = ${of.leg}) x) as leg,
     (select coalesce(sum(case x.state when 'opened' then x.asked else x.amount end), 0)::bigint
      from insured.leg x where x.person_id = $1 and x.settlement_id = ${of.settlement}) as promised,
     case when b.state is not null then json_build_object('state', b.state, 'careArea', b.care_area,
       'providerId', b.provider_id, 'cash', b.paid_in_cash) end as bill`;
const OPENING = statement(
  'insured.leg.opening',
  `select ${openingFields({ leg: '$3', settlement: '$2' })} from (values (1)) as one (row)
   left join insured.settlement b on b.person_id = $1 and b.settlement_id = $2`,
);
const FIND = statement('insured.leg.find', `select ${FIELDS} from insured.leg where leg_id = $1`);
const BILL = statement(
  'insured.leg.bill',
  `select state, care_area as "careArea", provider_id as "providerId", paid_in_cash as "cash"
   from insured.settlement where person_id = $1 and settlement_id = $2 for no key update`,
);
const PROMISED = statement(
  'insured.leg.promised',
  `select coalesce(sum(case state when 'opened' then asked else amount end), 0)::bigint as promised
   from insured.leg where person_id = $1 and settlement_id = $2`,
);
const OPEN = statement(
  'insured.leg.open',
  `insert into insured.leg (leg_id, person_id, kind, care_area, provider_id, act_id, settlement_id, payer,
     asked, until, state, opened_at, changed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'opened', $11, $11)
   on conflict (leg_id) do nothing returning leg_id`,
);
const BURY = statement(
  'insured.leg.bury',
  `insert into insured.leg (leg_id, person_id, kind, care_area, provider_id, state, opened_at, changed_at)
   values ($1, $2, $3, $4, $5, 'voided', $6, $6) on conflict (leg_id) do nothing returning leg_id`,
);
// What is final stays: a late answer of the payer to an earlier question changes nothing.
const CHANGE = statement(
  'insured.leg.change',
  `update insured.leg set state = $2, amount = $3, held_until = $4, reason_code = $5, reason_text = $6,
     slip_id = coalesce($7, slip_id), changed_at = greatest($8, opened_at)
   where leg_id = $1 and state <> $2 and (state in ('opened', 'held')
     or state in ('confirmed', 'later') and $2 = 'voided')
   returning leg_id`,
);

export async function findLeg(db: Executor, legId: string): Promise<StoredLeg | null> {
  return (await db.query<StoredLeg>(FIND, [legId]))[0] ?? null;
}

export type BillRow = LegAsker & { readonly state: string; readonly cash: number };

/** The leg if it is there, its settlement, and what the legs of that promise: not locked. */
export type Opening = {
  readonly leg: StoredLeg | null;
  readonly bill: BillRow | null;
  readonly promised: number;
};

export async function readOpening(
  db: Executor,
  of: { readonly legId: string; readonly personId: string; readonly settlementId: string },
): Promise<Opening> {
  return (await db.query<Opening>(OPENING, [of.personId, of.settlementId, of.legId]))[0]!;
}

/** The settlement, locked: what its legs promise is judged by one at a time. */
export async function lockBill(
  tx: Executor,
  bill: { readonly personId: string; readonly settlementId: string },
): Promise<BillRow | null> {
  return (await tx.query<BillRow>(BILL, [bill.personId, bill.settlementId]))[0] ?? null;
}

/** What the legs of a settlement pay or may pay, fen. */
export async function promisedOf(
  tx: Executor,
  bill: { readonly personId: string; readonly settlementId: string },
): Promise<number> {
  const [row] = await tx.query<{ promised: number }>(PROMISED, [bill.personId, bill.settlementId]);
  return row!.promised;
}

export async function openLeg(
  tx: Executor,
  ask: LegAsk & LegAsker & { readonly kind: LegKind; readonly at: Instant },
): Promise<boolean> {
  const { legId, personId, kind, careArea, providerId, actId, settlementId, payer, asked, until, at } = ask;
  const values = [legId, personId, kind, careArea, providerId, actId, settlementId, payer, asked, until, at];
  return (await tx.query(OPEN, values)).length === 1;
}

/** Refuses a leg that has not come for ever; false when it is there. */
export async function buryLeg(
  tx: Executor,
  leg: LegAsker & {
    readonly legId: string;
    readonly personId: string;
    readonly kind: LegKind;
    readonly at: Instant;
  },
): Promise<boolean> {
  const { legId, personId, kind, careArea, providerId, at } = leg;
  return (await tx.query(BURY, [legId, personId, kind, careArea, providerId, at])).length === 1;
}

/** Enters what the payer says; false when it is known, or final otherwise. */
export async function changeLeg(
  tx: Executor,
  change: { readonly legId: string; readonly outcome: LegOutcome; readonly at: Instant },
): Promise<boolean> {
  const { legId, outcome, at } = change;
  const { state, amount, heldUntil, reason, slipId } = outcome;
  const values = [legId, state, amount, heldUntil, reason?.code ?? null, reason?.text ?? null, slipId, at];
  return (await tx.query(CHANGE, values)).length === 1;
}
