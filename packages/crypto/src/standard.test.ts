import { readFileSync } from 'node:fs';
import * as script from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import {
  decrypt,
  decryptField,
  deriveKey,
  encryptField,
  fromHex,
  hmacSm3,
  importPrivate,
  importPublic,
  keyedDigest,
  open,
  seal,
  selfTest,
  sm3,
  sm3Hex,
  sm4,
  toHex,
  unwrapLinkKey,
  verify,
} from './index.ts';

const vectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../spec/vectors/crypto/${name}.json`, import.meta.url), 'utf8'));
const hex = (text: string): Uint8Array => fromHex(text)!;
const given = (bytes: Uint8Array) => () => bytes;

describe('published examples', () => {
  test.each(vectors('sm3').cases as { name: string; text: string; repeat: number; digest: string }[])(
    'SM3: $name',
    ({ text, repeat, digest }) => {
      const whole = text.repeat(repeat);
      expect(toHex(sm3(Buffer.from(whole)))).toBe(digest);
      expect(sm3Hex(whole)).toBe(digest);
      expect(script.sm3(Buffer.from(whole))).toBe(digest);
    },
  );

  test.each(
    vectors('hmac-sm3').cases as { name: string; key: string; text?: string; hex?: string; mac: string }[],
  )('HMAC-SM3: $name', ({ key, text, hex: bytes, mac }) => {
    const input = text === undefined ? hex(bytes ?? '') : Buffer.from(text);
    expect(toHex(hmacSm3(hex(key), input))).toBe(mac);
    if (text !== undefined) expect(keyedDigest(hex(key), text)).toBe(mac);
  });

  test('SM4: one block', () => {
    const { key, plain, cipher } = vectors('sm4').cases[0];
    expect(toHex(sm4.encryptEcb(hex(key), hex(plain), { padding: 'none' }))).toBe(cipher);
    expect(toHex(sm4.decryptEcb(hex(key), hex(cipher), { padding: 'none' }))).toBe(plain);
  });

  test('SM4: one block a million times', () => {
    const { key, plain, rounds, cipher } = vectors('sm4').cases[1];
    // Each block of CBC over zeros is the encryption of the block before.
    const chain = sm4.encryptCbc(hex(key), hex(plain), new Uint8Array(rounds * 16), { padding: 'none' });
    expect(toHex(chain.subarray(-16))).toBe(cipher);
  });

  test('SM4: CBC', () => {
    const { key, iv, plain, cipher } = vectors('sm4').cases[2];
    expect(toHex(sm4.encryptCbc(hex(key), hex(iv), hex(plain), { padding: 'none' }))).toBe(cipher);
    expect(toHex(sm4.decryptCbc(hex(key), hex(iv), hex(cipher), { padding: 'none' }))).toBe(plain);
  });

  test('SM4: CTR', () => {
    const { key, iv, plain, cipher } = vectors('sm4').cases[3];
    expect(toHex(sm4.applyCtr(hex(key), hex(iv), hex(plain)))).toBe(cipher);
    expect(toHex(sm4.applyCtr(hex(key), hex(iv), hex(cipher)))).toBe(plain);
  });

  test('SM4: CBC with padding agrees with a second implementation', () => {
    const { key, iv } = vectors('sm4').cases[2];
    const plain = Buffer.from('不足一块的文字');
    const expected = script.sm4.encrypt(plain, key, { mode: 'cbc', iv });
    expect(toHex(sm4.encryptCbc(hex(key), hex(iv), plain))).toBe(expected);
  });
});

describe('SM2 of the standard', () => {
  const example = vectors('sm2');
  const key = importPrivate(example.privateKey);

  test('the public key and its identity digest follow from the private key', () => {
    expect(key.publicKey.hex).toBe(example.publicKey);
    expect(toHex(key.publicKey.identityDigest(example.userId))).toBe(example.identityDigest);
  });

  test('the signature of the standard is accepted in both formats', () => {
    const { message, raw, der } = example.signature;
    expect(verify(key.publicKey, message, hex(raw), { format: 'raw' })).toBe(true);
    expect(verify(key.publicKey, message, hex(der), { format: 'der' })).toBe(true);
    expect(verify(key.publicKey, message, hex(der))).toBe(true);
  });

  test('the fall-back signs as the standard does with the standard’s random number', () => {
    const k = BigInt(`0x${example.signature.k}`);
    const x1 = BigInt(`0x${script.sm2.getPublicKeyFromPrivateKey(example.signature.k).slice(2, 66)}`);
    const options = { hash: true, publicKey: example.publicKey, pointPool: [{ k, x1 }] };
    const signature = script.sm2.doSignature(example.signature.message, example.privateKey, options);
    expect(signature).toBe(example.signature.raw);
  });

  test.each(example.invalidSignatures as { name: string; format: 'raw' | 'der'; signature: string }[])(
    'a signature is refused: $name',
    ({ format, signature }) => {
      expect(verify(key.publicKey, example.signature.message, hex(signature), { format })).toBe(false);
    },
  );

  test('the cipher text of the standard is decrypted', () => {
    const plain = decrypt(key, hex(example.encryption.cipher));
    expect(Buffer.from(plain).toString()).toBe(example.encryption.plain);
  });

  test('keys come and go as PEM', () => {
    expect(key.toPem()).toBe(example.privateKeyPem);
    expect(key.publicKey.toPem()).toBe(example.publicKeyPem);
    expect(importPrivate(example.privateKeyPem).toHex()).toBe(example.privateKey);
    expect(importPublic(example.publicKeyPem).hex).toBe(example.publicKey);
  });
});

describe('our own forms, computed from fixed keys and initial vectors', () => {
  const forms = vectors('formats');

  test('derived keys and keyed digests', () => {
    expect(toHex(deriveKey(hex(forms.deriveKey.master), forms.deriveKey.label))).toBe(forms.deriveKey.key);
    expect(keyedDigest(hex(forms.keyedDigest.key), forms.keyedDigest.text)).toBe(forms.keyedDigest.digest);
  });

  test('a stored field', () => {
    const { keyId, key, iv, text, stored } = forms.field;
    const fieldKey = { id: keyId, bytes: hex(key) };
    expect(encryptField(fieldKey, text, given(hex(iv)))).toBe(stored);
    expect(decryptField([fieldKey], stored)).toBe(text);
  });

  test('a sealed body', () => {
    const { encKey, macKey, iv, aad, plain, sealed } = forms.seal;
    const key = { id: '00', encKey: hex(encKey), macKey: hex(macKey) };
    expect(toHex(seal(key, hex(aad), hex(plain), given(hex(iv))))).toBe(sealed);
    const opened = open(key, hex(aad), hex(sealed));
    expect(opened.ok && toHex(opened.value)).toBe(plain);
  });

  test('a wrapped link key', () => {
    const { id, encKey, macKey, recipientPrivateKey, wrapped } = forms.linkKey;
    const key = unwrapLinkKey(wrapped, importPrivate(recipientPrivateKey));
    expect({ id: key.id, encKey: toHex(key.encKey), macKey: toHex(key.macKey) }).toEqual({
      id,
      encKey,
      macKey,
    });
  });
});

describe('self-test at start', () => {
  test('passes with this build of Node', () => {
    expect(() => selfTest()).not.toThrow();
  });

  test('names the first example whose answer differs', () => {
    const wrong = [
      { name: 'right', expected: '1', compute: () => '1' },
      { name: 'SM3 of "abc"', expected: '66c7', compute: () => '0000' },
    ];
    expect(() => selfTest(wrong)).toThrow('SM3 of "abc" gives 0000, not 66c7');
  });
});
