import { careRefusal } from '../../care/refusals.ts';
import { fileRegistration } from '../../care/registration/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { AGENT, factsOf, NOTHING_SAID, withdraw } from './registration.ts';

/** The institution that a person chooses (D17); other applications under this number are not kept here. */
export const fileDesignated: HandlerOf<'2505'> = async ({ deps, call, input, answer }) => {
  if (input.applicationKind !== 'designated-institution') {
    return careRefusal('application-unsupported', 'applicationKind');
  }
  return fileRegistration(
    deps,
    call,
    {
      ...NOTHING_SAID,
      kind: 'designated',
      personId: input.personId,
      insuranceType: null,
      startsOn: input.startedOn,
      endsOn: orNull(input.endedOn),
      institutionId: input.providerId,
      facts: factsOf(input, [
        'designationOrder',
        'providerName',
        'contactPhone',
        'postalAddress',
        'remark',
        ...AGENT,
      ]),
    },
    (registrationId) => answer({ registrationId }),
  );
};

export const withdrawDesignated = withdraw('designated');
