import { keyedDigest } from '@zhijie/crypto';
import { type CalendarDate, ok, parseCitizenNumber, type Refusal, type Result, refuse } from '@zhijie/kernel';

export type CertificateType = 'insurance-code' | 'id-card' | 'social-card';

/**
 * The one written form of a certificate number (V-01): an ID card is checked and completed to 18
 * characters, a social card is upper-cased. Refuses `certificate-check-digit` for an ID card whose only
 * fault is its last character, else `certificate-malformed`.
 */
export function normaliseCertificate(
  type: CertificateType,
  number: string,
  today: CalendarDate,
): Result<string, Refusal<'certificate-malformed' | 'certificate-check-digit'>> {
  const field = 'certificateNumber';
  const text = number.trim();
  if (type === 'id-card') {
    const parsed = parseCitizenNumber(text, today);
    if (parsed.ok) return parsed;
    const isCheckDigit = parsed.refusal.code === 'citizen-number-check-digit';
    return refuse(isCheckDigit ? 'certificate-check-digit' : 'certificate-malformed', { field });
  }
  if (!/^[\x21-\x7e]{4,64}$/.test(text)) return refuse('certificate-malformed', { field });
  return ok(type === 'social-card' ? text.toUpperCase() : text);
}

/** Look-up digest of a certificate inside this node, under the node's own key. */
export function certificateDigest(key: Uint8Array, type: CertificateType, number: string): string {
  return keyedDigest(key, `${type}:${number}`);
}

/** Digest of a certificate number at the hub's directory, under the key that all nodes share. */
export function directoryDigest(key: Uint8Array, number: string): string {
  return keyedDigest(key, number);
}
