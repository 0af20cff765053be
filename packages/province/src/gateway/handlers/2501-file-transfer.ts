import { fileRegistration, withdrawRegistration } from '../../care/registration/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { factsOf, NOTHING_SAID } from './registration.ts';

const SAID = [
  'diagnosisCode',
  'diagnosisName',
  'diseaseCondition',
  'transferInstitutionName',
  'transferKind',
  'transferredOn',
  'transferReason',
  'transferOpinion',
  'isTransferAgreed',
  'contactPhone',
  'postalAddress',
  'earlierVisitId',
];

/** 2501 and its A edition: out of the insured area the person is filed as referred from now on (F-01 B1). */
export const fileTransfer: HandlerOf<'2501'> = ({ deps, call, input, answer }) =>
  fileRegistration(
    deps,
    call,
    {
      ...NOTHING_SAID,
      kind: 'transfer',
      personId: input.personId,
      insuranceType: orNull(input.insuranceType),
      startsOn: input.startedOn ?? input.transferredOn,
      endsOn: orNull(input.endedOn),
      institutionId: input.transferInstitution,
      destination: input.destinationRegion,
      facts: factsOf({ ...input, operatorId: call.actor.id }, [...SAID, 'operatorId']),
    },
    (registrationId) => answer({ registrationId }),
  );

export const withdrawTransfer: HandlerOf<'2502'> = ({ deps, call, input, answer }) => {
  const { personId, registrationId, remark } = input;
  const wanted = { kind: 'transfer', personId, registrationId, reason: remark ?? '' } as const;
  return withdrawRegistration(deps, call, wanted, (id) => answer({ registrationId: id }));
};
