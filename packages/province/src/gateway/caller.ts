import { type Instant, ok, type Result } from '@zhijie/kernel';
import { type GatewayHeaders, type GatewayRejection, verifyCsb, verifyTif } from '@zhijie/wire';

/** Who may call: nobody is asked (demo), or one of the two header styles seen in the provinces. */
export type HeaderStyle =
  | { readonly style: 'none' }
  | (Accounts & { readonly style: 'tif'; readonly secretOf: (account: string) => string | undefined })
  | (Accounts & { readonly style: 'csb'; readonly secretKeyOf: (accessKey: string) => string | undefined });

type Accounts = {
  /** The institution that an account belongs to; without it an account may speak for any institution. */
  readonly providerOf?: (account: string) => string | undefined;
};

/** Who the headers prove the caller to be; `speaksFor` null means any institution. */
export type Caller = { readonly speaksFor: string | null };

/** Verifies the header style of the province. Refusals: the four of the public edition. */
export function callerOf(
  style: HeaderStyle = { style: 'none' },
  headers: GatewayHeaders,
  at: Instant,
): Result<Caller, GatewayRejection> {
  if (style.style === 'none') return ok({ speaksFor: null });
  const account = accountOf(style, headers, at);
  if (!account.ok) return account;
  if (style.providerOf === undefined) return ok({ speaksFor: null });
  // An account that belongs to nobody speaks for nobody.
  return ok({ speaksFor: style.providerOf(account.value) ?? '' });
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
