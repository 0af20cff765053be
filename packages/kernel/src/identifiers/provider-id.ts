import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { AreaCode } from './area-code.ts';

/**
 * Contracted institution (定点医药机构编号): `H` for a hospital or `P` for a pharmacy, six digits of region,
 * five of sequence. It has no public check digit: presence in the register decides.
 */
export type ProviderId = Brand<string, 'ProviderId'>;

export function isProviderId(text: string): text is ProviderId {
  return /^[HP]\d{11}$/.test(text);
}

/** Refusal: `not-a-provider-id`. */
export function parseProviderId(text: string): Result<ProviderId, Refusal<'not-a-provider-id'>> {
  return isProviderId(text) ? ok(text) : refuse('not-a-provider-id');
}

/** The county that gave the number; the insurance area that pays may be its city or municipality. */
export function regionOf(provider: ProviderId): AreaCode {
  return provider.slice(1, 7) as AreaCode;
}
