import { type Instant, ok, type Result } from '@zhijie/kernel';
import { type GatewayHeaders, type GatewayRejection, verifyCsb, verifyTif } from '@zhijie/wire';
import type { NonceMemory } from '../care/header-nonce/service.ts';

/** Who may call: nobody is asked (demo), or one of the two header styles seen in the provinces. */
export type HeaderStyle =
  | { readonly style: 'none' }
  | (Accounts & { readonly style: 'tif'; readonly secretOf: (account: string) => string | undefined })
  | (Accounts & { readonly style: 'csb'; readonly secretKeyOf: (accessKey: string) => string | undefined });

type Accounts = {
  /** The institutions that an account belongs to; without it an account may speak for any institution. */
  readonly providersOf?: (account: string) => readonly string[] | undefined;
};

/** Who the headers prove the caller to be; `speaksFor` null means any institution. */
export type Caller = { readonly speaksFor: readonly string[] | null };

export type Asking = {
  readonly style: HeaderStyle | undefined;
  /** Where the nonces of x-tif are kept; without it a signature may come again inside its window. */
  readonly nonces: NonceMemory | undefined;
};

const ANYBODY: Caller = { speaksFor: null };

/**
 * Verifies the header style of the province. Refusals: the four of the public edition; a nonce that came
 * before inside the window is told as a signature that does not fit.
 */
export async function callerOf(
  { style = { style: 'none' }, nonces }: Asking,
  headers: GatewayHeaders,
  at: Instant,
): Promise<Result<Caller, GatewayRejection>> {
  if (style.style === 'none') return ok(ANYBODY);
  const account = accountOf(style, headers, at);
  if (!account.ok) return account;
  if (style.style === 'tif' && nonces !== undefined) {
    const isNew = await nonces({ account: account.value, nonce: nonceOf(headers), at });
    if (!isNew) return { ok: false, refusal: 'gateway-signature' };
  }
  if (style.providersOf === undefined) return ok(ANYBODY);
  // An account that belongs to nobody speaks for nobody.
  return ok({ speaksFor: style.providersOf(account.value) ?? [] });
}

/** As `verifyTif` reads it: one value, without blanks around it. */
function nonceOf(headers: GatewayHeaders): string {
  const value = headers['x-tif-nonce'];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

function accountOf(
  style: Exclude<HeaderStyle, { style: 'none' }>,
  headers: GatewayHeaders,
  at: Instant,
): Result<string, GatewayRejection> {
  if (style.style === 'tif') {
    const verified = verifyTif(headers, style.secretOf, at);
    return verified.ok ? ok(verified.value.account) : verified;
  }
  const verified = verifyCsb(headers, style.secretKeyOf, at);
  return verified.ok ? ok(verified.value.accessKey) : verified;
}
