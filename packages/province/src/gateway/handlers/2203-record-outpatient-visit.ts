import { updateVisit } from '../../care/visit/change.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { diagnosesOf } from './diagnoses.ts';

export const recordOutpatientVisit: HandlerOf<'2203'> = ({ deps, call, input, answer }) => {
  const { visit } = input;
  const flags = visit.outOfAreaFlags;
  const isEmergency =
    flags?.outpatientUrgency === 'emergency' || flags?.outpatientUrgency === 'emergency-referral';
  return updateVisit(
    deps,
    call,
    {
      kind: 'outpatient',
      visitId: visit.visitId,
      personId: visit.personId,
      careType: visit.careType,
      startedAt: visit.startedAt,
      serialNumber: null,
      diseaseCode: orNull(visit.diseaseCode),
      diseaseName: orNull(visit.diseaseName),
      isEmergency,
      isTrauma: orNull(flags?.isTrauma),
      involvesThirdParty: orNull(flags?.involvesThirdParty),
      details: { complaint: orNull(visit.complaint) },
      diagnoses: diagnosesOf(input.diagnoses),
    },
    () => answer({}),
  );
};
