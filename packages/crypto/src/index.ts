export {
  type Authority,
  type AuthorityOptions,
  type CertificateRequest,
  type IssuedCertificate,
  issueAuthority,
  issueCertificate,
} from './authority.ts';
export { equalBytes, fromBase64Url, fromHex, toBase64Url, toHex } from './encoding.ts';
export {
  type Es256Key,
  type Es256PublicKey,
  es256KeyOf,
  isEs256Signature,
  sha256,
} from './es256.ts';
export { decryptField, encryptField, type FieldKey } from './field.ts';
export { type LinkKey, newLinkKey, open, seal, unwrapLinkKey, wrapLinkKey } from './link.ts';
export { type RandomBytes, systemRandomBytes } from './random.ts';
export { selfTest } from './self-test.ts';
export { decrypt, encrypt } from './sm2/encryption.ts';
export {
  DEFAULT_USER_ID,
  generateKeyPair,
  importPrivate,
  importPublic,
  type Sm2KeyPair,
  type Sm2PrivateKey,
  type Sm2PublicKey,
} from './sm2/keys.ts';
export { type SignatureOptions, sign, verify } from './sm2/signature.ts';
export { deriveKey, hmacSm3, keyedDigest, sm3, sm3Hex } from './sm3.ts';
export * as sm4 from './sm4.ts';
