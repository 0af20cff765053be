import { dateOf } from '@zhijie/kernel';
import { identifyPerson as find } from '../../care/person/identify.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { personFile } from './person-file.ts';

export const identifyPerson: HandlerOf<'1101'> = async ({ deps, call, input, answer }) => {
  const found = await find(deps, call, {
    credential: input.credentialType,
    // Clients fill the one or the other; the card number is the certificate number when only that is sent.
    number: input.credentialNumber ?? input.certificateNumber ?? '',
    cardSerial: orNull(input.cardSerial),
    name: orNull(input.personName),
    asOf: input.startedAt === undefined ? null : dateOf(input.startedAt),
  });
  return map(found, (value) => answer(personFile(value, dateOf(call.receivedAt))));
};
