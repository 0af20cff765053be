import {
  fromBase64Url,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sign,
  toBase64Url,
  toHex,
  verify,
} from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { statement } from '@zhijie/database';
import { canonicalJson, type Instant } from '@zhijie/kernel';

/** A signed statement: the journal's first `size` leaves have this root. */
export type Head = {
  readonly size: number;
  readonly root: Uint8Array;
  readonly signedAt: Instant;
  readonly signature: string;
  /** Size of the head before this one; 0 for the first. */
  readonly previousSize: number;
};

export type HeadSigner = (bytes: Uint8Array) => string;
export type HeadVerifier = (bytes: Uint8Array, signature: string) => boolean;

/** The bytes under a head's signature. */
export function headBytes(head: Omit<Head, 'signature'>): Uint8Array {
  const { size, root, signedAt, previousSize } = head;
  const text = { purpose: 'zhijie evidence head', size, root: toHex(root), signedAt, previousSize };
  return new TextEncoder().encode(canonicalJson(text));
}

/** SM2 over the head, 64 bytes in base64url. */
export function headSigner(key: Sm2PrivateKey): HeadSigner {
  return (bytes) => toBase64Url(sign(key, bytes, { format: 'raw' }));
}

export function headVerifier(key: Sm2PublicKey): HeadVerifier {
  return (bytes, signature) => {
    const raw = fromBase64Url(signature);
    return raw !== undefined && verify(key, bytes, raw, { format: 'raw' });
  };
}

const LATEST = statement(
  'evidence.latest-head',
  `SELECT size, root, signed_at AS "signedAt", signature, previous_size AS "previousSize"
   FROM evidence.head ORDER BY size DESC LIMIT 1`,
);

/** The newest head, null while nothing is sealed. */
export async function latestHead(db: Executor): Promise<Head | null> {
  const [head] = await db.query<Head>(LATEST, []);
  return head ?? null;
}
