import { keyedDigest } from '@zhijie/crypto';
import {
  type AnswerOf,
  addressOf,
  type CredentialBusiness,
  NoAnswer,
  NotDelivered,
  type RequestOf,
  routeOf,
} from '@zhijie/exchange';
import {
  type CalendarDate,
  dateOf,
  isAreaCode,
  monthOf,
  ok,
  parseCitizenNumber,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { accessOf, logAccess, rememberPerson } from './store.ts';

export type Credential = 'insurance-code' | 'id-card' | 'social-card';

export type Identification = {
  readonly credential: Credential;
  readonly number: string;
  readonly cardSerial: string | null;
  readonly name: string | null;
  readonly asOf: CalendarDate | null;
  /** Businesses that the token of an electronic credential may be for; left out: any. */
  readonly businesses?: readonly CredentialBusiness[];
  /** Whether the call uses such a token up; a reading does not. */
  readonly usesUp?: boolean;
};

export type IdentifiedPerson = AnswerOf<'person.identify@1'>;

const isUnknown = (refusal: Refusal) => refusal.code === 'person-unknown' || refusal.code === 'not-insured';

/**
 * Finds an insured person for a hospital (procedures V-01). With an insured place in the envelope that place
 * answers; without one this province is asked first, then the hub's directory by keyed digest.
 * Refusals: `certificate-malformed`, `certificate-check-digit`, `insured-region-unknown`, `person-unknown`,
 * `person-ambiguous`, `insured-region-differs`, `insured-place-unreachable`, and the insured side's own
 * (`name-mismatch` …).
 */
export async function identifyPerson(
  deps: CareDeps,
  call: Call,
  wanted: Identification,
): Promise<Result<IdentifiedPerson, Refusal>> {
  const number = normalNumber(wanted);
  if (!number.ok) return number;
  const { insuredRegion } = call;
  if (insuredRegion !== null && !isAreaCode(insuredRegion)) {
    return careRefusal('insured-region-unknown', 'insuredRegion', { value: insuredRegion });
  }
  const request = requestOf(call, wanted, number.value);
  // A token says itself where it comes from.
  const insuredArea = areaOfToken(wanted) ?? insuredRegion;
  const found =
    insuredArea === null
      ? await findAnywhere(deps, call, request)
      : await findThere(deps, call, request, insuredArea);
  if (!found.ok) return found;
  await keepTraces(deps, call, found.value);
  return found;
}

function normalNumber({ credential, number }: Identification): Result<string, Refusal> {
  if (credential !== 'id-card') return ok(number);
  const parsed = parseCitizenNumber(number);
  if (parsed.ok) return parsed;
  const isCheck = parsed.refusal.code === 'citizen-number-check-digit';
  return careRefusal(isCheck ? 'certificate-check-digit' : 'certificate-malformed', 'credentialNumber');
}

function requestOf(call: Call, wanted: Identification, number: string): RequestOf<'person.identify@1'> {
  return {
    certificateType: wanted.credential,
    certificateNumber: number,
    cardSerial: wanted.cardSerial,
    name: wanted.name,
    asOf: wanted.asOf ?? dateOf(call.receivedAt),
    ...(areaOfToken(wanted) === null
      ? {}
      : {
          presentation: {
            operatorId: operatorOf(call),
            businesses: [...(wanted.businesses ?? [])],
            usedBy: wanted.usesUp === true ? `${call.institution.providerId}/${call.messageId}` : null,
          },
        }),
  };
}

/** The insured area that the token of an electronic credential names; null for any other number. */
export function areaOfToken({ credential, number }: Pick<Identification, 'credential' | 'number'>) {
  return credential === 'insurance-code' ? (/^EC(\d{6})[0-9A-F]{32}$/.exec(number)?.[1] ?? null) : null;
}

/** The operator of the envelope, without the institution. */
export const operatorOf = ({ actor, institution }: Call): string =>
  actor.id.slice(institution.providerId.length + 1);

async function findAnywhere(
  deps: CareDeps,
  call: Call,
  request: RequestOf<'person.identify@1'>,
): Promise<Result<IdentifiedPerson, Refusal>> {
  const here = await askInsured(deps, call, request, call.institution.area);
  if (here.ok || !isUnknown(here.refusal)) return here;
  const listed = await listedAreas(deps, call, request);
  if (!listed.ok) return listed;
  const elsewhere = listed.value.filter((area) => addressOf(area) !== deps.node);
  if (elsewhere.length === 0) return here;
  if (new Set(elsewhere.map(addressOf)).size > 1) {
    return careRefusal('person-ambiguous', 'insuredRegion', { areas: elsewhere.join('、') });
  }
  return askInsured(deps, call, request, elsewhere[0]!);
}

/** Where the directory of the nation has the certificate. */
async function listedAreas(
  deps: CareDeps,
  call: Call,
  { certificateNumber }: RequestOf<'person.identify@1'>,
): Promise<Result<readonly string[], Refusal>> {
  const digest = keyedDigest(deps.directoryKey, certificateNumber);
  const listed = await reach(() =>
    deps.ask('directory.find@1', routeOf({ careArea: call.institution.area }), { digest }),
  );
  return listed.ok ? ok([...new Set(listed.value.matches.map((match) => match.insuredArea))]) : listed;
}

/** A person unknown at the stated place and insured at another one: the place is what is wrong. */
async function findThere(
  deps: CareDeps,
  call: Call,
  request: RequestOf<'person.identify@1'>,
  insuredArea: string,
): Promise<Result<IdentifiedPerson, Refusal>> {
  const found = await askInsured(deps, call, request, insuredArea);
  if (found.ok || !isUnknown(found.refusal)) return found;
  const listed = await listedAreas(deps, call, request);
  if (!listed.ok || listed.value.length === 0 || listed.value.includes(insuredArea)) return found;
  return careRefusal('insured-region-differs', 'insuredRegion', { areas: listed.value.join('、') });
}

function askInsured(
  deps: CareDeps,
  call: Call,
  request: RequestOf<'person.identify@1'>,
  insuredArea: string,
): Promise<Result<IdentifiedPerson, Refusal>> {
  const { area, providerId } = call.institution;
  const month = monthOf(call.receivedAt);
  return reach(() =>
    deps.ask('person.identify@1', routeOf({ careArea: area, insuredArea, providerId, month }), request, {
      deadlineMs: deps.limits.settleDeadlineMs,
    }),
  );
}

/** A question without effect: whether it was lost before or after the answer makes no difference. */
export async function reach<T>(ask: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) {
      return careRefusal('insured-place-unreachable');
    }
    throw error;
  }
}

/** Keeps where the person is insured, and who looked. */
export async function keepTraces(deps: CareDeps, call: Call, found: IdentifiedPerson): Promise<void> {
  const { personId } = found.person;
  const area = (found.coverages.find((c) => c.status === 'in-force') ?? found.coverages[0])?.insuredArea;
  await deps.db.transaction(async (tx) => {
    if (area !== undefined) await rememberPerson(tx, personId, area);
    await logAccess(tx, { ...accessOf(call), personId, purpose: 'identify' });
  });
}
