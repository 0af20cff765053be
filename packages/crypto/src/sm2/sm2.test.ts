import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../encoding.ts';
import { CURVE } from './curve.ts';
import { decodeDer, decodeRaw, encodeDer } from './der.ts';
import { decrypt, encrypt } from './encryption.ts';
import { nativeEngine, type SignatureEngine, scriptEngine } from './engines.ts';
import { DEFAULT_USER_ID, generateKeyPair, importPrivate, importPublic } from './keys.ts';
import { answersCorrectly, chooseEngine } from './known-answer.ts';
import { sign, verify } from './signature.ts';

const seeded = (byte: number) => (length: number) => new Uint8Array(length).fill(byte);
const liNa = generateKeyPair(seeded(7));
const other = generateKeyPair(seeded(9));
const message = Buffer.from('{"settlementId":"S1","total":12345}');

const ENGINES: readonly [SignatureEngine, SignatureEngine][] = [
  [nativeEngine, scriptEngine],
  [scriptEngine, nativeEngine],
  [nativeEngine, nativeEngine],
];

describe.each(ENGINES.map(([by, at]) => ({ by, at, name: `${by.name} → ${at.name}` })))(
  'signed and verified: $name',
  ({ by, at }) => {
    const signature = by.sign(liNa.privateKey, message, DEFAULT_USER_ID);

    test('accepted with its key, message and identity, refused with any other', () => {
      expect(at.verify(liNa.publicKey, message, signature, DEFAULT_USER_ID)).toBe(true);
      expect(at.verify(other.publicKey, message, signature, DEFAULT_USER_ID)).toBe(false);
      expect(at.verify(liNa.publicKey, message.subarray(1), signature, DEFAULT_USER_ID)).toBe(false);
      expect(at.verify(liNa.publicKey, message, signature, 'hospital')).toBe(false);
    });

    test('an identity of one’s own, in Chinese too, serves both sides', () => {
      for (const userId of ['', 'hospital', '示例医院']) {
        const own = by.sign(liNa.privateKey, message, userId);
        expect(at.verify(liNa.publicKey, message, own, userId)).toBe(true);
      }
    });

    test('an empty message can be signed', () => {
      const empty = new Uint8Array();
      const own = by.sign(liNa.privateKey, empty, DEFAULT_USER_ID);
      expect(at.verify(liNa.publicKey, empty, own, DEFAULT_USER_ID)).toBe(true);
    });
  },
);

describe('the engine', () => {
  test('native signatures are used where OpenSSL follows the standard', () => {
    expect(chooseEngine().name).toBe('native');
  });

  test('an engine is not used when it forgets the identity, accepts everything or throws', () => {
    const forgetful: SignatureEngine = {
      name: 'native',
      sign: (key, text) => nativeEngine.sign(key, text, ''),
      verify: (key, text, signature) => nativeEngine.verify(key, text, signature, ''),
    };
    const credulous: SignatureEngine = { ...nativeEngine, verify: () => true };
    const absent: SignatureEngine = {
      ...nativeEngine,
      verify: () => {
        throw new Error('Unknown curve');
      },
    };
    for (const engine of [forgetful, credulous, absent]) {
      expect(answersCorrectly(engine, scriptEngine)).toBe(false);
    }
  });
});

describe('signatures', () => {
  test.each(['der', 'raw'] as const)('a signature with any bit flipped is refused (%s)', (format) => {
    const signature = sign(liNa.privateKey, message, { format });
    expect(verify(liNa.publicKey, message, signature, { format })).toBe(true);
    for (let position = 0; position < signature.length; position++) {
      const changed = Uint8Array.from(signature);
      changed[position]! ^= 1 << (position % 8);
      expect(verify(liNa.publicKey, message, changed, { format })).toBe(false);
    }
  });

  test('a message with any byte changed is refused', () => {
    const signature = sign(liNa.privateKey, message);
    for (let position = 0; position < message.length; position++) {
      const changed = Uint8Array.from(message);
      changed[position]! ^= 0x20;
      expect(verify(liNa.publicKey, changed, signature)).toBe(false);
    }
  });

  test('DER of every raw signature reads back, and is the only DER of it', () => {
    const scalar = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map(toHex)
      .filter((x) => x < CURVE.order && /[1-9a-f]/.test(x));
    const small = fc.integer({ min: 1, max: 70000 }).map((x) => x.toString(16).padStart(64, '0'));
    const part = fc.oneof(scalar, small);
    fc.assert(
      fc.property(part, part, fc.nat(), (r, s, where) => {
        const der = encodeDer(r + s);
        expect(decodeDer(der)).toBe(r + s);
        const longer = Buffer.concat([der, Uint8Array.of(0)]);
        expect(decodeDer(longer)).toBeUndefined();
        expect(decodeDer(der.subarray(0, where % der.length))).toBeUndefined();
        expect(decodeRaw(fromHex(r + s)!)).toBe(r + s);
      }),
      { numRuns: 200 },
    );
  });

  test('numbers out of range are refused before an engine sees them', () => {
    const one = '1'.padStart(64, '0');
    const zero = '0'.repeat(64);
    expect(decodeRaw(fromHex(one + one)!)).toBe(one + one);
    for (const raw of [zero + one, one + zero, CURVE.order + one, one + CURVE.order, one + 'f'.repeat(64)]) {
      expect(decodeRaw(fromHex(raw)!)).toBeUndefined();
      expect(decodeDer(encodeDer(raw))).toBeUndefined();
    }
  });

  test('random bytes are never taken for a signature, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(verify(liNa.publicKey, message, bytes)).toBe(false);
        expect(verify(liNa.publicKey, message, bytes, { format: 'raw' })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe('keys', () => {
  test('a key pair follows from its random bytes alone', () => {
    expect(generateKeyPair(seeded(7)).privateKey.toHex()).toBe(liNa.privateKey.toHex());
    expect(generateKeyPair().privateKey.toHex()).not.toBe(generateKeyPair().privateKey.toHex());
  });

  test('random bytes out of range are drawn again', () => {
    const draws = [
      'f'.repeat(64),
      '0'.repeat(64),
      CURVE.order,
      CURVE.order.replace(/3$/, '2'),
      '11'.repeat(32),
    ];
    const drawn = generateKeyPair(() => fromHex(draws.shift()!)!);
    expect(drawn.privateKey.toHex()).toBe('11'.repeat(32));
    expect(() => generateKeyPair(seeded(0))).toThrow('no scalar in range');
  });

  test('a private key shows no secret when it strays into a log', () => {
    expect(JSON.stringify(liNa.privateKey)).not.toContain(liNa.privateKey.toHex());
  });

  test.each([
    ['a point off the curve', `04${'1'.repeat(128)}`],
    ['a compressed point', `02${'1'.repeat(64)}`],
    ['no key at all', 'hello'],
    ['a private key', liNa.privateKey.toPem()],
    ['a key of another curve', pemOfP256().publicKey],
  ])('a public key is refused: %s', (_, text) => {
    expect(() => importPublic(text)).toThrow(/Cannot import the SM2/);
  });

  test.each([
    ['zero', '0'.repeat(64)],
    ['the order of the curve', CURVE.order],
    ['too short', 'abcd'],
    ['a public key', liNa.publicKey.toPem()],
    ['a key of another curve', pemOfP256().privateKey],
    ['a PEM whose public part belongs to another key', foreignPublicPart()],
  ])('a private key is refused: %s', (_, text) => {
    expect(() => importPrivate(text)).toThrow(/Cannot import the SM2/);
  });
});

describe('encryption', () => {
  const plain = Buffer.from('link key');
  const cipher = encrypt(liNa.publicKey, plain);

  test('only the recipient reads it', () => {
    expect(Buffer.from(decrypt(liNa.privateKey, cipher)).equals(plain)).toBe(true);
    expect(() => decrypt(other.privateKey, cipher)).toThrow('Cannot decrypt');
  });

  test('a cipher text with any byte flipped is refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: cipher.length - 1 }), fc.integer({ min: 1, max: 255 }), (position, mask) => {
        const changed = Uint8Array.from(cipher);
        changed[position]! ^= mask;
        expect(() => decrypt(liNa.privateKey, changed)).toThrow('Cannot decrypt');
      }),
      { numRuns: 60 },
    );
  });

  test('a cut cipher text is refused and an empty plain text is a defect', () => {
    expect(() => decrypt(liNa.privateKey, cipher.subarray(0, 97))).toThrow('Cannot decrypt');
    expect(() => decrypt(liNa.privateKey, new Uint8Array())).toThrow('Cannot decrypt');
    expect(() => encrypt(liNa.publicKey, new Uint8Array())).toThrow('empty');
  });
});

function pemOfP256() {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function foreignPublicPart(): string {
  const pem = liNa.privateKey.toPem();
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64').toString('hex');
  const mixed = Buffer.from(der.replace(liNa.publicKey.hex, other.publicKey.hex), 'hex').toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${mixed}\n-----END PRIVATE KEY-----\n`;
}
