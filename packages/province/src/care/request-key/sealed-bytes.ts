import { decryptField, encryptField, type FieldKey } from '@zhijie/crypto';

/**
 * Messages as received and answers as sent hold names and certificate numbers, so they are kept encrypted
 * like every such field. Both are UTF-8 text: a message that is not is refused before it is kept.
 */
export function sealBytes(keys: readonly FieldKey[], bytes: Uint8Array): string {
  return encryptField(
    keys[0]!,
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  );
}

export function openBytes(keys: readonly FieldKey[], sealed: string): Uint8Array {
  return Uint8Array.from(Buffer.from(decryptField(keys, sealed), 'utf8'));
}
