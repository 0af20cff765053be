import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createBrowserCalculator } from '../browser/calculator.ts';
import type { Asset, CalculatorManifest } from '../browser/manifest.ts';
import { openPolicyFolder } from '../policies/folder.ts';
import { POLICIES } from '../policy-files.ts';
import { pageCalculator } from './calculator.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhijie-page-calculator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['000000-national', '990100-example'])
  cpSync(join(POLICIES, name), join(folder, name), {
    recursive: true,
    filter: (path) => !path.includes('.test.'),
  });

const STAY = JSON.stringify({
  area: '990100',
  date: '2026-03-02',
  referral: 'long-term',
  total: '30000.00',
  excluded: '2400.00',
  selfPaidFirst: '1600.00',
});

test('packs put in force while it runs reach new pages; an open page still finds its own', async () => {
  const packs = openPolicyFolder(folder);
  const calculator = pageCalculator({ policies: packs.library, folder, log: () => undefined });
  const textOf = async (asset: Asset): Promise<string> =>
    (await calculator.assets())!.files.get(asset.path)!.plain.toString();
  /** As a page does that was opened now. */
  const opened = async () => {
    const manifest = (await calculator.port.program())!.manifest;
    return createBrowserCalculator(JSON.parse(await textOf(manifest)) as CalculatorManifest, textOf);
  };
  const before = await opened();
  expect(await before.answer(STAY)).toEqual(await calculator.port.answer(STAY));

  const file = join(folder, '990100-example', 'resident.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('amount: 1500元', 'amount: 1000元'));
  const stillOpen = await opened();
  expect(packs.reload().ok).toBe(true);

  const after = await opened();
  const answer = await after.answer(STAY);
  expect(answer).toEqual(await calculator.port.answer(STAY));
  expect(JSON.parse(answer.json).parts.paidByFunds).toBe(1_625_000);
  expect(JSON.parse((await stillOpen.answer(STAY)).json).parts.paidByFunds).toBe(1_592_500);
});
