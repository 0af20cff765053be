import { dateOf } from '@zhijie/kernel';
import { identifyPerson } from '../../care/person/identify.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { personFile } from './person-file.ts';

/** What a reader got from a card, for a client that reads it itself: as 1101 by social card, and the card. */
export const readCard: HandlerOf<'1161'> = async ({ deps, call, input, answer }) => {
  const found = await identifyPerson(deps, call, {
    credential: input.credentialType ?? 'social-card',
    number: input.credentialNumber,
    cardSerial: orNull(input.cardSerial),
    name: orNull(input.personName),
    asOf: input.startedAt === undefined ? null : dateOf(input.startedAt),
  });
  const card = { cardNumber: input.credentialNumber, cardSerial: input.cardSerial };
  return map(found, (value) => answer({ card, ...personFile(value, dateOf(call.receivedAt)) }));
};
