import { fileRegistration } from '../../care/registration/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { factsOf, NOTHING_SAID, withdraw } from './registration.ts';

const SAID = [
  'registeredDiseaseName',
  'appraisingInstitution',
  'appraisingInstitutionName',
  'appraisedOn',
  'appraisingDoctorCode',
  'appraisingDoctorName',
  'contactPhone',
  'postalAddress',
  'remark',
];

/** A chronic disease as a hospital appraised it: where the place asks for it, the chronic benefit follows. */
export const fileChronic: HandlerOf<'2503'> = ({ deps, call, input, answer }) =>
  fileRegistration(
    deps,
    call,
    {
      ...NOTHING_SAID,
      kind: 'chronic',
      personId: input.personId,
      insuranceType: input.insuranceType,
      startsOn: input.startedOn,
      endsOn: orNull(input.endedOn),
      diseaseCode: input.registeredDisease,
      facts: factsOf(input, SAID),
    },
    (registrationId) => answer({ registrationId }),
  );

export const withdrawChronic = withdraw('chronic');
