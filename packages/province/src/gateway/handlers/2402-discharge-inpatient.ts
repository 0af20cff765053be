import { discharge as end } from '../../care/visit/change.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { diagnosesOf } from './diagnoses.ts';

export const dischargeInpatient: HandlerOf<'2402'> = ({ deps, call, input, answer }) => {
  const { discharge } = input;
  return end(
    deps,
    call,
    {
      visitId: discharge.visitId,
      personId: discharge.personId,
      insuranceType: discharge.insuranceType,
      endedAt: discharge.endedAt,
      diseaseCode: orNull(discharge.diseaseCode),
      diseaseName: orNull(discharge.diseaseName),
      details: {
        dischargeDepartmentCode: discharge.dischargeDepartmentCode,
        dischargeDepartmentName: discharge.dischargeDepartmentName,
        dischargeBed: orNull(discharge.dischargeBed),
        dischargeWay: discharge.dischargeWay,
        diedOn: orNull(discharge.diedOn),
      },
      diagnoses: diagnosesOf(input.diagnoses),
    },
    () => answer({}),
  );
};
