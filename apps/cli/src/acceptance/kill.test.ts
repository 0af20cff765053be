import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenPromises, type Gateway, type Promised, patientsOf, startLoad } from './load.ts';
import {
  isAlive,
  type Program,
  postgresFolder,
  postgresOf,
  processesNaming,
  run,
  runDoctor,
  temporaryFolder,
} from './programs.ts';

const BEIJING = 'H11010500001';
const folder = temporaryFolder();
const environment = { ZHIJIE_DATA: folder.path, ZHIJIE_PORT: '0' };
const gateway: Gateway = { url: '' };
const promised: Promised[] = [];
let program: Program;

async function start(): Promise<void> {
  program = run(['start', '--provinces', '11,41'], environment);
  const [, url] = await program.says(/正在服务：(http:\/\/[\d.]+:\d+)\//);
  gateway.url = url!;
}

beforeAll(start);
afterAll(async () => {
  writeFileSync('/tmp/kill-said.txt', program.said());
  program.kill('SIGKILL');
  await program.exited;
  for (const pid of processesNaming(postgresFolder(folder.path))) process.kill(pid, 'SIGKILL');
  folder.remove();
});

/** Kills in the middle of the load, brings the program back, and waits until every hospital has its answer. */
async function underLoad(kill: () => Promise<void>): Promise<void> {
  const load = startLoad(gateway, {
    providerId: BEIJING,
    patients: patientsOf('41'),
    count: 24,
    atOnce: 4,
  });
  await load.reached(6);
  await kill();
  await load.done;
  expect(load.promised).toHaveLength(24);
  promised.push(...load.promised);
}

async function expectNothingLost(): Promise<void> {
  expect(await brokenPromises(gateway, BEIJING, promised)).toEqual([]);
  expect(await runDoctor(environment)).toMatchObject({ code: 0, findings: [] });
}

describe('an acknowledged settlement outlives kill -9 under load', () => {
  it('of the program', async () => {
    await underLoad(async () => {
      program.kill('SIGKILL');
      await program.exited;
      await start();
    });
    await expectNothingLost();
  });

  it('of PostgreSQL: the program starts it again by itself and goes on', async () => {
    const before = postgresOf(folder.path);
    const { pid } = program;
    await underLoad(async () => {
      process.kill(before, 'SIGKILL');
    });
    expect(isAlive(before)).toBe(false);
    expect(postgresOf(folder.path)).not.toBe(before);
    expect(program.pid).toBe(pid);
    expect(isAlive(pid)).toBe(true);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    await expectNothingLost();
  });

  it('of both at once', async () => {
    await underLoad(async () => {
      process.kill(postgresOf(folder.path), 'SIGKILL');
      program.kill('SIGKILL');
      await program.exited;
      await start();
    });
    await expectNothingLost();
  });
});
