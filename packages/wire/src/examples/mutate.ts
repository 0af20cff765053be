/** Envelopes that went wrong on their way, from a seed: what a fuzzer sends to decoder and gateway. */
import type { Random } from '@zhijie/kernel';
import { isObject } from '../json.ts';
import { officialTransactions, TRANSACTION_GROUPS, type TransactionGroup } from '../official-transactions.ts';
import { TRANSACTION_NUMBERS, type TransactionNumber } from '../transactions/index.ts';
import { exampleInput } from './messages.ts';

/** The supported transactions of each group that has one. */
export const supportedGroups: ReadonlyMap<TransactionGroup, readonly TransactionNumber[]> = new Map(
  (Object.keys(TRANSACTION_GROUPS) as TransactionGroup[])
    .map((group) => [
      group,
      TRANSACTION_NUMBERS.filter((one) => officialTransactions.get(one)?.group === group),
    ])
    .filter((entry): entry is [TransactionGroup, TransactionNumber[]] => entry[1]!.length > 0),
);

/** A request of the story's hospital as a JSON object. */
export function exampleEnvelope(number: TransactionNumber, input: unknown, messageId: string) {
  return {
    infno: number as string,
    msgid: messageId,
    mdtrtarea_admvs: '110000',
    insuplc_admdvs: '410100',
    recer_sys_code: 'HIS',
    opter_type: '1',
    opter: '001',
    opter_name: '王敏',
    inf_time: '2026-11-21 09:35:00',
    fixmedins_code: 'H11010500001',
    fixmedins_name: '北京示例医院',
    infver: 'V1.0',
    input,
  };
}

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
  0.1,
  true,
  [],
  [[]],
  [null],
  {},
  { __proto__: null, toString: 1 },
  '2026-02-30',
  '0000-00-00 00:00:00',
  '9999-12-31 23:59:59',
  '医'.repeat(5000),
  '{"IPT_TYPE":',
  '}{',
  "'; DROP TABLE care.visit; --",
  '../../etc/passwd',
  '<script>',
  '\u202e',
];

/** Replaces, removes, repeats or wraps one value somewhere in a message. */
export function mutateTree(value: unknown, random: Random): unknown {
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

/** The bytes of an envelope with damage: in one third of the cases of its bytes, else of its values. */
export function damaged(envelope: object, random: Random): Uint8Array {
  const isOfBytes = random.chance(1, 3);
  const rounds = isOfBytes ? 0 : random.below(3) + 1;
  let tree: unknown = envelope;
  for (let round = 0; round < rounds; round += 1) tree = mutateTree(tree, random);
  const bytes = new TextEncoder().encode(JSON.stringify(tree) ?? '');
  return isOfBytes ? mutateBytes(bytes, random) : bytes;
}

/** A damaged envelope of one of these transactions; mostly small, some as large as they may be. */
export function damagedExample(
  numbers: readonly TransactionNumber[],
  random: Random,
  messageId: string,
): { readonly number: TransactionNumber; readonly bytes: Uint8Array } {
  const number = random.pick(numbers);
  const size = random.pick(['minimal', 'minimal', 'story', 'story', 'maximal'] as const);
  return { number, bytes: damaged(exampleEnvelope(number, exampleInput(number, size), messageId), random) };
}
