import { equalBytes, keyedDigest } from '@zhijie/crypto';
import type { CredentialBusiness } from '@zhijie/exchange';
import { type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { checkShown, decodeCredential } from '../person/credential.ts';
import { areaOfToken, operatorOf } from '../person/identify.ts';
import { careRefusal } from '../refusals.ts';

/** How long the hospital may refund without the patient, when its own part failed (interface: one hour). */
export const REVERSAL_LIFE_MS = 3_600_000;

const secretOf = (deps: CareDeps, what: string, orderId: string, length: number): string =>
  keyedDigest(deps.lookupKey, `payment-order-${what}:${orderId}`).slice(0, length).toUpperCase();

/** The token of an order, which nobody can guess who knows its number; the same whenever asked for. */
export const tokenOf = (deps: CareDeps, orderId: string): string => secretOf(deps, 'token', orderId, 32);

const sameText = (a: string, b: string): boolean => equalBytes(Buffer.from(a), Buffer.from(b));

export const isTokenOf = (deps: CareDeps, orderId: string, token: string): boolean =>
  sameText(tokenOf(deps, orderId), token.trim().toUpperCase());

/** Its own end stands in it, so that nothing is kept: `RV`, minute of the end, proof. */
export function reversalTokenOf(deps: CareDeps, orderId: string, at: Instant): string {
  const until = Math.floor((at + REVERSAL_LIFE_MS) / 60_000)
    .toString(36)
    .toUpperCase()
    .padStart(7, '0');
  return `RV${until}${secretOf(deps, `reversal-${until}`, orderId, 24)}`;
}

function isReversalToken(deps: CareDeps, orderId: string, token: string, at: Instant): boolean {
  const until = /^RV([0-9A-Z]{7})[0-9A-F]{24}$/.exec(token)?.[1];
  if (until === undefined || Number.parseInt(until, 36) * 60_000 < at) return false;
  return sameText(`RV${until}${secretOf(deps, `reversal-${until}`, orderId, 24)}`, token);
}

export type HolderToken = {
  readonly token: string;
  readonly personId: string;
  readonly businesses: readonly CredentialBusiness[];
  /** False: it stays usable, as for the upload before the payment. */
  readonly usesUp: boolean;
};

/**
 * That the person gave this token, here and for this (Q-10). Refusals: `authorisation-invalid` for what is no
 * token, `certificate-mismatch`, and the insured side's own (`credential-expired` …).
 */
export function checkToken(
  deps: CareDeps,
  call: Call,
  { token, personId, businesses, usesUp }: HolderToken,
): Promise<Result<null, Refusal>> {
  const credential = 'insurance-code';
  if (areaOfToken({ credential, number: token }) === null) {
    return Promise.resolve(careRefusal('authorisation-invalid', 'paymentAuthorisation'));
  }
  return checkShown(deps, call, { credential, number: token, personId, businesses }, usesUp);
}

const PAYS: readonly CredentialBusiness[] = ['settlement', 'online-settlement'];

/** How the payer agreed to a payment: a token of before, or the code that the phone shows now. */
export type PaymentConsent =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'code'; readonly code: string; readonly channel: string };

/** Refusals: those of `checkToken`, of the decoding, and `authorisation-invalid` for somebody else's code. */
export async function checkConsent(
  deps: CareDeps,
  call: Call,
  personId: string,
  consent: PaymentConsent,
): Promise<Result<null, Refusal>> {
  if (consent.kind === 'token') {
    return checkToken(deps, call, { token: consent.token, personId, businesses: PAYS, usesUp: true });
  }
  const decoded = await decodeCredential(deps, call, {
    code: consent.code,
    operatorId: operatorOf(call),
    departmentId: consent.channel,
    business: 'online-settlement',
  });
  if (!decoded.ok) return decoded;
  return decoded.value.identified.person.personId === personId
    ? ok(null)
    : careRefusal('authorisation-invalid', 'shownCode');
}

/**
 * Who allows a refund: the person by token, or the hospital within the hour by the token of the query.
 * Refusals: `authorisation-invalid`, those of `checkToken`.
 */
export function checkRefundConsent(
  deps: CareDeps,
  call: Call,
  order: { readonly orderId: string; readonly personId: string },
  token: string,
): Promise<Result<null, Refusal>> {
  if (isReversalToken(deps, order.orderId, token, call.receivedAt)) return Promise.resolve(ok(null));
  return checkToken(deps, call, { token, personId: order.personId, businesses: PAYS, usesUp: true });
}
