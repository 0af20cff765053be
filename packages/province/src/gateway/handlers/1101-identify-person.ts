import { ageOn, calendarDate, dateOf, type Fen, startOfDay } from '@zhijie/kernel';
import type { identityKinds, OutputOf } from '@zhijie/wire';
import { identifyPerson as find, type IdentifiedPerson } from '../../care/person/identify.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

export const identifyPerson: HandlerOf<'1101'> = async ({ deps, call, input, answer }) => {
  const found = await find(deps, call, {
    credential: input.credentialType,
    // Clients fill the one or the other; the card number is the certificate number when only that is sent.
    number: input.credentialNumber ?? input.certificateNumber ?? '',
    cardSerial: orNull(input.cardSerial),
    name: orNull(input.personName),
    asOf: input.startedAt === undefined ? null : dateOf(input.startedAt),
  });
  return map(found, (value) => answer(outputOf(value, dateOf(call.receivedAt))));
};

function outputOf(found: IdentifiedPerson, today: ReturnType<typeof dateOf>): OutputOf<'1101'> {
  const { person, coverages, identities } = found;
  const birthDate = calendarDate(person.birthDate);
  return {
    person: {
      personId: person.personId,
      certificateType: 'id-card',
      certificateNumber: person.certificateNumber,
      personName: person.name,
      gender: person.gender,
      birthDate,
      age: ageOn(birthDate, today),
    },
    coverages: coverages.map((coverage) => ({
      accountBalance: coverage.accountBalance as Fen,
      insuranceType: coverage.insuranceType,
      personGroup: coverage.group,
      isCivilServant: coverage.isCivilServant,
      insuredRegion: coverage.insuredArea,
      coverageStatus: coverage.status,
      insuredSince: calendarDate(coverage.startedOn),
      pausedOn: coverage.pausedOn === null ? undefined : calendarDate(coverage.pausedOn),
      employer: coverage.employer ?? undefined,
    })),
    identities: identities.map(({ kind, startsOn, endsOn }) => ({
      identityKind: isIdentity(kind) ? kind : 'other',
      startedAt: startOfDay(calendarDate(startsOn)),
      endedAt: endsOn === null ? undefined : startOfDay(calendarDate(endsOn)),
    })),
  };
}

type IdentityKind = Parameters<typeof identityKinds.codeOf>[0];

const KNOWN: readonly string[] = [
  'destitute',
  'minimum-living',
  'borderline',
  'relapse-risk',
] satisfies IdentityKind[];

const isIdentity = (kind: string): kind is IdentityKind => KNOWN.includes(kind);
