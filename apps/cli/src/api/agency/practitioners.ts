/** The register of who practises at an institution. */
import { ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { registerPractitioner } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { day, strict, text } from '../fields.ts';
import type { Desk } from './requests.ts';

/** An entry of the register; the kind follows from the code. */
export const PractitionerBody = Type.Object(
  {
    providerId: text('机构编号', 12),
    name: text('姓名', 50),
    certificateNumber: text('身份证号', 18),
    ownNumber: Type.Optional(text('本院工号', 20)),
    qualificationNumber: Type.Optional(text('资格证书编码', 30)),
    licenceNumber: Type.Optional(text('执业证书编号', 30)),
    fromOn: day('在该机构执业自何日起'),
    untilOn: Type.Optional(day('至何日止')),
    reason: text('理由', 200),
  },
  strict,
);
export type PractitionerBody = Static<typeof PractitionerBody>;

export async function practitioner(
  { actor, province }: Desk,
  staffCode: string,
  body: PractitionerBody,
): Promise<Result<unknown, Refusal>> {
  const { fromOn, untilOn: until, ownNumber = null, qualificationNumber = null, licenceNumber = null } = body;
  const startedOn = parseCalendarDate(fromOn);
  if (!startedOn.ok) return refuse('date-malformed', { field: 'fromOn' });
  const endedOn = until === undefined ? ok(null) : parseCalendarDate(until);
  if (!endedOn.ok) return refuse('date-malformed', { field: 'untilOn' });
  const { providerId, name, certificateNumber, reason } = body;
  const who = { providerId, staffCode, name, certificateNumber, reason };
  const papers = { ownNumber, qualificationNumber, licenceNumber };
  const entry = { ...who, ...papers, startedOn: startedOn.value, endedOn: endedOn.value };
  return registerPractitioner(province.care.deps, actor, entry);
}
