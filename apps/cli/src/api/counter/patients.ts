import {
  ageOn,
  type CareType,
  dateOf,
  formatDateTime,
  formatYuan,
  LABELS,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import { waitingAtCounter } from '@zhijie/province';
import type { OutputOf } from '@zhijie/wire';
import type { PatientBody } from './schema.ts';
import { calls, type Window } from './window.ts';

/** One lamp at the window: what it is about, its colour, and what to do when it is not green. */
export type Light = {
  readonly about: 'insured' | 'benefit' | 'filing';
  readonly tone: 'good' | 'wait' | 'bad';
  readonly text: string;
  readonly advice: string | null;
};

type Person = OutputOf<'1101'>;
type Coverage = Person['coverages'][number];
type Read = {
  readonly person: Person;
  readonly credential: PatientBody['credential'];
  readonly number: string;
};

const DEPARTMENT = { credentialDepartmentId: 'window', credentialDepartmentName: '收费窗口' };

/**
 * Whoever shows a code, a card or a number, with one lamp for each thing that could stop a settlement
 * later.
 */
export async function readPatient(window: Window, body: PatientBody): Promise<Result<object, Refusal>> {
  // A token of a face is shown as it is; only a code that was scanned is taken apart.
  const isScanned = body.credential === 'insurance-code' && !isToken(body.number);
  const read = isScanned ? await scanned(window, body) : await shown(window, body);
  if (!read.ok) return read;
  const { person, credential, number } = read.value;
  const { personId, personName, gender, certificateNumber, birthDate } = person.person;
  const coverage = person.coverages.find((one) => one.coverageStatus === 'in-force') ?? person.coverages[0];
  const today = dateOf(window.deps.now());
  const waiting = await waitingAtCounter(window.deps, window.actor, {
    providerId: window.place.providerId,
    personId,
  });
  if (!waiting.ok) return waiting;
  const lights = coverage === undefined ? [NOT_INSURED] : await lightsOf(window, body, personId, coverage);
  return ok({
    patient: {
      personId,
      name: personName,
      gender,
      certificateNumber,
      birthDate: birthDate ?? null,
      age: birthDate === undefined ? null : ageOn(birthDate, today),
      credential,
      number,
      coverages: person.coverages.map(({ accountBalance, insuredSince, pausedOn, employer, ...one }) => ({
        ...one,
        insuredArea: one.insuredRegion,
        label: LABELS.insuranceType[one.insuranceType],
        accountBalance: formatYuan(accountBalance),
      })),
      insuranceType: coverage?.insuranceType ?? null,
      insuredArea: coverage?.insuredRegion ?? null,
    },
    waiting: waiting.value.map(({ careType, startedAt, total, ...visit }) => ({
      ...visit,
      label: careType === null ? '门诊' : LABELS.careType[careType],
      startedAt: formatDateTime(startedAt),
      total: formatYuan(total),
    })),
    lights,
  });
}

async function shown(window: Window, body: PatientBody): Promise<Result<Read, Refusal>> {
  const { requestKey, credential, number, cardSerial, insuredArea } = body;
  const isNumber = credential === 'id-card';
  const person = await calls(window, {
    number: '1101',
    key: requestKey,
    insuredArea: insuredArea ?? null,
    input: {
      credentialType: credential,
      credentialNumber: number,
      ...(isNumber ? { certificateType: 'id-card', certificateNumber: number } : { cardSerial }),
    },
  });
  return person.ok ? ok({ person: person.value, credential, number }) : person;
}

/** A code is taken apart once; the token that it gives is this window's, for one business. */
async function scanned(window: Window, body: PatientBody): Promise<Result<Read, Refusal>> {
  const { actor, place } = window;
  const decoded = await calls(window, {
    number: '1162',
    key: body.requestKey,
    input: {
      credentialInstitution: place.providerId,
      credentialBusiness: isStay(body.careType) ? 'admission' : 'registration',
      credentialOperatorId: actor.id.slice(-30),
      credentialOperatorName: actor.name ?? '收费员',
      ...DEPARTMENT,
      credentialCode: body.number,
    },
  });
  if (!decoded.ok) return decoded;
  const { card, ...person } = decoded.value;
  return ok({ person, credential: 'insurance-code', number: card.credentialToken ?? body.number });
}

const isToken = (number: string): boolean => /^EC\d{6}[0-9A-F]{32}$/.test(number);

export const isStay = (careType: CareType): boolean => careType.endsWith('inpatient');

const NOT_INSURED: Light = {
  about: 'insured',
  tone: 'bad',
  text: '没有参保信息',
  advice: '按自费就医；有疑问请拨打 12393 或参保地经办机构',
};

async function lightsOf(
  window: Window,
  { requestKey, careType, diseaseCode }: PatientBody,
  personId: string,
  coverage: Coverage,
): Promise<Light[]> {
  const { insuranceType, insuredRegion, coverageStatus } = coverage;
  const isInForce = coverageStatus === undefined || coverageStatus === 'in-force';
  const insured: Light = isInForce
    ? {
        about: 'insured',
        tone: 'good',
        text: `${LABELS.insuranceType[insuranceType]}，参保正常`,
        advice: null,
      }
    : { about: 'insured', tone: 'bad', text: '参保没有生效或已暂停', advice: '请联系参保地恢复；眼下按自费' };
  const found = await calls(window, {
    number: '2001',
    key: requestKey,
    insuredArea: insuredRegion,
    input: {
      personId,
      insuranceType,
      providerId: window.place.providerId,
      careType,
      startedAt: window.deps.now(),
      ...(diseaseCode === undefined ? {} : { diseaseCode }),
    },
  });
  if (!found.ok) {
    const text = String((found.refusal.detail as { text?: string } | undefined)?.text ?? '待遇没有查到');
    return [insured, { about: 'benefit', tone: 'wait', text, advice: '可稍后再查；不要因此让患者回家办理' }];
  }
  return [insured, benefitLight(found.value.benefits), ...filingLights(found.value.benefits)];
}

type Benefit = OutputOf<'2001'>['benefits'][number];

function benefitLight(rows: readonly Benefit[]): Light {
  const funds = rows.filter(({ benefitCheck }) => benefitCheck === 'fund');
  const usable = funds.filter(({ isBenefitUsable }) => isBenefitUsable);
  if (usable.length > 0)
    return {
      about: 'benefit',
      tone: 'good',
      text: `可以直接结算（${usable.length} 项基金可用）`,
      advice: null,
    };
  const reason = funds.find(({ benefitReason }) => benefitReason !== undefined)?.benefitReason;
  return {
    about: 'benefit',
    tone: 'bad',
    text: reason ?? '本次就医没有可用的基金',
    advice: '可先登记；结算前仍未解决的，按自费结算并告知患者到参保地申请报销',
  };
}

function filingLights(rows: readonly Benefit[]): Light[] {
  const filing = rows.find(({ benefitCheck }) => benefitCheck === 'other');
  if (filing === undefined) return [];
  if (filing.isBenefitUsable) return [{ about: 'filing', tone: 'good', text: '异地备案有效', advice: null }];
  return [
    {
      about: 'filing',
      tone: 'wait',
      text: filing.benefitReason ?? '没有有效的异地备案',
      advice: '先别急着自费：出院结算前补办备案，可以直接结算（网上、电话或窗口均可）',
    },
  ];
}
