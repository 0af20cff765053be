import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFull, printLine } from '../demo/print-story.ts';
import { differenceOf, tellStory } from '../demo/run-stories.ts';
import { STORIES } from '../demo/stories.ts';
import { readInstallation } from '../installation.ts';
import { buildHttp } from '../network/http.ts';
import { startNetwork } from '../network/network.ts';
import { type Command, withOptions } from './command.ts';
import { examine, printReport } from './doctor.ts';

const USAGE = `zhijie demo：在临时目录里建一个网络，结算全部示例账单，体检后删除

  --full   每张账单都印全：谁付多少、依据哪一条、三方分录
`;

/** Every worked example on a network of its own, then the doctor; leaves nothing behind. */
export const demo: Command = {
  name: 'demo',
  summary: '在临时网络上结算全部示例账单并体检',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: { full: { type: 'boolean' } } }, async (values) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-demo-'));
      try {
        return await run(dataDir, values.full === true);
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    }),
};

async function run(dataDir: string, isFull: boolean): Promise<number> {
  const network = await startNetwork({ dataDir });
  const app = await buildHttp(network);
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    let isAsExpected = true;
    for (const [index, story] of STORIES.entries()) {
      const told = await tellStory(story, { url, now: network.now, prefix: `D${index}-` });
      console.log(`\n${(isFull ? await printFull(network, told) : printLine(told)).join('\n')}`);
      const difference = differenceOf(told);
      if (difference !== null) console.error(`  ✗ ${difference}`);
      isAsExpected &&= difference === null;
    }
    const report = await examine(readInstallation(dataDir));
    console.log('');
    printReport(report);
    return isAsExpected && report.findings.length === 0 ? 0 : 1;
  } finally {
    await app.close();
    await network.stop();
  }
}
