import { createHash } from 'node:crypto';
import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { signCsb } from './csb.ts';
import { explainCsb, explainTif } from './explain-header.ts';
import { signTif } from './tif.ts';

const AT = instant(1_772_416_800_000);
const tif = { account: 'A', secret: 'S', timestamp: '1772416800', nonce: 'N' };
const csb = { accessKey: 'K', secretKey: 'S', apiName: '1101', apiVersion: '1.0.0', timestamp: String(AT) };

describe('signed headers explained (journey 11)', () => {
  test('are those that the client of the gateway sends', () => {
    expect(explainTif(tif).headers).toEqual(signTif(tif, AT, 'N'));
    expect(explainCsb(csb).headers).toEqual(signCsb(csb, csb, AT));
  });

  test('theirs fits, in capitals too, or is explained by the known mistake', () => {
    const { signature } = explainTif(tif);
    expect(explainTif({ ...tif, signature: signature.toUpperCase() })).toMatchObject({ matches: true });
    const swapped = createHash('sha256').update('1772416800NS1772416800').digest('hex');
    expect(explainTif({ ...tif, signature: swapped }).mistake).toContain('次序颠倒');
    expect(explainTif({ ...tif, signature: 'abc' })).toMatchObject({ matches: false, mistake: null });
    const right = explainCsb(csb).signature;
    expect(explainCsb({ ...csb, signature: right }).matches).toBe(true);
    const hex = Buffer.from(right, 'base64').toString('hex');
    expect(explainCsb({ ...csb, signature: hex }).mistake).toContain('Base64');
  });
});
