import { decryptField } from '@zhijie/crypto';
import { ageOn, dateOf } from '@zhijie/kernel';
import { readInpatients } from '../../care/visit/inpatients.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

/** Who lies in this hospital, by the day of admission. */
export const listInpatients: HandlerOf<'5303'> = async ({ deps, call, input, answer }) => {
  const found = await readInpatients(deps, call, {
    personId: orNull(input.personId),
    from: input.startedAt,
    until: input.endedAt,
  });
  return map(found, (stays) =>
    answer({
      stays: stays.map((stay) => ({
        visitId: stay.visitId,
        personId: stay.personId,
        certificateType: 'id-card',
        certificateNumber: decryptField(deps.fieldKeys, stay.certificateSealed),
        personName: decryptField(deps.fieldKeys, stay.nameSealed),
        gender: stay.gender,
        birthDate: stay.birthDate,
        age: ageOn(stay.birthDate, dateOf(call.receivedAt)),
        insuranceType: stay.insuranceType,
        startedOn: dateOf(stay.startedAt),
        careType: stay.careType ?? 'inpatient',
        hospitalVisitNumber: stay.serialNumber,
        isElsewhere: stay.insuredArea.slice(0, 4) !== stay.careArea.slice(0, 4),
      })),
    }),
  );
};
