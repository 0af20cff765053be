import type { Executor } from '@zhijie/database';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Instant,
  isStaffCode,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { Visit } from '../visit/store.ts';
import { barredStaff, lockStaff, type StaffEligibility, saveStaff } from './store.ts';

/** A line as far as it matters who opened it. A refund takes back what was opened before. */
type OpenedLine = {
  readonly lineNumber: string;
  readonly originalLineNumber: string | null;
  readonly occurredAt: Instant;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};

const doctorOf = (line: OpenedLine): string => String(line.details.orderingDoctorCode ?? '');

/**
 * Bills opened by staff whose payment eligibility is suspended or terminated on that day are not payable,
 * except in an emergency (procedures V-18; 医保支付资格管理经办规程 article 16, 45–48). Refusal:
 * `staff-not-eligible`, naming the line.
 */
export async function refusalOfStaff(
  tx: Executor,
  visit: Pick<Visit, 'isEmergency' | 'careType'>,
  lines: readonly OpenedLine[],
): Promise<CareRefusal | null> {
  const isEmergency = visit.isEmergency || visit.careType?.startsWith('emergency') === true;
  const charges = lines.filter((line) => line.originalLineNumber === null);
  const codes = [...new Set(charges.map(doctorOf))].filter((code) => code !== '');
  if (isEmergency || codes.length === 0) return null;
  const barred = new Map((await barredStaff(tx, codes)).map((one) => [one.staffCode, one]));
  for (const [index, line] of lines.entries()) {
    const one = line.originalLineNumber === null ? barred.get(doctorOf(line)) : undefined;
    if (one === undefined || !isBarredOn(one, dateOf(line.occurredAt))) continue;
    return careRefusal('staff-not-eligible', `lines[${index}].orderingDoctorCode`, {
      lineNumber: line.lineNumber,
      staffCode: one.staffCode,
      state: one.state,
      from: one.fromOn,
      ...(one.untilOn === null ? {} : { until: one.untilOn }),
    }).refusal;
  }
  return null;
}

export const isBarredOn = ({ fromOn, untilOn }: StaffEligibility, day: CalendarDate): boolean =>
  fromOn <= day && (untilOn === null || day <= untilOn);

export type StaffDecision = Omit<StaffEligibility, 'area'> & { readonly reason: string };
export type StaffOutcome = { readonly outcome: 'applied' | 'unchanged'; readonly staff: StaffEligibility };
export type StaffRefusal = Refusal<
  'not-permitted' | 'staff-code-malformed' | 'until-before-from' | 'reason-missing'
>;

/**
 * The agency of a place decides about a person's payment eligibility; deciding the same again changes
 * nothing. Refusals: `staff-code-malformed`, `until-before-from`, `reason-missing`, `not-permitted` (another
 * place's decision stands).
 */
export async function decideStaff(
  deps: CareDeps,
  actor: Actor,
  { reason: text, ...decision }: StaffDecision,
): Promise<Result<StaffOutcome, StaffRefusal>> {
  const { staffCode, fromOn, untilOn } = decision;
  const reason = text.trim();
  const area = actor.areas[0];
  if (!isStaffCode(staffCode)) return refuse('staff-code-malformed', { field: 'staffCode' });
  if (untilOn !== null && untilOn < fromOn) return refuse('until-before-from', { field: 'untilOn' });
  if (reason === '') return refuse('reason-missing', { field: 'reason' });
  if (area === undefined || !mayMaintainInstitution(actor, area)) return refuse('not-permitted');
  const at = deps.now();
  return deps.db.transaction(async (tx): Promise<Result<StaffOutcome, StaffRefusal>> => {
    const known = await lockStaff(tx, staffCode);
    const staff = { ...decision, area: known?.area ?? area };
    if (!mayMaintainInstitution(actor, staff.area)) return refuse('not-permitted');
    if (known !== null && isSame(known, staff)) return ok({ outcome: 'unchanged', staff: known });
    await saveStaff(tx, staff, { at, actorId: actor.id, reason });
    return ok({ outcome: 'applied', staff });
  });
}

const isSame = (a: StaffEligibility, b: StaffEligibility): boolean =>
  a.state === b.state && a.fromOn === b.fromOn && a.untilOn === b.untilOn;
