import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decrypt,
  decryptField,
  deriveKey,
  encrypt,
  encryptField,
  generateKeyPair,
  keyedDigest,
  newLinkKey,
  open,
  seal,
  sign,
  sm3,
  sm4,
  toHex,
  unwrapLinkKey,
  wrapLinkKey,
} from './index.ts';

const filled = (byte: number) => (length: number) => new Uint8Array(length).fill(byte);
const liveKey = { id: 'k2025', bytes: filled(1)(32) };
const oldKey = { id: 'k2024', bytes: filled(2)(32) };

const names = fc
  .array(fc.constantFrom(...'李娜欧阳·Aa0 \u0000\n𠮷é'), { maxLength: 40 })
  .map((letters) => letters.join(''));

describe('stored fields', () => {
  test('every text reads back, and the same text is stored differently each time', () => {
    fc.assert(
      fc.property(names, (text) => {
        const stored = encryptField(liveKey, text);
        expect(decryptField([oldKey, liveKey], stored)).toBe(text);
        expect(encryptField(liveKey, text)).not.toBe(stored);
      }),
      { numRuns: 100 },
    );
  });

  test('the stored text carries the key id, so that an old key still reads its fields', () => {
    const stored = encryptField(oldKey, '李娜');
    expect(stored.startsWith('f1.k2024.')).toBe(true);
    expect(decryptField([liveKey, oldKey], stored)).toBe('李娜');
    expect(() => decryptField([liveKey], stored)).toThrow('no key "k2024"');
  });

  test('names of two and of four characters are stored at the same length', () => {
    expect(encryptField(liveKey, '李娜').length).toBe(encryptField(liveKey, '欧阳李娜').length);
  });

  test('a stored text with any character changed, dropped or added is refused', () => {
    const stored = encryptField(liveKey, '110101199003070000');
    const letters = fc.constantFrom(...'ABCxyz012-_.=+/ '.split(''));
    fc.assert(
      fc.property(fc.nat({ max: stored.length - 1 }), letters, (position, letter) => {
        fc.pre(stored[position] !== letter);
        const changed = stored.slice(0, position) + letter + stored.slice(position + 1);
        expect(() => decryptField([liveKey], changed)).toThrow('Cannot decrypt the field');
        const cut = stored.slice(0, position) + stored.slice(position + 1);
        expect(() => decryptField([liveKey], cut)).toThrow('Cannot decrypt the field');
        expect(() => decryptField([liveKey], stored + letter)).toThrow('Cannot decrypt the field');
      }),
      { numRuns: 300 },
    );
  });

  test('a field stored under one id is refused under another id of the same secret', () => {
    const renamed = encryptField(liveKey, '李娜').replace('k2025', 'k2026');
    expect(() => decryptField([{ id: 'k2026', bytes: liveKey.bytes }], renamed)).toThrow('it was changed');
  });

  test('a key id that would break the form is a defect', () => {
    expect(() => encryptField({ id: 'a.b', bytes: liveKey.bytes }, 'x')).toThrow('key id');
    expect(() => encryptField({ id: 'short', bytes: filled(1)(8) }, 'x')).toThrow('at least 16 bytes');
  });
});

describe('sealed bodies', () => {
  const key = newLinkKey(filled(3));
  const bytes = fc.uint8Array({ maxLength: 200 });

  test('every body opens with its key and its header', () => {
    fc.assert(
      fc.property(bytes, bytes, (aad, plain) => {
        const opened = open(key, aad, seal(key, aad, plain));
        expect(opened.ok && toHex(opened.value)).toBe(toHex(plain));
      }),
      { numRuns: 100 },
    );
  });

  test('any flipped byte of the sealed body or of the header is refused', () => {
    const mask = fc.integer({ min: 1, max: 255 });
    const header = fc.uint8Array({ minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(header, bytes, fc.nat(), mask, (aad, plain, place, bits) => {
        const sealed = seal(key, aad, plain);
        expect(open(key, aad, flip(sealed, place, bits)).ok).toBe(false);
        expect(open(key, flip(aad, place, bits), sealed).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('no byte moves between the header and the body', () => {
    const aad = Buffer.from('header');
    const sealed = seal(key, aad, Buffer.from('body'));
    const moved = Buffer.concat([aad.subarray(-1), sealed]);
    expect(open(key, aad.subarray(0, -1), moved)).toMatchObject({
      ok: false,
      refusal: { code: 'seal-broken' },
    });
  });

  test('another key, a cut body and an empty body are refused', () => {
    const aad = Buffer.from('header');
    const sealed = seal(key, aad, Buffer.from('body'));
    expect(open(newLinkKey(), aad, sealed).ok).toBe(false);
    expect(open(key, aad, sealed.subarray(0, -1)).ok).toBe(false);
    expect(open(key, aad, new Uint8Array()).ok).toBe(false);
  });

  test('the same body is sealed differently each time', () => {
    const aad = new Uint8Array();
    expect(toHex(seal(key, aad, filled(5)(32)))).not.toBe(toHex(seal(key, aad, filled(5)(32))));
  });
});

describe('link keys', () => {
  const beijing = generateKeyPair(filled(7));
  const henan = generateKeyPair(filled(9));

  test('only the recipient unwraps the key', () => {
    const key = newLinkKey();
    const wrapped = wrapLinkKey(key, beijing.publicKey);
    const found = unwrapLinkKey(wrapped, beijing.privateKey);
    expect(found.id).toBe(key.id);
    expect(open(found, filled(1)(4), seal(key, filled(1)(4), filled(2)(9))).ok).toBe(true);
    expect(() => unwrapLinkKey(wrapped, henan.privateKey)).toThrow('Cannot decrypt');
  });

  test('a wrapped key with any character changed is refused', () => {
    const wrapped = wrapLinkKey(newLinkKey(), beijing.publicKey);
    const letters = fc.constantFrom(...'ABCxyz012-_=+/ '.split(''));
    fc.assert(
      fc.property(fc.nat({ max: wrapped.length - 1 }), letters, (position, letter) => {
        fc.pre(wrapped[position] !== letter);
        const changed = wrapped.slice(0, position) + letter + wrapped.slice(position + 1);
        expect(() => unwrapLinkKey(changed, beijing.privateKey)).toThrow(/Cannot (unwrap|decrypt)/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('derived keys and digests', () => {
  test('labels and masters separate keys', () => {
    const keys = [
      deriveKey(filled(1)(32), 'look-up'),
      deriveKey(filled(1)(32), 'fields'),
      deriveKey(filled(2)(32), 'look-up'),
    ].map(toHex);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toHaveLength(64);
  });

  test('the digest of one text depends on the key and on nothing else', () => {
    expect(keyedDigest(filled(1)(32), '李娜')).toBe(keyedDigest(filled(1)(32), '李娜'));
    expect(keyedDigest(filled(2)(32), '李娜')).not.toBe(keyedDigest(filled(1)(32), '李娜'));
  });
});

describe('SM4', () => {
  test('a key or an initial vector of the wrong length is a defect', () => {
    expect(() => sm4.encryptEcb(filled(1)(32), filled(0)(16))).toThrow('16 bytes');
    expect(() => sm4.applyCtr(filled(1)(16), filled(0)(12), filled(0)(16))).toThrow('16 bytes');
  });
});

function flip(bytes: Uint8Array, place: number, bits: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[place % changed.length]! ^= bits;
  return changed;
}

describe('what leaves the package', () => {
  test('is plain bytes, not a Buffer', () => {
    const pair = generateKeyPair(filled(7));
    const key = newLinkKey();
    const opened = open(key, filled(1)(2), seal(key, filled(1)(2), filled(2)(5)));
    const results = [
      sm3(filled(1)(3)),
      deriveKey(filled(1)(32), 'x'),
      key.encKey,
      seal(key, filled(1)(2), filled(2)(5)),
      opened.ok ? opened.value : undefined,
      sign(pair.privateKey, 'x'),
      sign(pair.privateKey, 'x', { format: 'raw' }),
      decrypt(pair.privateKey, encrypt(pair.publicKey, filled(1)(4))),
      unwrapLinkKey(wrapLinkKey(key, pair.publicKey), pair.privateKey).macKey,
    ];
    for (const result of results) expect(result?.constructor).toBe(Uint8Array);
  });
});
