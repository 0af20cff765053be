import { ok, startOfDay } from '@zhijie/kernel';
import { type ListedPractitioner, listPractitioners as list } from '../../care/staff/practitioner.ts';
import { type HandlerOf, orNull } from '../handling.ts';

export const listPractitioners: HandlerOf<'5102'> = async ({ deps, call, input, answer }) => {
  const found = await list(deps, call, {
    kind: input.practitionerKind,
    staffCode: orNull(input.practitionerCode),
    name: orNull(input.practitionerName),
    certificateNumber: orNull(input.certificateNumber),
  });
  return ok(answer(found.map(rowOf)));
};

const rowOf = ({ practitioner: one, isEligible }: ListedPractitioner) => ({
  certificateType: 'id-card' as const,
  certificateNumber: one.certificateNumber,
  practitionerCode: one.staffCode,
  practitionerName: one.name,
  practitionerKind: one.kind,
  isInsuranceDoctor: one.kind === 'physician' && isEligible,
  startedAt: startOfDay(one.startedOn),
  endedAt: one.endedOn === null ? undefined : startOfDay(one.endedOn),
  practitionerOwnNumber: one.ownNumber ?? undefined,
  qualificationNumber: one.qualificationNumber ?? undefined,
  licenceNumber: one.licenceNumber ?? undefined,
  changeReason: one.reason,
});
