import { type Executor, orderedBy, statement } from '@zhijie/database';
import type { RelationPeriod } from '@zhijie/exchange';
import type { Instant, InsuranceType } from '@zhijie/kernel';
import type { JoiningState, LeavingState } from './words.ts';

export type Reason = { readonly code: string; readonly text: string };

/** What both areas know of an application. */
export type RelationRow = {
  readonly applicationId: string;
  readonly certificateCipher: string;
  readonly nameCipher: string;
  readonly insuranceType: InsuranceType;
  readonly fromArea: string;
  readonly toArea: string;
  readonly startsOn: string;
  readonly reasonCode: string | null;
  readonly reasonText: string | null;
  readonly personId: string | null;
  readonly dueOn: string;
};
export type StoredJoining = RelationRow & {
  readonly certificateDigest: string;
  readonly state: JoiningState;
  readonly balance: number;
  readonly months: number;
  readonly appliedAt: Instant;
};
export type StoredLeaving = RelationRow & {
  readonly state: LeavingState;
  readonly certificateId: string | null;
  readonly periods: readonly RelationPeriod[] | null;
  readonly balance: number | null;
  readonly issuedAt: Instant | null;
  readonly openedAt: Instant;
};

const COMMON = `application_id as "applicationId", certificate_cipher as "certificateCipher",
  name_cipher as "nameCipher", insurance_type as "insuranceType", from_area as "fromArea",
  to_area as "toArea", starts_on as "startsOn", reason_code as "reasonCode", reason_text as "reasonText",
  person_id as "personId", due_on as "dueOn", state, balance`;
const IN = `${COMMON}, certificate_digest as "certificateDigest", months, applied_at as "appliedAt"`;
const OUT = `${COMMON}, certificate_id as "certificateId", periods, issued_at as "issuedAt",
  opened_at as "openedAt"`;

const ADD_IN = statement(
  'insured.relation.add-in',
  `insert into insured.relation_in (application_id, certificate_digest, certificate_cipher, name_cipher,
     insurance_type, from_area, to_area, starts_on, state, applied_at, due_on, changed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, 'applied', $9, $10, $9) on conflict do nothing
   returning application_id`,
);
const ADD_OUT = statement(
  'insured.relation.add-out',
  `insert into insured.relation_out (application_id, person_id, certificate_cipher, name_cipher,
     insurance_type, from_area, to_area, starts_on, state, opened_at, due_on, changed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10) on conflict do nothing
   returning application_id`,
);
const FIND_IN = statement(
  'insured.relation.in',
  `select ${IN} from insured.relation_in where application_id = $1`,
);
const LOCK_IN = statement(
  'insured.relation.lock-in',
  `select ${IN} from insured.relation_in where application_id = $1 for update`,
);
const FIND_OUT = statement(
  'insured.relation.out',
  `select ${OUT} from insured.relation_out where application_id = $1`,
);
const LOCK_OUT = statement(
  'insured.relation.lock-out',
  `select ${OUT} from insured.relation_out where application_id = $1 for update`,
);
const CHANGE_IN = statement(
  'insured.relation.change-in',
  `update insured.relation_in set state = $2, reason_code = $3, reason_text = $4, person_id = $5,
     balance = $6, months = $7, starts_on = $8, changed_at = greatest($9, applied_at)
   where application_id = $1`,
);
const CHANGE_OUT = statement(
  'insured.relation.change-out',
  `update insured.relation_out set state = $2, reason_code = $3, reason_text = $4, person_id = $5,
     certificate_id = $6, periods = $7::jsonb, balance = $8, issued_at = $9, starts_on = $10,
     changed_at = greatest($11, opened_at)
   where application_id = $1`,
);
// Whom nobody asked about for longest comes first, so that one silent area holds up no other. What has not
// changed for an hour waits for a person, and is asked about every ten minutes.
const DUE = `asked_at <= $1::bigint - case when changed_at > $1::bigint - 3600000 then 0 else 600000 end
     order by asked_at, application_id limit 50 for update skip locked`;
const DUE_IN = statement(
  'insured.relation.due-in',
  `update insured.relation_in set asked_at = $1 where application_id in (
     select application_id from insured.relation_in where state in ('accepted', 'joined') and ${DUE})
   returning ${IN}`,
);
const DUE_OUT = statement(
  'insured.relation.due-out',
  `update insured.relation_out set asked_at = $1 where application_id in (
     select application_id from insured.relation_out where state in ('applying', 'applied') and ${DUE})
   returning ${OUT}`,
);
const LIST_IN = statement(
  'insured.relation.list-in',
  `select ${IN} from insured.relation_in where to_area = any($1::text[]) and application_id > $2
   order by application_id limit $3`,
);
const LIST_OUT = statement(
  'insured.relation.list-out',
  `select ${OUT} from insured.relation_out where from_area = any($1::text[]) and application_id > $2
   order by application_id limit $3`,
);
const OWN_IN = statement(
  'insured.relation.own-in',
  `select ${IN} from insured.relation_in where person_id = $1 order by application_id desc limit 50`,
);
const OWN_OUT = statement(
  'insured.relation.own-out',
  `select ${OUT} from insured.relation_out where person_id = $1 order by application_id desc limit 50`,
);
const CHANGES = statement(
  'insured.relation.changes',
  `select status, effective_on as "on" from insured.coverage_change
   where person_id = $1 and insurance_type = $2 order by changed_at, event_id`,
);
const PERIODS = statement(
  'insured.relation.periods',
  `select from_month as "from", to_month as "to", area from insured.relation_period
   where person_id = $1 and insurance_type = $2 order by from_month`,
);
const ADD_PERIODS = statement(
  'insured.relation.add-periods',
  `insert into insured.relation_period (person_id, insurance_type, from_month, to_month, area, application_id)
   select $1, $2, p.from_month, p.to_month, p.area, $3
   from unnest($4::text[], $5::text[], $6::text[]) as p (from_month, to_month, area)
   on conflict do nothing`,
);
const AFTER = statement(
  'insured.relation.settled-after',
  `select count(*)::integer as bills from insured.settlement
   where person_id = $1 and insurance_type = $2 and state = 'settled' and discharged_on >= $3`,
);

export type NewJoining = Omit<
  StoredJoining,
  'state' | 'reasonCode' | 'reasonText' | 'personId' | 'balance' | 'months'
>;

/** False when the application is known, or another of the same insurance is open. */
export async function addJoining(tx: Executor, row: NewJoining): Promise<boolean> {
  const { applicationId, certificateDigest, certificateCipher, nameCipher, insuranceType } = row;
  const whose = [applicationId, certificateDigest, certificateCipher, nameCipher, insuranceType];
  const values = [...whose, row.fromArea, row.toArea, row.startsOn, row.appliedAt, row.dueOn];
  return (await tx.query(ADD_IN, values)).length === 1;
}

export type NewLeaving = Pick<
  StoredLeaving,
  'applicationId' | 'personId' | 'certificateCipher' | 'nameCipher' | 'insuranceType' | 'fromArea' | 'toArea'
> &
  Pick<StoredLeaving, 'startsOn' | 'state' | 'openedAt' | 'dueOn'>;

export async function addLeaving(tx: Executor, row: NewLeaving): Promise<boolean> {
  const { applicationId, personId, certificateCipher, nameCipher, insuranceType } = row;
  const whose = [applicationId, personId, certificateCipher, nameCipher, insuranceType];
  const values = [...whose, row.fromArea, row.toArea, row.startsOn, row.state, row.openedAt, row.dueOn];
  return (await tx.query(ADD_OUT, values)).length === 1;
}

const first = <T>(rows: readonly T[]): T | null => rows[0] ?? null;
export const findJoining = async (db: Executor, id: string): Promise<StoredJoining | null> =>
  first(await db.query<StoredJoining>(FIND_IN, [id]));
export const lockJoining = async (tx: Executor, id: string): Promise<StoredJoining | null> =>
  first(await tx.query<StoredJoining>(LOCK_IN, [id]));
export const findLeaving = async (db: Executor, id: string): Promise<StoredLeaving | null> =>
  first(await db.query<StoredLeaving>(FIND_OUT, [id]));
export const lockLeaving = async (tx: Executor, id: string): Promise<StoredLeaving | null> =>
  first(await tx.query<StoredLeaving>(LOCK_OUT, [id]));

export async function changeJoining(tx: Executor, row: StoredJoining, at: Instant): Promise<void> {
  const { applicationId, state, reasonCode, reasonText, personId, balance, months, startsOn } = row;
  await tx.query(CHANGE_IN, [
    ...[applicationId, state, reasonCode, reasonText, personId],
    ...[balance, months, startsOn, at],
  ]);
}

export async function changeLeaving(tx: Executor, row: StoredLeaving, at: Instant): Promise<void> {
  const { applicationId, state, reasonCode, reasonText, personId, certificateId, periods } = row;
  const said = periods === null ? null : JSON.stringify(periods);
  await tx.query(CHANGE_OUT, [
    ...[applicationId, state, reasonCode, reasonText, personId, certificateId, said],
    ...[row.balance, row.issuedAt, row.startsOn, at],
  ]);
}

/** Open applications about which the other area is to be asked now; notes that they are asked. */
export const dueJoinings = (db: Executor, at: Instant): Promise<StoredJoining[]> =>
  orderedBy(db.query<StoredJoining>(DUE_IN, [at]), ({ applicationId }) => applicationId);
export const dueLeavings = (db: Executor, at: Instant): Promise<StoredLeaving[]> =>
  orderedBy(db.query<StoredLeaving>(DUE_OUT, [at]), ({ applicationId }) => applicationId);

type Page = { readonly areas: readonly string[]; readonly after: string; readonly limit: number };
export const joiningsOfAreas = (db: Executor, { areas, after, limit }: Page): Promise<StoredJoining[]> =>
  db.query(LIST_IN, [areas, after, limit]);
export const leavingsOfAreas = (db: Executor, { areas, after, limit }: Page): Promise<StoredLeaving[]> =>
  db.query(LIST_OUT, [areas, after, limit]);
export const joiningsOfPerson = (db: Executor, personId: string): Promise<StoredJoining[]> =>
  db.query(OWN_IN, [personId]);
export const leavingsOfPerson = (db: Executor, personId: string): Promise<StoredLeaving[]> =>
  db.query(OWN_OUT, [personId]);

type Insurance = { readonly personId: string; readonly insuranceType: string };
export const statusChanges = (
  db: Executor,
  { personId, insuranceType }: Insurance,
): Promise<{ status: string; on: string }[]> => db.query(CHANGES, [personId, insuranceType]);
export const earlierPeriods = (
  db: Executor,
  { personId, insuranceType }: Insurance,
): Promise<RelationPeriod[]> => db.query(PERIODS, [personId, insuranceType]);

export async function addPeriods(
  tx: Executor,
  { personId, insuranceType, applicationId }: Insurance & { readonly applicationId: string },
  periods: readonly RelationPeriod[],
): Promise<void> {
  const columns = [periods.map((p) => p.from), periods.map((p) => p.to), periods.map((p) => p.area)];
  await tx.query(ADD_PERIODS, [personId, insuranceType, applicationId, ...columns]);
}

/** Live settlements of bills that ended on a day or later: they would be paid twice. */
export async function settledAfter(
  tx: Executor,
  { personId, insuranceType }: Insurance,
  day: string,
): Promise<number> {
  return (await tx.query<{ bills: number }>(AFTER, [personId, insuranceType, day]))[0]!.bills;
}
