import { brokenMessage, brokenOnce, exampleInput, exampleOutput, TRANSACTION_NUMBERS } from '@zhijie/wire';
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

  test('refuses what the decoder refuses: missing, too long, of the wrong type, not in its dictionary', () => {
    const rules = ['missing', 'too-long', 'type', 'dictionary', 'node'];
    for (const one of brokenOnce(number, 'minimal').filter(({ rule }) => rules.includes(rule))) {
      const where = `${one.node}.${one.field} ${one.rule}`;
      expect(accepts('input', brokenMessage(number, 'minimal', one)), where).toBe(false);
    }
  });
});
