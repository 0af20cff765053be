import { exampleInput, exampleOutput, nodesOf, TRANSACTION_NUMBERS, transactionOf } from '@zhijie/wire';
import Schema from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { goldenFiles } from './golden.ts';
import { schemaFiles } from './schema.ts';

type Parts = { input: object; output: object };

describe.each(TRANSACTION_NUMBERS)('the JSON Schema of %s', (number) => {
  const schema = JSON.parse(schemaFiles().get(`spec/schema/${number}.json`)!) as { properties: Parts };
  const accepts = (part: keyof Parts, value: unknown) => Schema.Compile(schema.properties[part]).Check(value);

  test('accepts the smallest and the largest message and the golden ones', () => {
    const golden = (kind: string) =>
      JSON.parse(goldenFiles().get(`spec/golden/wire-1/${number}.${kind}.json`)!);
    expect(accepts('input', exampleInput(number, 'minimal'))).toBe(true);
    expect(accepts('input', exampleInput(number, 'maximal'))).toBe(true);
    expect(accepts('output', exampleOutput(number, 'maximal'))).toBe(true);
    expect(accepts('input', golden('request').input)).toBe(true);
  });

  test('refuses a message whose first required field is missing, and a node that is a text', () => {
    const input = exampleInput(number, 'minimal') as Record<string, Record<string, unknown> | object[]>;
    const [node, rows] = Object.entries(input)[0]!;
    const [first] = Object.keys(Array.isArray(rows) ? rows[0]! : rows);
    const without = { ...(Array.isArray(rows) ? rows[0] : rows), [first!]: undefined };
    const broken = JSON.parse(
      JSON.stringify({ ...input, [node]: Array.isArray(rows) ? [without] : without }),
    );
    // 1201 requires no single field, only one of two; the queries of catalogues require none.
    const requiresNone = nodesOf(transactionOf(number).input).every(
      ([, { fields }]) => !fields.some(([, , presence]) => presence === 'required'),
    );
    expect(accepts('input', broken)).toBe(requiresNone);
    expect(accepts('input', { ...input, [node]: 'text' })).toBe(false);
  });
});
