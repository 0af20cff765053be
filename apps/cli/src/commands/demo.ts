import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage, tellScene } from '../demo/one-stop/open-stage.ts';
import { SCENES, type Scene, sceneOf } from '../demo/one-stop/scenes.ts';
import { printFull, printLine } from '../demo/print-story.ts';
import { differenceOf, tellStory } from '../demo/run-stories.ts';
import { STORIES } from '../demo/stories.ts';
import { readInstallation } from '../installation.ts';
import { buildHttp } from '../network/http.ts';
import { startNetwork } from '../network/network.ts';
import { type Command, withOptions, wrongCall } from './command.ts';
import { examine, printReport } from './doctor.ts';

const USAGE = `zhijie demo [场景]：在临时目录里建一个网络，结算全部示例账单，体检后删除

  场景        只演一个一站式付费场景：${SCENES.map(({ name, letters }) => `${name}（${letters}）`).join('、')}
              写“全部”（all）演全部场景

  --full   每张账单都印全：谁付多少、依据哪一条、三方分录
`;

/** Every worked example on a network of its own, then the doctor; leaves nothing behind. */
export const demo: Command = {
  name: 'demo',
  summary: '在临时网络上结算全部示例账单并体检',
  run: (args) =>
    withOptions(args, SPEC, async (values, [name, ...more]) => {
      const scenes = name === undefined ? [] : scenesOf(name);
      if (scenes === null || more.length > 0)
        return wrongCall(`没有场景 ${[name, ...more].join(' ')}`, USAGE);
      const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-demo-'));
      try {
        if (scenes.length > 0) return await play(dataDir, scenes);
        return await run(dataDir, values.full === true);
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    }),
};

const SPEC = { usage: USAGE, options: { full: { type: 'boolean' } }, positionals: true } as const;

function scenesOf(name: string): readonly Scene[] | null {
  if (name === '全部' || name === 'all') return SCENES;
  const scene = sceneOf(name);
  return scene === undefined ? null : [scene];
}

/** Scenes of one-stop payment on a network of their own, then the doctor. */
async function play(dataDir: string, scenes: readonly Scene[]): Promise<number> {
  const stage = await openStage(dataDir);
  try {
    for (const scene of scenes) console.log(`\n${(await tellScene(stage, scene)).text}`);
    const report = await examine(readInstallation(dataDir));
    console.log('');
    printReport(report);
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

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
