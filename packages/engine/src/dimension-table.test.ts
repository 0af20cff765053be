import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('policies/DIMENSIONS.md', ROOT), 'utf8');
const folders = readdirSync(new URL('policies/', ROOT));

/** Rows of the tables of DIMENSIONS.md: what they are about, and what shows it. */
const rows = text
  .split('\n')
  .filter((line) => /^\| [DA]\d/.test(line))
  .map((line) => line.split(' | '))
  .map((cells) => ({ about: cells[0]!.slice(2), shown: cells.at(-1)!.replace(/ \|$/, '').split('<br>') }));

/** Where `where` keeps its cases or tests. */
function fileOf(where: string): URL {
  const pack = /^(\d{6})-(employee|resident)$/.exec(where);
  if (!pack) return new URL(where, ROOT);
  const folder = folders.find((name) => name.startsWith(`${pack[1]}-`));
  return new URL(`policies/${folder}/${pack[2]}.test.yaml`, ROOT);
}

describe('policies/DIMENSIONS.md', () => {
  test.each(rows.map((row) => [row.about, row] as const))(
    '%s: every case and test it names exists',
    (_, row) => {
      for (const shown of row.shown) {
        const [, where, name] = /^`([^`]+)` (.+)$/.exec(shown) ?? [];
        expect(where, shown).toBeDefined();
        const file = fileOf(where!);
        expect(existsSync(file), shown).toBe(true);
        const content = readFileSync(file, 'utf8');
        const wanted = where!.includes('/') ? name! : `- name: ${name}\n`;
        expect(content.includes(wanted), shown).toBe(true);
      }
    },
  );

  test('has a row for each of D1 to D31, and for each worked example with inputs', () => {
    const about = rows.map((row) => row.about).join(' ');
    for (let n = 1; n <= 31; n++) expect(about).toMatch(new RegExp(`D${n} `));
    for (const n of [1, 2, 3, 4, 5, 6, 7, 9, 10, 11]) expect(about).toMatch(new RegExp(`A${n}(、| |$)`));
  });
});
