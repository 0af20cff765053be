import { formatDateTime } from '@zhijie/kernel';
import { decodeCredential } from '../../care/person/credential.ts';
import { careRefusal } from '../../care/refusals.ts';
import { type HandlerOf, map } from '../handling.ts';

/** What a terminal's own library does, for whoever sends the text of the code. */
export const decodeOnTerminal: HandlerOf<'6101'> = async ({ deps, call, input, answer }) => {
  if (input.credentialInstitution !== call.institution.providerId) {
    return careRefusal('not-permitted', 'credentialInstitution');
  }
  const decoded = await decodeCredential(deps, call, {
    code: input.credentialCode!,
    operatorId: input.credentialOperatorId,
    departmentId: input.credentialDepartmentId,
    business: input.credentialBusiness,
  });
  return map(decoded, ({ token, identified, expiresAt }) => {
    const { person, coverages } = identified;
    const insured = coverages.find((each) => each.status === 'in-force') ?? coverages[0];
    return answer(
      {
        holderName: person.name,
        holderNumber: person.certificateNumber,
        holderNumberKind: 'id-card',
        credentialToken: token,
        decodedRegion: insured?.insuredArea ?? '',
        decodedBirthDate: person.birthDate,
      },
      [`令牌有效至 ${formatDateTime(expiresAt as Parameters<typeof formatDateTime>[0])}。`],
    );
  });
};
