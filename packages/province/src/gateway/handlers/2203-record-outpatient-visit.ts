import type { InputOf } from '@zhijie/wire';
import { updateVisit } from '../../care/visit/change.ts';
import type { VisitDetails } from '../../care/visit/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { diagnosesOf } from './diagnoses.ts';
import { isUrgent } from './urgency.ts';

/** 2203 and its A edition, whose own fields are kept with the visit. */
export const recordOutpatientVisit: HandlerOf<'2203A'> = ({ deps, call, input, answer }) => {
  const { visit } = input;
  const flags = visit.outOfAreaFlags;
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
      isEmergency: isUrgent(flags),
      isTrauma: orNull(flags?.isTrauma),
      involvesThirdParty: orNull(flags?.involvesThirdParty),
      details: detailsOf(visit),
      diagnoses: diagnosesOf(input.diagnoses),
    },
    () => answer({}),
  );
};

/** What only the A edition sends; left out where it sends nothing. */
const OWN = [
  'maternityKind',
  'gestationWeeks',
  'prescribingInstitution',
  'prescribingInstitutionName',
  'prescriptionFileName',
] as const;

function detailsOf(visit: InputOf<'2203A'>['visit']): VisitDetails {
  const own = OWN.flatMap((name) => (visit[name] === undefined ? [] : [[name, visit[name]]]));
  return { complaint: orNull(visit.complaint), ...Object.fromEntries(own) };
}
