import { createRandom, instant, type Random } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { decodeInput, errorOfFault } from './decode.ts';
import { encodeFailure } from './envelope/answer.ts';
import { readAnswer } from './envelope/client.ts';
import { contentDigest } from './envelope/content.ts';
import { readRequest } from './envelope/request.ts';
import { wireErrors } from './errors/index.ts';
import { exampleInput } from './examples/messages.ts';
import { isObject } from './json.ts';
import { TRANSACTION_NUMBERS } from './transactions/index.ts';

const SEED = 20_261_121;
const at = instant(1_795_000_000_000);
const receipt = { reference: '0'.repeat(30), receivedAt: at, answeredAt: at };

const ODD: readonly unknown[] = [
  null,
  'null',
  '',
  '\u0000',
  '\ud800',
  '0',
  '-0',
  '1e999',
  1e21,
  -1,
  '99999999999999999999',
  true,
  [],
  [[]],
  [null],
  {},
  { __proto__: null, toString: 1 },
  '2026-02-30',
  '0000-00-00 00:00:00',
  '医'.repeat(5000),
  '{"IPT_TYPE":',
  '}{',
];

/** Replaces, removes or wraps one value somewhere in the message. */
function mutateTree(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(3, 4)) {
    const index = random.below(value.length);
    return value.map((item, i) => (i === index ? mutateTree(item, random) : item));
  }
  if (isObject(value) && Object.keys(value).length > 0 && random.chance(9, 10)) {
    const key = random.pick(Object.keys(value));
    const { [key]: inner, ...rest } = value;
    if (random.chance(1, 8)) return rest;
    if (random.chance(1, 12)) return { ...value, ['__proto__']: inner, constructor: inner };
    return { ...rest, [key]: mutateTree(inner, random) };
  }
  return random.chance(1, 6) ? [value, value] : random.pick(ODD);
}

function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let n = random.below(4) + 1; n > 0; n -= 1) copy[random.below(copy.length)] = random.below(256);
  return random.chance(1, 4) ? copy.slice(0, random.below(copy.length)) : copy;
}

function original(random: Random): { number: string; body: Record<string, unknown> } {
  const number = random.pick(TRANSACTION_NUMBERS);
  const input = exampleInput(number, random.pick(['minimal', 'story', 'maximal'] as const));
  const body = {
    infno: number,
    msgid: 'H11010500001202611210935000001',
    mdtrtarea_admvs: '110000',
    insuplc_admdvs: '410100',
    opter_type: '1',
    opter: '001',
    opter_name: '王敏',
    inf_time: '2026-11-21 09:35:00',
    fixmedins_code: 'H11010500001',
    fixmedins_name: '北京示例医院',
    infver: 'V1.0',
    input,
  };
  return { number, body };
}

/**
 * Whatever happens to an envelope, the gateway has an answer: the input, or a named error of the
 * closed table.
 */
function judge(bytes: Uint8Array): 'accepted' | string {
  const read = readRequest(bytes, { path: '/fsi/call', maxBytes: 200_000 });
  const error = (() => {
    if (!read.ok) return read.refusal;
    expect(contentDigest(read.value)).toHaveLength(64);
    const decoded = decodeInput(read.value.interfaceNumber, read.value.input);
    return decoded.ok ? null : errorOfFault(decoded.refusal);
  })();
  if (error === null) return 'accepted';
  expect(wireErrors[error.error]).toBeDefined();
  const answer = readAnswer('2601', encodeFailure(error, receipt));
  expect(answer).toMatchObject({ ok: false, refusal: { kind: 'refused', error: error.error } });
  return error.error;
}

test(`5,000 mutated envelopes (seed ${SEED}) are all accepted or refused by name`, () => {
  const random = createRandom(SEED);
  const seen = new Map<string, number>();
  for (let n = 0; n < 5_000; n += 1) {
    const { body } = original(random);
    const whole = random.chance(1, 3) ? body : (mutateTree(body, random) as object);
    const bytes = new TextEncoder().encode(JSON.stringify(whole) ?? '');
    const outcome = judge(whole === body ? mutateBytes(bytes, random) : bytes);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  expect(seen.get('accepted')).toBeGreaterThan(300);
  for (const name of ['not-json', 'field-missing', 'field-type', 'envelope-field', 'node-missing']) {
    expect(seen.get(name) ?? 0, name).toBeGreaterThan(10);
  }
});
