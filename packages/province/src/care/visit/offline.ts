import { decryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import type { InsuranceType } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import type { Entitled } from './register.ts';
import { VISIT_SELECT, type Visit } from './store.ts';

const LAST = statement(
  'care-visit-last-of-person',
  `SELECT ${VISIT_SELECT} FROM care.visit v
   WHERE v.provider_id = $1 AND v.person_id = $2 AND v.insurance_type = $3
   ORDER BY v.registered_at DESC LIMIT 1`,
);

const OFFLINE = '参保地暂不可达：已按本院上次就诊的登记保存，身份和待遇在结算时由参保地核验';

async function lastVisit(
  db: Executor,
  providerId: string,
  personId: string,
  insuranceType: InsuranceType,
): Promise<Visit | null> {
  return (await db.query<Visit>(LAST, [providerId, personId, insuranceType]))[0] ?? null;
}

/**
 * Who a patient was at the last visit to this institution, for the time in which the insured place cannot be
 * reached: the visit is kept and settles when the line is back (procedures V-12; 医保发〔2022〕22号 annex article
 * 44). Null for a person who was never here. The insured side judges everything again at the settlement.
 */
export async function rememberedEntitlement(
  deps: CareDeps,
  call: Call,
  wanted: { readonly personId: string; readonly insuranceType: InsuranceType },
): Promise<Entitled | null> {
  const last = await lastVisit(deps.db, call.institution.providerId, wanted.personId, wanted.insuranceType);
  if (last === null) return null;
  deps.log({ level: 'warn', event: 'registered-offline', messageId: call.messageId });
  return {
    person: {
      personId: last.personId,
      name: decryptField(deps.fieldKeys, last.nameSealed),
      certificateNumber: decryptField(deps.fieldKeys, last.certificateSealed),
      gender: last.gender,
      birthDate: last.birthDate,
    },
    coverage: {
      insuredArea: last.insuredArea,
      insuranceType: last.insuranceType,
      group: last.personGroup,
      isCivilServant: last.isCivilServant,
    },
    warnings: [OFFLINE],
  };
}
