import { type AnswerOf, type CredentialBusiness, routeOf } from '@zhijie/exchange';
import { isAreaCode, monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { areaOfToken, type Credential, identifyPerson, keepTraces, reach } from './identify.ts';

/** A code as it was scanned, and for what (procedures Q-10). */
export type Scan = {
  readonly code: string;
  readonly operatorId: string;
  readonly departmentId: string;
  readonly business: CredentialBusiness;
};

export type Decoded = AnswerOf<'credential.decode@1'>;

/**
 * Has the insured place decode an electronic credential for this institution, operator and business. The code
 * names its area, so the hub's directory is not asked. The same message gets the same token. Refusals:
 * `credential-malformed`, `insured-place-unreachable`, and the insured side's own.
 */
export async function decodeCredential(
  deps: CareDeps,
  call: Call,
  scan: Scan,
): Promise<Result<Decoded, Refusal>> {
  const insuredArea = scan.code.slice(0, 6);
  if (!/^\d{28}$/.test(scan.code) || !isAreaCode(insuredArea)) {
    return careRefusal('credential-malformed', 'credentialCode');
  }
  const { providerId, area } = call.institution;
  const month = monthOf(call.receivedAt);
  const decoded = await reach(() =>
    deps.ask(
      'credential.decode@1',
      routeOf({ careArea: area, insuredArea, providerId, month }),
      { decodeId: `${providerId}/${call.messageId}`, ...scan },
      { deadlineMs: deps.limits.settleDeadlineMs },
    ),
  );
  if (decoded.ok) await keepTraces(deps, call, decoded.value.identified);
  return decoded;
}

/** A certificate shown with a call that is about a person known by number. */
export type Showing = {
  readonly credential: Credential;
  readonly number: string | null;
  readonly personId: string;
  readonly businesses: readonly CredentialBusiness[];
};

/**
 * Where the token of an electronic credential is shown with an act: that it is this person's, for this
 * business, and not used by another act (procedures Q-10). Anything else shown is none of its concern.
 * `usesUp` false: a trial, which leaves the token usable. Refusals: `certificate-mismatch`, and the insured
 * side's own.
 */
export async function checkShown(
  deps: CareDeps,
  call: Call,
  { credential, number, personId, businesses }: Showing,
  usesUp: boolean,
): Promise<Result<null, Refusal>> {
  if (number === null || areaOfToken({ credential, number }) === null) return ok(null);
  const shown = { credential, number, cardSerial: null, name: null, asOf: null, businesses };
  // Whose token it is comes first: a mistaken one is not used up by the refusal.
  const read = await identifyPerson(deps, call, { ...shown, usesUp: false });
  const isRepeat =
    !read.ok && (read.refusal.code === 'credential-used' || read.refusal.code === 'credential-expired');
  if (!read.ok && !(usesUp && isRepeat)) return read;
  if (read.ok && read.value.person.personId !== personId) {
    return careRefusal('certificate-mismatch', 'credentialNumber');
  }
  if (!usesUp) return ok(null);
  const used = await identifyPerson(deps, call, { ...shown, usesUp: true });
  if (!used.ok) return used;
  return used.value.person.personId === personId
    ? ok(null)
    : careRefusal('certificate-mismatch', 'credentialNumber');
}
