import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../policy-files.ts';
import { findings, useNetwork } from './network-under-test.ts';

/** What the scripts of docs/integrating need of the machine. */
const TOOLS = ['bash', 'curl', 'grep', 'sed'];
const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
if (missing.length > 0) {
  console.warn(`SKIPPED: docs/integrating/*.sh were not run, this machine lacks ${missing.join(', ')}`);
}

const underTest = useNetwork(['11', '41', '99']);
const runFile = promisify(execFile);

/** What a script prints; the network answers from this very process, so nothing here may block. */
async function printed(script: string): Promise<readonly string[]> {
  const env = { ...process.env, ZHIJIE: underTest().url, ID: undefined, MSGID: undefined, NO_PROXY: '*' };
  const { stdout } = await runFile('bash', [join(REPOSITORY, 'docs/integrating', script)], { env });
  return stdout.trimEnd().split('\n');
}

const amountsOf = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.includes('总额'));

describe.skipIf(missing.length > 0)('the scripts of docs/integrating print what its README shows', () => {
  it('outpatient: 168.00 as 82.92 of the fund, 45.60 of the account, 39.48 in cash', async () => {
    expect(amountsOf(await printed('outpatient.sh'))).toEqual([
      '2206  基金 82.92  个人账户 45.60  现金 39.48  总额 168.00',
      '2207  基金 82.92  个人账户 45.60  现金 39.48  总额 168.00',
    ]);
  });

  it('inpatient: twenty lines settled, voided and settled again, the same each time', async () => {
    const lines = await printed('inpatient.sh');
    expect(lines).toContain('2301  20 行');
    const settled = '基金 17360.00  个人账户 0.00  现金 12640.00  总额 30000.00';
    expect(amountsOf(lines)).toEqual([
      `2303  ${settled}`,
      `2303  ${settled}`,
      `2304  ${settled}`,
      `5203  ${settled}`,
      '2305  基金 -17360.00  个人账户 0.00  现金 -12640.00  总额 -30000.00',
      `2304  ${settled}`,
    ]);
    // The settlement's id stands indented below its amounts.
    const ids = lines.filter((line) => line.startsWith('  '));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('and leave books in which the doctor finds nothing', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
