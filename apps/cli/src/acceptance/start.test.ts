import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { STORIES } from '../demo/stories.ts';
import {
  type Program,
  postgresFolder,
  processesNaming,
  run,
  runDoctor,
  temporaryFolder,
} from './programs.ts';

const TIMEOUT_MS = 180_000;
const SERVING = /正在服务：(http:\/\/[\d.]+:\d+)\//;
/** From the start of the program to the first settled bill. */
const FIRST_BILL_MS = process.env.CI ? 180_000 : 60_000;
const folder = temporaryFolder();
const killed = temporaryFolder();
const environmentOf = ({ path }: { path: string }) => ({ ZHIJIE_DATA: path, ZHIJIE_PORT: '0' });
const environment = environmentOf(folder);
type Environment = typeof environment;
const programs: Program[] = [];

afterAll(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await Promise.all(programs.map((program) => program.exited));
  for (const each of [folder, killed]) {
    for (const pid of processesNaming(postgresFolder(each.path))) process.kill(pid, 'SIGKILL');
    each.remove();
  }
});

async function started(where: Environment = environment): Promise<{ program: Program; url: string }> {
  const program = run(['start'], where);
  programs.push(program);
  const [, url] = await program.says(SERVING);
  return { program, url: url! };
}

async function stopped(program: Program): Promise<void> {
  program.kill('SIGINT');
  expect(await program.exited).toEqual({ code: 0, signal: null });
}

describe('zhijie start', { timeout: TIMEOUT_MS }, () => {
  it('prints the first settled bill in full, serves health and a page', async () => {
    const began = performance.now();
    const program = run(['start'], environment);
    programs.push(program);
    await program.says(/■ A1 .*\n {2}结算号 S310000\w+\n/);
    expect(performance.now() - began).toBeLessThan(FIRST_BILL_MS);
    const [, url] = await program.says(SERVING);
    const said = program.said();
    expect(said).toMatch(/■ A1 .*\n {2}结算号 S310000\w+\n {2}总费用 +¥100,000\.00\n/);
    expect(said).toContain('统筹基金');
    expect(said).toContain('为什么');
    for (const book of ['参保地  借', '就医地  借', '国家平台  借']) expect(said).toContain(book);
    for (const story of ['A2', 'A3', 'A7 第一次', 'A7 第二次', 'A9 长期', 'A9 转诊', 'A9 其他临时', '旅程 1'])
      expect(said).toContain(`■ ${story} `);
    expect(said).not.toContain('"level":"error"');
    const health = await fetch(`${url}/healthz`);
    expect(health.status).toBe(200);
    const { isHealthy, nodes } = (await health.json()) as { isHealthy: boolean; nodes: { node: string }[] };
    expect(isHealthy).toBe(true);
    expect(nodes.map(({ node }) => node)).toEqual(expect.arrayContaining(['hub', '11', '31', '41', '99']));
    const page = await fetch(`${url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('lang="zh');
    await stopped(program);
  });

  it('resumes at the next start without settling again, and refuses a second program on its folder', async () => {
    const { program, url } = await started();
    expect(program.said()).not.toContain('■ A1');
    expect(program.said()).toContain('已在此数据目录结算过');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const second = run(['start'], environment);
    programs.push(second);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.said()).toMatch(/无法启动：.*正被另一个运行中的进程/);
    await stopped(program);
    expect(processesNaming(postgresFolder(folder.path))).toEqual([]);
  });

  it('goes on after kill -9 in the middle of the first start, with every figure right', async () => {
    const first = run(['start'], environmentOf(killed));
    programs.push(first);
    await first.says(/■ A2 /);
    first.kill('SIGKILL');
    await first.exited;
    expect(first.said()).not.toMatch(SERVING);
    // As if the end had come between the settlement of A2 and the line that says so.
    const journal = join(killed.path, 'examples.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    expect(lines).toContain('{"story":"A2","isTold":true}');
    writeFileSync(journal, lines.filter((line) => line !== '{"story":"A2","isTold":true}').join('\n'));
    const { program } = await started(environmentOf(killed));
    const said = program.said();
    expect(said).toMatch(/示例账单 A1.* 已在此数据目录结算过/);
    expect(said).toContain('■ A2 ');
    expect(said).not.toContain('■ A1 ');
    const both = first.said() + said;
    for (const story of STORIES) expect(both).toContain(`■ ${story.id} `);
    for (const wrong of ['应为', '未能结算', '无法启动', '"level":"error"'])
      expect(said).not.toContain(wrong);
    expect(await runDoctor(environmentOf(killed))).toEqual({ code: 0, findings: [] });
    await stopped(program);
  });

  it('says which example came out differently on a used network, and serves on', async () => {
    rmSync(join(killed.path, 'examples.jsonl'));
    const { program, url } = await started(environmentOf(killed));
    expect(program.said()).toMatch(/✗ A7 第一次：应为基金 16426\.00、个人 3574\.00，得到 [\d.]+、[\d.]+\n/);
    expect(program.said()).not.toMatch(/\n {4}at .*:\d+:\d+/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await stopped(program);
  });
});
