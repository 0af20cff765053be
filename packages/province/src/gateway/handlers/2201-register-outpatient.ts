import { registerVisit } from '../../care/visit/register.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { certificateShown } from './shown-certificate.ts';

export const registerOutpatient: HandlerOf<'2201'> = ({ deps, call, input, answer }) =>
  registerVisit(
    deps,
    call,
    {
      kind: 'outpatient',
      personId: input.personId,
      insuranceType: input.insuranceType,
      careType: null,
      certificateType: input.credentialType,
      credentialNumber: orNull(input.credentialNumber),
      certificateNumber: certificateShown(input),
      name: orNull(input.personName),
      serialNumber: input.hospitalVisitNumber,
      startedAt: input.startedAt,
      isEmergency: false,
      isTrauma: null,
      involvesThirdParty: null,
      diseaseCode: null,
      diseaseName: null,
      details: {
        departmentCode: input.departmentCode,
        departmentName: input.departmentName,
        specialty: input.specialty,
        doctorCode: orNull(input.doctorCode),
        doctorName: orNull(input.doctorName),
      },
      diagnoses: [],
    },
    ({ visit, warnings }) =>
      answer(
        {
          visitId: visit.visitId,
          personId: visit.personId,
          hospitalVisitNumber: visit.serialNumber,
        },
        warnings,
      ),
  );
