/**
 * The recommended 256-bit curve of GB/T 32918.5-2017 (OID 1.2.156.10197.1.301), as fixed-length lower-case
 * hex.
 */
export const CURVE = {
  a: 'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
  b: '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  gx: '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
  gy: 'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  order: 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123',
} as const;

/** Whether 64 hex digits stand for a number from 1 to the order less one. */
export function isScalar(hex: string): boolean {
  return /^[0-9a-f]{64}$/.test(hex) && /[1-9a-f]/.test(hex) && hex < CURVE.order;
}

/** DER of the algorithm identifier {id-ecPublicKey, SM2 curve}, common to both key containers. */
const ALGORITHM = '301306072a8648ce3d020106082a811ccf5501822d';

export const PUBLIC_KEY_DER = new RegExp(`^3059${ALGORITHM}034200(04[0-9a-f]{128})$`);

const EC_PRIVATE_KEY =
  '30[0-9a-f]{2}0201010420([0-9a-f]{64})(?:a00a06082a811ccf5501822d)?(?:a144034200(04[0-9a-f]{128}))?';

/** PKCS #8 and SEC 1 forms, with or without the curve parameters and the public point inside. */
export const PRIVATE_KEY_DER = [
  new RegExp(`^30(?:81)?[0-9a-f]{2}020100${ALGORITHM}04[0-9a-f]{2}${EC_PRIVATE_KEY}$`),
  new RegExp(`^${EC_PRIVATE_KEY}$`),
] as const;

export function publicKeyDer(point: string): string {
  return `3059${ALGORITHM}034200${point}`;
}

export function privateKeyDer(scalar: string, point: string): string {
  return `308187020100${ALGORITHM}046d306b0201010420${scalar}a144034200${point}`;
}
