import { expect, test } from 'vitest';
import { checkLeftovers, checkOfficialCodes, checkPurity, checkValues } from './content.ts';
import { checkDependencies, MAY_USE } from './dependencies.ts';
import { checkSizes } from './size.ts';
import type { Finding } from './source.ts';

const rules = (findings: readonly Finding[]) => findings.map((finding) => finding.rule);
const file = (path: string, text: string) => [{ path, text }];

test('a file, a function and a line that are too long are each named', () => {
  const long = `export function a(): void {\n${'  b();\n'.repeat(60)}}\n${'// x\n'.repeat(340)}`;
  expect(rules(checkSizes(file('packages/kernel/src/a.ts', `${long}// ${'y'.repeat(120)}\n`)))).toEqual([
    'line-length',
    'file-length',
    'function-length',
  ]);
  expect(
    checkSizes(file('packages/kernel/src/a.ts', `export function a(): void {\n${'  b();\n'.repeat(58)}}\n`)),
  ).toEqual([]);
  expect(checkSizes(file('clients/a/types.generated.d.ts', '// x\n'.repeat(500)))).toEqual([]);
});

test('each package refuses every package outside its row of the table', () => {
  for (const [part, allowed] of Object.entries(MAY_USE)) {
    for (const other of Object.keys(MAY_USE)) {
      if (other === part) continue;
      const found = checkDependencies(
        file(`packages/${part}/src/a.ts`, `import { x } from '@zhijie/${other}';\n`),
      );
      expect(rules(found), `${part} → ${other}`).toEqual(allowed.includes(other) ? [] : ['dependency']);
    }
  }
});

test('the hub uses neither the engine nor the policies', () => {
  expect(MAY_USE.hub).not.toContain('engine');
});

test('care and insured import nothing from each other', () => {
  const found = checkDependencies(
    file(
      'packages/province/src/care/visit/service.ts',
      "import { x } from '../../insured/person/service.ts';\n",
    ),
  );
  expect(rules(found)).toEqual(['two-sides']);
});

test('a package is reached by its name, not by a path', () => {
  expect(
    rules(checkDependencies(file('packages/hub/src/a.ts', "import { x } from '../../kernel/src/fen.ts';\n"))),
  ).toEqual(['dependency']);
});

test('a pure package has no clock, no randomness and no input or output', () => {
  for (const text of [
    'Date.now()',
    'new Date(1)',
    'Math.random()',
    'setTimeout(f)',
    "import fs from 'node:fs'",
  ]) {
    expect(rules(checkPurity(file('packages/engine/src/a.ts', text))), text).toEqual(['purity']);
  }
  expect(rules(checkPurity(file('packages/hub/src/a.ts', 'const t = Date.now();')))).toEqual(['purity']);
});

test('SQL has no clock of its own and money meets no float', () => {
  expect(rules(checkValues(file('packages/hub/src/a.ts', '`\nselect now()`')))).toEqual(['sql-clock']);
  expect(rules(checkValues(file('packages/hub/src/a.sql', 'x default current_date')))).toEqual(['sql-clock']);
  expect(checkValues(file('packages/hub/src/a.ts', 'const at = now();'))).toEqual([]);
  expect(rules(checkValues(file('packages/hub/src/a.ts', 'parseFloat(amount)')))).toEqual(['float']);
});

test('an official code outside the wire package is named', () => {
  const found = checkOfficialCodes(file('packages/hub/src/a.ts', '// the hifp_pay column'), ['hifp_pay']);
  expect(found.map((finding) => finding.message)).toEqual([
    'official code hifp_pay belongs to packages/wire; use its English name',
  ]);
  expect(checkOfficialCodes(file('packages/wire/src/a.ts', 'hifp_pay'), ['hifp_pay'])).toEqual([]);
});

test('a path of the briefing folder and a TODO without an issue are named', () => {
  expect(rules(checkLeftovers(file('packages/hub/src/a.ts', "read('../shared/x')")))).toEqual(['outside']);
  expect(rules(checkLeftovers(file('packages/hub/src/a.ts', '// TODO later')))).toEqual(['todo']);
  expect(checkLeftovers(file('packages/hub/src/a.ts', '// TODO(#12) later'))).toEqual([]);
});
