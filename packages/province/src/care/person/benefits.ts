import { type AnswerOf, routeOf } from '@zhijie/exchange';
import {
  type CalendarDate,
  type CareType,
  type InsuranceType,
  isAreaCode,
  monthOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { reach } from './identify.ts';
import { accessOf, insuredAreaOf, logAccess } from './store.ts';

export type BenefitQuestion = {
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly diseaseCode: string | null;
  readonly isEmergency: boolean;
  readonly on: CalendarDate;
};

export type Benefits = AnswerOf<'benefits.check@1'>['rows'];

/** Where a person known by number is insured: as the envelope says, as an identification found, else here. */
export async function insuredAreaFor(
  deps: CareDeps,
  call: Call,
  personId: string,
): Promise<Result<string, Refusal>> {
  const { insuredRegion, institution } = call;
  if (insuredRegion !== null && !isAreaCode(insuredRegion)) {
    return careRefusal('insured-region-unknown', 'insuredRegion', { value: insuredRegion });
  }
  const value = insuredRegion ?? (await insuredAreaOf(deps.db, personId)) ?? institution.area;
  return { ok: true, value };
}

/** Asks the insured place which benefits a person enjoys (2001). Refusals: the insured side's. */
export async function benefitsOf(
  deps: CareDeps,
  call: Call,
  question: BenefitQuestion,
): Promise<Result<Benefits, Refusal>> {
  const { personId } = question;
  const insuredArea = await insuredAreaFor(deps, call, personId);
  if (!insuredArea.ok) return insuredArea;
  const { area: careArea, providerId } = call.institution;
  const month = monthOf(call.receivedAt);
  const route = routeOf({ careArea, insuredArea: insuredArea.value, providerId, personId, month });
  const answer = await reach(() =>
    deps.ask('benefits.check@1', route, { ...question, careArea, providerId }),
  );
  if (!answer.ok) return answer;
  await logAccess(deps.db, { ...accessOf(call), personId, purpose: 'benefits' });
  return { ok: true, value: answer.value.rows };
}
