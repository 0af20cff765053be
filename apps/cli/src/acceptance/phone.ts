import { keyedDigest } from '@zhijie/crypto';
import type { NetworkUnderTest } from './network-under-test.ts';

/** Test support: the text code on a person's telephone, made from the node's secret as the node made it. */
export function codeOnPhone(
  { installation }: Pick<NetworkUnderTest, 'installation'>,
  node: string,
  codeId: string,
): string {
  const { lookupKey } = installation.secretsOf(node);
  const secret = keyedDigest(lookupKey, `delegation-code-digits:${codeId}`);
  return String(BigInt(`0x${secret}`) % 1_000_000n).padStart(6, '0');
}
