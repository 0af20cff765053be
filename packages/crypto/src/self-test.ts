import { Failure } from '@zhijie/kernel';
import { fromHex, toHex } from './encoding.ts';
import { decrypt } from './sm2/encryption.ts';
import { scriptEngine } from './sm2/engines.ts';
import { Sm2PrivateKey } from './sm2/keys.ts';
import { answersCorrectly, chooseEngine, STANDARD_EXAMPLE } from './sm2/known-answer.ts';
import { hmacSm3, sm3Hex } from './sm3.ts';
import { applyCtr, encryptCbc, encryptEcb } from './sm4.ts';

type KnownAnswer = { readonly name: string; readonly expected: string; readonly compute: () => string };

const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array;
const SM4_EXAMPLE = hex('0123456789abcdeffedcba9876543210');
const SM4_IV = hex('000102030405060708090a0b0c0d0e0f');
const SM4_TEXT = hex('aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb');
const SM4_CTR_TEXT = hex('aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb');
const HMAC_KEY = hex('0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20');
const HMAC_TEXT = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2);

const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    name: 'SM3 of "abc" (GB/T 32905-2016, A.1)',
    expected: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    compute: () => sm3Hex('abc'),
  },
  {
    name: 'HMAC-SM3 (GM/T 0042-2015, D.3)',
    expected: 'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
    compute: () => toHex(hmacSm3(HMAC_KEY, Buffer.from(HMAC_TEXT))),
  },
  {
    name: 'SM4 block (GB/T 32907-2016, A.1)',
    expected: '681edf34d206965e86b3e94f536e4246',
    compute: () => toHex(encryptEcb(SM4_EXAMPLE, SM4_EXAMPLE, { padding: 'none' })),
  },
  {
    name: 'SM4-CBC (draft-ribose-cfrg-sm4-10, A.2.2.1)',
    expected: '78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d',
    compute: () => toHex(encryptCbc(SM4_EXAMPLE, SM4_IV, SM4_TEXT, { padding: 'none' })),
  },
  {
    name: 'SM4-CTR (draft-ribose-cfrg-sm4-10, A.2.5.1)',
    expected: 'ac3236cb970cc20791364c395a1342d1',
    compute: () => toHex(applyCtr(SM4_EXAMPLE, SM4_IV, SM4_CTR_TEXT.subarray(0, 16))),
  },
  {
    name: 'SM2 decryption (GB/T 32918.5-2017, annex C)',
    expected: STANDARD_EXAMPLE.plain,
    compute: () => {
      const key = new Sm2PrivateKey(STANDARD_EXAMPLE.privateKey);
      return Buffer.from(decrypt(key, hex(STANDARD_EXAMPLE.cipher))).toString('utf8');
    },
  },
  {
    name: 'SM2 signature (GB/T 32918.5-2017, annex A)',
    expected: 'accepted',
    compute: () => (answersCorrectly(chooseEngine(), scriptEngine) ? 'accepted' : 'refused'),
  },
];

/**
 * Computes published examples of every algorithm; a node calls it before it opens a port. Throws a Failure
 * naming the first example whose answer differs, because then nothing this process seals can be trusted.
 */
export function selfTest(answers: readonly KnownAnswer[] = KNOWN_ANSWERS): void {
  for (const { name, expected, compute } of answers) {
    const found = compute();
    if (found !== expected) {
      throw new Failure(`Cryptographic self-test failed: ${name} gives ${found}, not ${expected}`);
    }
  }
}
