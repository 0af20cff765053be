import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../policy-files.ts';
import { findings, useNetwork } from '../network-under-test.ts';

/** What the clients of `clients/` are run with; each at a hospital of its own, so that each has its own book. */
const CLIENTS = [
  { name: 'Node', runtime: process.execPath, args: ['clients/node/his.mjs'], provider: 'H11010500001' },
  { name: 'Python', runtime: 'python3', args: ['clients/python/his.py'], provider: 'H11010500002' },
  { name: 'Java', runtime: 'java', args: ['clients/java/His.java'], provider: 'H11010500003' },
] as const;

const underTest = useNetwork(['11', '41']);
const runFile = promisify(execFile);

/** Java runs a single file only where its compiler is there too. */
const isThere = (runtime: string): boolean =>
  [runtime, ...(runtime === 'java' ? ['javac'] : [])].every(
    (program) => spawnSync(program, ['--version']).error === undefined,
  );

/** What a client prints; the network answers from this very process, so nothing here may block. */
async function printed({ runtime, args, provider }: (typeof CLIENTS)[number]): Promise<string> {
  const env = { ...process.env, ZHIJIE: underTest().url, PROVIDER: provider, ID: undefined, AREA: undefined };
  const { stdout } = await runFile(runtime, [join(REPOSITORY, args[0])], { env });
  return stdout;
}

const FLOWS = ['冲正', '对总账 门诊', '对总账 住院', '对明细', '月度确认'];
const amounts = (what: string) => new RegExp(`^${what}  总额 (-?[\\d.]+)  基金 (-?[\\d.]+)  个人账户`, 'm');

describe('small clients, written by others from docs/integrating alone, complete the flows', () => {
  for (const client of CLIENTS) {
    const isMissing = !isThere(client.runtime);
    if (isMissing && process.env.CI !== 'true') {
      console.warn(`SKIPPED: ${client.args[0]} was not run, this machine has no ${client.runtime}`);
    }
    it.skipIf(isMissing && process.env.CI !== 'true')(
      `${client.name}: outpatient, reversal, refund, inpatient, reconciliation, monthly confirmation`,
      async () => {
        const said = await printed(client);
        const total = (flow: string) => Number(amounts(flow).exec(said)?.[1]);
        expect(total('门诊'), said).toBeGreaterThan(0);
        expect(total('退费'), said).toBeLessThan(0);
        expect(total('住院'), said).toBeGreaterThan(1_000);
        expect(Number(amounts('住院').exec(said)?.[2]), said).toBeGreaterThan(0);
        for (const flow of FLOWS) expect(said).toMatch(new RegExp(`^${flow}  `, 'm'));
      },
      180_000,
    );
  }

  it('and leave books in which the doctor finds nothing', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
