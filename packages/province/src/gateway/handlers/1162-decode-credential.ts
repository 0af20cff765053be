import { dateOf } from '@zhijie/kernel';
import { decodeCredential as decode } from '../../care/person/credential.ts';
import { careRefusal } from '../../care/refusals.ts';
import { type HandlerOf, map } from '../handling.ts';
import { personFile } from './person-file.ts';

/** A scanned code becomes the person and a token for this institution, operator and business. */
export const decodeCredential: HandlerOf<'1162'> = async ({ deps, call, input, answer }) => {
  if (input.credentialInstitution !== call.institution.providerId) {
    return careRefusal('not-permitted', 'credentialInstitution');
  }
  const decoded = await decode(deps, call, {
    code: input.credentialCode ?? '',
    operatorId: input.credentialOperatorId,
    departmentId: input.credentialDepartmentId,
    business: input.credentialBusiness,
  });
  return map(decoded, ({ token, identified }) => {
    const { person } = identified;
    // An electronic credential has no card: the certificate stands in its place.
    const card = { cardNumber: person.certificateNumber, credentialToken: token };
    return answer({ card, ...personFile(identified, dateOf(call.receivedAt)) });
  });
};
