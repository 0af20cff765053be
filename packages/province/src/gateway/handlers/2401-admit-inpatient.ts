import { registerVisit } from '../../care/visit/register.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { diagnosesOf } from './diagnoses.ts';
import { certificateShown } from './shown-certificate.ts';
import { stayOf } from './stay.ts';

export const admitInpatient: HandlerOf<'2401'> = ({ deps, call, input, answer }) => {
  const { stay } = input;
  return registerVisit(
    deps,
    call,
    {
      kind: 'inpatient',
      ...stayOf(stay),
      insuranceType: stay.insuranceType,
      certificateType: stay.credentialType,
      credentialNumber: orNull(stay.credentialNumber),
      certificateNumber: certificateShown(stay),
      name: orNull(stay.personName),
      serialNumber: stay.hospitalAdmissionNumber,
      contact: { name: orNull(stay.contactName), phone: orNull(stay.contactPhone) },
      diagnoses: diagnosesOf(input.diagnoses),
    },
    ({ visit, warnings }) => answer({ visitId: visit.visitId }, warnings),
  );
};
