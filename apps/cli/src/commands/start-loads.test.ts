import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../policy-files.ts';

/** What only some work needs: papers, workbooks, pictures read, the building of pages, a browser. */
const LATER = [
  'pdfkit',
  'exceljs',
  'tesseract.js',
  '@vladmandic/human',
  'vite',
  'react',
  'antd',
  'playwright-core',
];

const LISTS = `
import { registerHooks } from 'node:module';
const seen = new Set();
registerHooks({ load(url, context, next) {
  const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url);
  if (name !== null) seen.add(name[1]);
  return next(url, context);
} });
await import('./apps/cli/src/commands/start.ts');
console.log(JSON.stringify([...seen]));`;

it('starting loads nothing that only later work needs', async () => {
  const run = promisify(execFile);
  // Not what the test runner asks of its own programs.
  const alone = { cwd: REPOSITORY, env: { PATH: process.env.PATH } };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', LISTS], alone);
  const loaded = JSON.parse(stdout) as string[];
  expect(loaded).toContain('fastify');
  expect(loaded.filter((name) => LATER.includes(name))).toEqual([]);
}, 60_000);
