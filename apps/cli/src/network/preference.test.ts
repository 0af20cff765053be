import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { preferThisProgram } from './preference.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-preference-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('sets the preference of its group, and what was before at the end', () => {
  const file = join(folder, 'autogroup');
  writeFileSync(file, '/autogroup-7 nice 3');
  const before = process.listeners('exit');
  expect(preferThisProgram(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('-10');
  const [restore] = process.listeners('exit').filter((one) => !before.includes(one));
  restore!(0);
  expect(readFileSync(file, 'utf8')).toBe('3');
  process.removeListener('exit', restore!);
});

test.each([
  ['there are no groups', null],
  ['the file says something else', 'none'],
])('changes nothing where %s', (_, text) => {
  const file = join(folder, 'other');
  if (text !== null) writeFileSync(file, text);
  expect(preferThisProgram(file)).toBe(false);
  if (text !== null) expect(readFileSync(file, 'utf8')).toBe(text);
});
