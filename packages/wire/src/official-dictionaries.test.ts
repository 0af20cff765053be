import { describe, expect, test } from 'vitest';
import * as dictionary from './dictionary/index.ts';
import type { Field } from './field.ts';
import { officialDictionaries } from './official-dictionaries.ts';

const lists = [...officialDictionaries.values()];
const tables = new Map(
  (Object.values(dictionary) as unknown as Field<unknown>[]).flatMap(({ table }) =>
    table === null ? [] : [[table.name, table] as const],
  ),
);

describe('code lists', () => {
  test.each(lists.map((list) => [list.name, list] as const))(
    '%s has labels, and each code once',
    (_name, list) => {
      expect(list.label).not.toBe('');
      expect(list.entries.length).toBeGreaterThan(0);
      for (const { code, label } of list.entries) expect(code !== '' && label !== '', code).toBe(true);
      expect(new Set(list.entries.map(({ code }) => code)).size).toBe(list.entries.length);
    },
  );

  test.each([...tables.values()].map((table) => [table.name, table] as const))(
    '%s: what is read in messages is listed as taken, what is refused as not',
    (name, table) => {
      const entries = new Map(officialDictionaries.get(name)!.entries.map((one) => [one.code, one.isTaken]));
      for (const [code] of Object.values(table.codes)) expect(entries.get(code), code).toBe(true);
      for (const code of Object.keys(table.unsupported)) expect(entries.get(code), code).toBe(false);
    },
  );
});
