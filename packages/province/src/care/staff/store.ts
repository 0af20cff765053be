import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate } from '@zhijie/kernel';

export type StaffState = 'eligible' | 'suspended' | 'terminated';

/** Eligibility of one person, from a day on; `untilOn` is the last day of a suspension, when it is known. */
export type StaffEligibility = {
  readonly staffCode: string;
  readonly state: StaffState;
  readonly fromOn: CalendarDate;
  readonly untilOn: CalendarDate | null;
  /** Place whose agency decided; only it changes the decision. */
  readonly area: string;
};

const COLUMNS = `staff_code AS "staffCode", state, from_on AS "fromOn", until_on AS "untilOn", area`;
const LOCK = statement(
  'care-staff-lock',
  `SELECT ${COLUMNS} FROM care.staff_eligibility WHERE staff_code = $1 FOR UPDATE`,
);
const BARRED = statement(
  'care-staff-barred',
  `SELECT ${COLUMNS} FROM care.staff_eligibility WHERE staff_code = ANY($1) AND state <> 'eligible'`,
);
const SAVE = statement(
  'care-staff-save',
  `WITH saved AS (
     INSERT INTO care.staff_eligibility (staff_code, state, from_on, until_on, area)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (staff_code) DO UPDATE SET state = excluded.state, from_on = excluded.from_on,
       until_on = excluded.until_on, area = excluded.area
     RETURNING staff_code)
   SELECT staff_code FROM saved`,
);
const LOG = statement(
  'care-staff-log',
  `INSERT INTO care.staff_eligibility_change (staff_code, changed_at, actor_id, state, from_on, until_on,
     reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

export async function lockStaff(tx: Executor, staffCode: string): Promise<StaffEligibility | null> {
  return (await tx.query<StaffEligibility>(LOCK, [staffCode]))[0] ?? null;
}

/** Those of the codes that are suspended or terminated, on whatever days. */
export function barredStaff(db: Executor, codes: readonly string[]): Promise<StaffEligibility[]> {
  return db.query<StaffEligibility>(BARRED, [[...codes]]);
}

/** Writes a decision, with who made it and why. */
export async function saveStaff(
  tx: Executor,
  one: StaffEligibility,
  made: { readonly at: number; readonly actorId: string; readonly reason: string },
): Promise<void> {
  const { staffCode, state, fromOn, untilOn, area } = one;
  await tx.query(SAVE, [staffCode, state, fromOn, untilOn, area]);
  await tx.query(LOG, [staffCode, made.at, made.actorId, state, fromOn, untilOn, made.reason]);
}
