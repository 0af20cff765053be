import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, sign } from '@zhijie/crypto';
import { enclosedIn, pagesOf } from '@zhijie/documents/testing/read-pdf';
import { instant } from '@zhijie/kernel';
import { createConformance, createOutcomes } from '@zhijie/sandbox';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sandbox } from './sandbox.ts';

let out: string[] = [];
let work = '';
beforeEach(() => {
  out = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  work = mkdtempSync(join(tmpdir(), 'zhijie-report-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(work, { recursive: true, force: true });
});

/** A report of a run without calls, signed by a key of the test. */
function signedReport(): string {
  const { privateKey, publicKey } = generateKeyPair((length) => new Uint8Array(length).fill(3));
  const signer = {
    publicKey: () => publicKey.hex,
    sign: (text: string) => sign(privateKey, text, { format: 'raw' }),
  };
  const now = () => instant(Date.UTC(2026, 2, 8));
  const conformance = createConformance({ now, outcomes: createOutcomes(), signer });
  const run = conformance.start({ providerId: 'H11010500001', product: '示例系统', vendor: '示例公司' });
  const finished = run.ok ? conformance.finish(run.value.id) : run;
  if (!finished.ok) throw new Error('refused');
  return JSON.stringify(finished.value);
}

test('journey 24: a report that verifies is printed, with its signature and itself enclosed', async () => {
  const [file, pdf] = [join(work, 'report.json'), join(work, 'report.pdf')];
  const report = signedReport();
  writeFileSync(file, report);
  expect(await sandbox.run(['verify', file, '--pdf', pdf])).toBe(0);
  expect(out).toEqual(['✓ 报告与签名相符', `已写入 ${pdf}`]);
  const text = (await pagesOf(readFileSync(pdf))).join('');
  expect(text).toContain(JSON.parse(report).signature.value);
  expect([...(await enclosedIn(readFileSync(pdf))).values()]).toEqual([report]);
});

test('a report that was changed is not printed', async () => {
  const [file, pdf] = [join(work, 'report.json'), join(work, 'report.pdf')];
  writeFileSync(file, signedReport().replace('"passed":0', '"passed":9'));
  expect(await sandbox.run(['verify', file, '--pdf', pdf])).toBe(1);
  expect(existsSync(pdf)).toBe(false);
});
