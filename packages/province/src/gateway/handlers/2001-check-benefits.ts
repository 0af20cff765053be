import { calendarDate, dateOf, type InsuranceType } from '@zhijie/kernel';
import { errorText, type Fund, fundOf, type OutputOf } from '@zhijie/wire';
import { requireActive, requireOpenFor } from '../../care/institution/service.ts';
import { type Benefits, benefitsOf } from '../../care/person/benefits.ts';
import { careRefusal } from '../../care/refusals.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { wireErrorOf } from '../refusal-table.ts';
import { FUND_PARTS } from '../settlement-output.ts';
import { isUrgent } from './urgency.ts';

type Row = OutputOf<'2001'>['benefits'][number];

/** Per fund, whether the person may use it for this care here on that day, and why not. */
export const checkBenefits: HandlerOf<'2001'> = async ({ deps, call, input, answer }) => {
  const { institution } = call;
  if (input.providerId !== institution.providerId) return careRefusal('not-permitted', 'providerId');
  const { personId, insuranceType, careType } = input;
  const diseaseCode = orNull(input.diseaseCode);
  const closed = requireActive(institution) ?? requireOpenFor(institution, careType, diseaseCode);
  const found = await benefitsOf(deps, call, {
    personId,
    insuranceType,
    careType,
    diseaseCode,
    isEmergency: isUrgent(input.outOfAreaFlags),
    on: dateOf(input.startedAt),
  });
  const reason = closed === null ? null : errorText(wireErrorOf(closed));
  const isOutpatient = institution.kind === 'pharmacy' || !careType.includes('inpatient');
  return map(found, (rows) =>
    answer({ benefits: rows.map((row) => rowOf(row, { personId, insuranceType, isOutpatient, reason })) }),
  );
};

type About = {
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly isOutpatient: boolean;
  /** Why nothing can be used at this institution. */
  readonly reason: string | null;
};

function rowOf(row: Benefits[number], { personId, insuranceType, isOutpatient, reason }: About): Row {
  const { benefit, startsOn, endsOn } = row;
  const part = benefit === 'pool' && isOutpatient ? 'outpatient-pooled' : (FUND_PARTS[benefit] ?? 'other');
  const fund: Fund = fundOf(part, insuranceType);
  return {
    personId,
    benefitCheck: benefit === 'filing' ? 'other' : 'fund',
    fund,
    isBenefitUsable: row.isUsable && reason === null,
    startedOn: calendarDate(startsOn),
    endedOn: endsOn === null ? undefined : calendarDate(endsOn),
    benefitReason: reason ?? row.reason,
  };
}
