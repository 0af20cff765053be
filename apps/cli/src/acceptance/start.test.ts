import { afterAll, describe, expect, it } from 'vitest';
import { type Program, postgresFolder, processesNaming, run, temporaryFolder } from './programs.ts';

const TIMEOUT_MS = 180_000;
const SERVING = /正在服务：(http:\/\/[\d.]+:\d+)\//;
const folder = temporaryFolder();
const environment = { ZHIJIE_DATA: folder.path, ZHIJIE_PORT: '0' };
const programs: Program[] = [];

afterAll(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await Promise.all(programs.map((program) => program.exited));
  for (const pid of processesNaming(postgresFolder(folder.path))) process.kill(pid, 'SIGKILL');
  folder.remove();
});

async function started(): Promise<{ program: Program; url: string }> {
  const program = run(['start'], environment);
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
    const { program, url } = await started();
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
});
