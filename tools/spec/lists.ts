/** Machine-readable lists for people who do not use TypeScript. */
import { dictionary, type Field, WHO_FIXES, type WireErrorEntry, wireErrors } from '@zhijie/wire';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The text without the parts that need values: the cause in plain words. */
export const plainCause = (text: string): string => text.replace(/\[[^\]]*\]/g, '');

const errorOf = (name: string, { number, text, who, next }: WireErrorEntry) => ({
  number,
  name,
  cause: plainCause(text),
  who,
  whoLabel: WHO_FIXES[who],
  next,
  text,
});

/** `spec/glossary.json`, `spec/dictionaries.json`, `spec/errors.json`. */
export function listFiles(): Map<string, string> {
  const fields = Object.entries(dictionary) as unknown as [string, Field<unknown>][];
  const sorted = fields.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const glossary = sorted.map(([name, field]) => ({
    name,
    code: field.code,
    label: field.label,
    type: field.kind,
    length: field.length,
    dictionary: field.table?.name ?? null,
  }));
  const tables = new Map(sorted.flatMap(([, { table }]) => (table === null ? [] : [[table.name, table]])));
  const dictionaries = Object.fromEntries(
    [...tables.values()]
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, label, codes, aliases, unsupported }) => [name, { label, codes, aliases, unsupported }]),
  );
  const errors = (Object.entries(wireErrors) as [string, WireErrorEntry][])
    .toSorted(([, a], [, b]) => a.number - b.number)
    .map(([name, entry]) => errorOf(name, entry));
  return new Map([
    ['spec/glossary.json', json(glossary)],
    ['spec/dictionaries.json', json(dictionaries)],
    ['spec/errors.json', json(errors)],
  ]);
}
