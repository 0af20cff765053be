import { sm3Hex } from '@zhijie/crypto';
import { readVisitDiagnoses } from '../../care/settlement/query.ts';
import { type HandlerOf, map } from '../handling.ts';

/** Those of a discharged stay are of its discharge; before that, and of a visit, of the beginning. */
export const listDiagnoses: HandlerOf<'5202'> = async ({ deps, call, input, answer }) =>
  map(await readVisitDiagnoses(deps, call, input), ({ visit, diagnoses }) =>
    answer({
      diagnoses: diagnoses.map((diagnosis) => ({
        diagnosisId: sm3Hex(`${visit.visitId}\n${diagnosis.orderNumber}`).slice(0, 30),
        visitId: visit.visitId,
        personId: visit.personId,
        diagnosisStage: visit.state === 'discharged' ? ('discharge' as const) : ('admission' as const),
        isMainDiagnosis: diagnosis.isMain,
        diagnosisKind: diagnosis.kind as 'western',
        diagnosisRank: diagnosis.orderNumber,
        diagnosisCode: diagnosis.code,
        diagnosisName: diagnosis.name,
        diagnosisDepartment: diagnosis.department,
        diagnosingDoctorCode: diagnosis.doctorId,
        diagnosingDoctorName: diagnosis.doctorName,
        diagnosedAt: diagnosis.diagnosedAt,
      })),
    }),
  );
