/**
 * A disclosure as SD-JWT (RFC 9901): the node signs digests of every class of a result, and hands over the
 * plain values of the consented ones only. Nothing can be learned of the others, not even that they differ.
 */
import { SDJwtInstance } from '@sd-jwt/core';
import {
  deriveKey,
  type Es256Key,
  type Es256PublicKey,
  es256KeyOf,
  isEs256Signature,
  keyedDigest,
  sha256,
} from '@zhijie/crypto';
import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { DataClass } from './words.ts';

/** The values by class that a node holds of one settlement. */
export type ClassValues = Readonly<Partial<Record<DataClass, unknown>>>;

export type DisclosedHead = {
  /** The node. */
  readonly iss: string;
  /** The recipient: `insurer/INS-001`. */
  readonly aud: string;
  /** The disclosure's id. */
  readonly jti: string;
  /** Seconds. */
  readonly iat: number;
  readonly exp: number;
};

const ALGORITHM = 'sha-256';
const TYPE = 'dc+sd-jwt';
const hasher = (data: string | ArrayBuffer): Uint8Array =>
  sha256(typeof data === 'string' ? data : new Uint8Array(data));

/** The node's key for disclosures; made from its own secret, so that it is there after a restore. */
export const disclosureKeyOf = (lookupKey: Uint8Array): Es256Key =>
  es256KeyOf(deriveKey(lookupKey, 'disclosure-es256'));

/** Signs all values and shows `shown`. The salts are of this disclosure alone and cannot be guessed. */
export async function issueDisclosure(
  lookupKey: Uint8Array,
  head: DisclosedHead,
  { values, shown }: { readonly values: ClassValues; readonly shown: readonly DataClass[] },
): Promise<string> {
  const key = disclosureKeyOf(lookupKey);
  let salts = 0;
  const instance = new SDJwtInstance({
    signer: (text: string) => key.sign(text),
    signAlg: 'ES256',
    hasher,
    hashAlg: ALGORITHM,
    saltGenerator: () => {
      salts += 1;
      return keyedDigest(lookupKey, `disclosure-salt:${head.jti}:${salts}`).slice(0, 32);
    },
  });
  const payload: Record<string, unknown> = { ...head, vct: 'zhijie/settlement-result', ...values };
  const frame = { _sd: Object.keys(values) };
  const header = { typ: TYPE, kid: key.publicKey.kid };
  const whole = await instance.issue(payload, frame as never, { header });
  return instance.present(whole, Object.fromEntries(shown.map((each) => [each, true])));
}

export type VerifiedDisclosure = { readonly head: DisclosedHead; readonly values: ClassValues };

/**
 * What a recipient learns from a disclosure meant for it. Refuses `disclosure-not-valid`: changed, signed by
 * another key, meant for another recipient, or out of date (`now`: epoch seconds).
 */
export async function verifyDisclosure(
  token: string,
  expected: { readonly key: Es256PublicKey; readonly audience: string; readonly now: number },
): Promise<Result<VerifiedDisclosure, Refusal<'disclosure-not-valid'>>> {
  const instance = new SDJwtInstance({
    hasher,
    hashAlg: ALGORITHM,
    verifier: (text: string, mark: string) => isEs256Signature(expected.key, text, mark),
  });
  try {
    const { payload } = await instance.verify(token, { currentDate: expected.now });
    const { iss, aud, jti, iat, exp, vct: _vct, ...values } = payload as DisclosedHead & { vct: string };
    if (aud !== expected.audience) return refuse('disclosure-not-valid', { field: 'aud' });
    // RFC 9901 §7.1: a value that no signed digest stands for makes the whole invalid. The library passes
    // over it.
    const shown = token.split('~').length - 2;
    if (Object.keys(values).length !== shown) return refuse('disclosure-not-valid');
    return ok({ head: { iss, aud, jti, iat, exp }, values: values as ClassValues });
  } catch {
    // The library throws for every flaw alike, and which one it is helps only whoever made it.
    return refuse('disclosure-not-valid');
  }
}
