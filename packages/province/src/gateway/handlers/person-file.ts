import { ageOn, type CalendarDate, calendarDate, type Fen, startOfDay } from '@zhijie/kernel';
import type { identityKinds, OutputOf } from '@zhijie/wire';
import type { IdentifiedPerson } from '../../care/person/identify.ts';

/** What 1101, 1161 and 1162 tell of a person. */
export function personFile(found: IdentifiedPerson, today: CalendarDate): OutputOf<'1101'> {
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
