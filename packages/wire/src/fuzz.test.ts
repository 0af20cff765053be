import { createRandom, instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { decodeInput, errorOfFault } from './decode.ts';
import { encodeFailure } from './envelope/answer.ts';
import { readAnswer } from './envelope/client.ts';
import { contentDigest } from './envelope/content.ts';
import { readRequest } from './envelope/request.ts';
import { wireErrors } from './errors/index.ts';
import { damagedExample, supportedGroups } from './examples/mutate.ts';
import { TRANSACTION_NUMBERS } from './transactions/index.ts';

const SEED = 20_261_121;
/** Envelopes of each group; see CONTRIBUTING for the full number. */
const COUNT = Number(process.env.ZHIJIE_FUZZ ?? 400);
const at = instant(1_795_000_000_000);
const receipt = { reference: '0'.repeat(30), receivedAt: at, answeredAt: at };

/**
 * Whatever happens to an envelope, the gateway has an answer: the input, or a named error of the
 * closed table.
 */
function judge(bytes: Uint8Array): 'accepted' | string {
  const read = readRequest(bytes, { path: '/fsi/call', maxBytes: 400_000 });
  const error = (() => {
    if (!read.ok) return read.refusal;
    expect(contentDigest(read.value)).toHaveLength(64);
    const decoded = decodeInput(read.value.interfaceNumber, read.value.input);
    return decoded.ok ? null : errorOfFault(decoded.refusal);
  })();
  if (error === null) return 'accepted';
  if (wireErrors[error.error] === undefined) throw new Error(`${error.error} is in no table`);
  const answer = readAnswer('2601', encodeFailure(error, receipt));
  expect(answer).toMatchObject({ ok: false, refusal: { kind: 'refused', error: error.error } });
  return error.error;
}

describe(`${COUNT} damaged envelopes of each group (seed ${SEED})`, () => {
  const seen = new Map<string, number>();

  test.each([...supportedGroups])(
    'of %s are all read or refused by name',
    { timeout: 60_000 + COUNT * 20 },
    (group, numbers) => {
      const random = createRandom(SEED + [...supportedGroups.keys()].indexOf(group));
      for (let n = 0; n < COUNT; n += 1) {
        const { bytes } = damagedExample(numbers, random, `FUZZ${n}`);
        const outcome = judge(bytes);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
    },
  );

  test('some are read all the same, and every kind of refusal is met', () => {
    expect([...supportedGroups.values()].flat().sort()).toEqual([...TRANSACTION_NUMBERS].sort());
    for (const name of [
      'accepted',
      'not-json',
      'field-missing',
      'field-type',
      'envelope-field',
      'node-missing',
    ]) {
      expect(seen.get(name) ?? 0, name).toBeGreaterThan(10);
    }
  });
});
