import { fileRegistration } from '../../care/registration/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { AGENT, factsOf, NOTHING_SAID } from './registration.ts';

const SAID = [
  'reportSource',
  'providerName',
  'injuredOn',
  'injuryPlace',
  'injuryCause',
  'contactPhone',
  'postalAddress',
  'employer',
  'remark',
];

/** An accident whose care the fund may pay, or not: its bills are then of that cause (D4). */
export const fileAccident: HandlerOf<'2507'> = ({ deps, call, input, answer }) =>
  fileRegistration(
    deps,
    call,
    {
      ...NOTHING_SAID,
      kind: 'accident',
      personId: input.personId,
      insuranceType: orNull(input.insuranceType),
      startsOn: input.startedOn,
      endsOn: orNull(input.endedOn),
      institutionId: orNull(input.providerId),
      isPayable: input.isPayable,
      facts: factsOf(input, [...SAID, ...AGENT]),
    },
    (registrationId) => answer({ registrationId }),
  );
