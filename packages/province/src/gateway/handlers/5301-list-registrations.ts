import { calendarDate, dateOf, instant } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import { careRefusal } from '../../care/refusals.ts';
import { type Registrations, registrationsOf } from '../../care/registration/service.ts';
import { type HandlerOf, map } from '../handling.ts';

type Row = Registrations['rows'][number];

const periodOf = ({ startsOn, endsOn }: Row) => ({
  startedOn: calendarDate(startsOn),
  endedOn: endsOn === null ? undefined : calendarDate(endsOn),
});

/** The chronic diseases that are registered today. */
export const listChronic: HandlerOf<'5301'> = async ({ deps, call, input, answer }) => {
  const today = dateOf(call.receivedAt);
  const { personId } = input;
  const found = await registrationsOf(deps, call, { personId, kind: 'chronic', from: today, until: today });
  return map(found, ({ rows }) =>
    answer({
      diseases: rows.map((row) => ({
        registeredDisease: row.diseaseCode!,
        registeredDiseaseName: row.facts.registeredDiseaseName ?? '',
        ...periodOf(row),
      })),
    }),
  );
};

/** 5360: the same of a given day, by insurance. A name that is not the person's is refused. */
export const listChronicOn: HandlerOf<'5360'> = async ({ deps, call, input, answer }) => {
  const { personId, insuranceType, personName } = input;
  const day = dateOf(input.startedAt ?? call.receivedAt);
  const found = await registrationsOf(deps, call, { personId, kind: 'chronic', from: day, until: day });
  if (found.ok && personName !== undefined && personName !== found.value.person.name) {
    return careRefusal('name-mismatch', 'personName');
  }
  return map(found, ({ rows }) =>
    answer(
      rows
        .filter((row) => insuranceType === undefined || row.insuranceType === insuranceType)
        .map((row) => ({
          personId,
          insuranceType: row.insuranceType,
          careType: 'chronic',
          diseaseCode: row.diseaseCode!,
          diseaseName: row.facts.registeredDiseaseName ?? '',
          ...periodOf(row),
        })),
    ),
  );
};

/** The institutions that are chosen from today on. */
export const listDesignated: HandlerOf<'5302'> = async ({ deps, call, input, answer }) => {
  const { personId, applicationKind = 'designated-institution' } = input;
  if (applicationKind !== 'designated-institution') {
    return careRefusal('application-unsupported', 'applicationKind');
  }
  const from = dateOf(call.receivedAt);
  const found = await registrationsOf(deps, call, { personId, kind: 'designated', from, until: null });
  return map(found, ({ rows }) =>
    answer({
      institutions: rows.map((row) => ({
        personId,
        insuranceType: row.insuranceType,
        designationOrder: row.facts.designationOrder ?? '',
        providerId: row.institutionId!,
        providerName: row.facts.providerName ?? '',
        ...periodOf(row),
        remark: row.facts.remark,
      })),
    }),
  );
};

/** The transfers that stand in a period. */
export const listTransfers: HandlerOf<'5304'> = async ({ deps, call, input, answer }) => {
  const { personId, startedAt, endedAt } = input;
  const until = endedAt === undefined ? null : dateOf(endedAt);
  const found = await registrationsOf(deps, call, {
    personId,
    kind: 'transfer',
    from: dateOf(startedAt),
    until,
  });
  return map(found, (value) => answer({ transfers: value.rows.map((row) => transferOf(value, row)) }));
};

type Transfer = OutputOf<'5304'>['transfers'][number];

function transferOf({ person, insuredArea }: Registrations, row: Row): Transfer {
  const { facts } = row;
  return {
    insuranceType: row.insuranceType,
    reportSource: 'institution',
    personId: person.personId,
    certificateType: 'id-card',
    certificateNumber: person.certificateNumber,
    personName: person.name,
    gender: person.gender,
    birthDate: calendarDate(person.birthDate),
    contactPhone: facts.contactPhone,
    postalAddress: facts.postalAddress,
    insuringAgency: insuredArea,
    diagnosisCode: facts.diagnosisCode,
    diagnosisName: facts.diagnosisName,
    diseaseCondition: facts.diseaseCondition,
    transferInstitution: row.institutionId ?? undefined,
    transferInstitutionName: facts.transferInstitutionName ?? '',
    isElsewhere: row.destination !== null && row.destination.slice(0, 4) !== insuredArea.slice(0, 4),
    transferredOn: calendarDate(facts.transferredOn ?? row.startsOn),
    transferReason: facts.transferReason ?? '',
    ...periodOf(row),
    isTransferAgreed: facts.isTransferAgreed === 'true',
    recordedById: facts.operatorId?.split('/').at(-1)?.slice(0, 20),
    recordedAt: instant(row.filedAt),
  };
}
