import { fork } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Failure } from '@zhijie/kernel';
import { answerHospital } from '@zhijie/province';
import { readAnswer } from '@zhijie/wire';
import { buildHttp } from '../network/http.ts';
import { type BenchNetwork, openBenchNetwork } from './bench-network.ts';
import { type CpuPerPiece, cpuTime, perPiece } from './cpu.ts';
import type { LoadOrder, LoadReport } from './load-client.ts';
import { closedLoop, percentile, perSecond, type Sample } from './measure.ts';
import type { RungResult } from './rung.ts';
import type { Bench } from './surroundings.ts';

export type GatewayOptions = {
  readonly seconds: number;
  readonly clients: number;
  /** Arrivals per second of the open loop; null: 80 % of what the closed loop reached. */
  readonly rate: number | null;
  readonly postgresPid: number | null;
  readonly only: (id: string) => boolean;
  readonly say: (text: string) => void;
};

/** Enough that what is measured is a server that has run for a while: its code is compiled by then. */
const WARM_UP = 600;
const LOCAL_CLIENTS = 8;
const SPARE = 1.3;

/** P5 and P6 on one network; each book is checked after each rung. */
export async function gatewayRungs(bench: Bench, options: GatewayOptions): Promise<RungResult[]> {
  const nodes = await openBenchNetwork(bench);
  const settled = { count: 0 };
  try {
    const results: RungResult[] = [];
    if (options.only('P5')) results.push(await localRung(nodes, options, settled));
    if (options.only('P6')) results.push(...(await acrossRungs(nodes, options, settled)));
    return results;
  } finally {
    await nodes.stop();
  }
}

type Settled = { count: number };

function requireSettled(answers: readonly Uint8Array[]): void {
  for (const bytes of answers) {
    const answer = readAnswer('2207', bytes);
    if (!answer.ok) throw new Failure(`A settlement of the bench was refused: ${answer.refusal.message}`);
  }
}

/** P5: the bytes of the settle message at the gateway, without HTTP; both sides in one province. */
async function localRung(
  nodes: BenchNetwork,
  options: GatewayOptions,
  settled: Settled,
): Promise<RungResult> {
  const run = async (messages: readonly Uint8Array[], milliseconds: number): Promise<Sample> => {
    const answers: Uint8Array[] = [];
    let next = 0;
    const work = async (): Promise<boolean> => {
      const body = messages[next++];
      if (body === undefined) return false;
      answers.push(await answerHospital(nodes.gateway, { body, path: '/fsi/bench', headers: {} }));
      return true;
    };
    const sample = await closedLoop({ clients: LOCAL_CLIENTS, milliseconds, work });
    requireSettled(answers);
    settled.count += sample.done;
    return sample;
  };
  options.say('P5：准备门诊账单…');
  const warm = await run(await nodes.prepareVisits('local', WARM_UP), 60_000);
  const count = Math.ceil(perSecond(warm) * options.seconds * SPARE);
  const messages = await nodes.prepareVisits('local', count);
  const before = cpuTime(options.postgresPid);
  const sample = await run(messages, options.seconds * 1000);
  const cpu = perPiece(before, cpuTime(options.postgresPid), sample.done);
  return {
    id: 'P5',
    title: '网关字节 → 就医侧 → 参保侧，同一省（本地账单），无 HTTP',
    clients: LOCAL_CLIENTS,
    done: sample.done,
    perSecond: perSecond(sample),
    ratio: null,
    p50: percentile(sample.latencies, 0.5),
    p99: percentile(sample.latencies, 0.99),
    latencyFrom: 'call',
    cpu,
    breaches: await nodes.breaches(settled.count),
  };
}

function generate(order: LoadOrder): Promise<LoadReport> {
  const file = fileURLToPath(new URL('load-client.ts', import.meta.url));
  // A profiler of this process is not meant for the load generator.
  const child = fork(file, { serialization: 'advanced', execArgv: [] });
  return new Promise((done, failed) => {
    let report: LoadReport | null = null;
    child.on('message', (message: unknown) => {
      report = message as LoadReport;
    });
    child.on('error', failed);
    child.on('exit', (code) => {
      if (report === null) failed(new Failure(`The load generator ended with code ${code}`));
      else done(report);
    });
    child.send(order);
  });
}

type Load = Omit<LoadReport, 'cpu'> & { readonly cpu: CpuPerPiece; readonly loadCpu: number };

/**
 * P6: HTTP in, care province, hub, insured province; commits on three databases. Closed loop, then open
 * loop.
 */
async function acrossRungs(
  nodes: BenchNetwork,
  options: GatewayOptions,
  settled: Settled,
): Promise<RungResult[]> {
  const app = await buildHttp(nodes.network);
  try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const run = async (count: number, rate: number | null, milliseconds: number): Promise<Load> => {
      options.say(`P6：准备 ${count} 张异地门诊账单…`);
      const messages = await nodes.prepareVisits('foreign', count);
      const path = '/fsi/api/callService';
      const before = cpuTime(options.postgresPid);
      const report = await generate({ port, path, messages, clients: options.clients, milliseconds, rate });
      const cpu = perPiece(before, cpuTime(options.postgresPid), report.answers.length);
      requireSettled(report.answers);
      settled.count += report.answers.length;
      return { ...report, cpu, loadCpu: report.cpu / report.answers.length };
    };
    const warm = await run(WARM_UP, null, 60_000);
    const capacity = warm.answers.length / warm.seconds;
    const closed = await run(Math.ceil(capacity * options.seconds * SPARE), null, options.seconds * 1000);
    const full = resultOf('P6', closed, null, options.clients, await nodes.breaches(settled.count));
    const rate = options.rate ?? Math.max(1, Math.floor((full.perSecond ?? 0) * 0.8));
    const open = await run(rate * options.seconds, rate, options.seconds * 1000);
    return [full, resultOf('P6o', open, rate, options.clients, await nodes.breaches(settled.count))];
  } finally {
    await app.close();
  }
}

function resultOf(
  id: string,
  report: Load,
  rate: number | null,
  clients: number,
  found: readonly string[],
): RungResult {
  const how = rate === null ? `闭环 ${clients} 连接` : `开环每秒 ${rate} 笔`;
  const breaches = report.broken === 0 ? found : [...found, `${report.broken} calls without an answer`];
  return {
    id,
    title: `HTTP → 就医省 → 国家平台 → 参保省，三库提交，20 行，${how}`,
    clients: rate === null ? clients : null,
    done: report.answers.length,
    perSecond: report.answers.length / report.seconds,
    ratio: null,
    p50: percentile(report.latencies, 0.5),
    p99: percentile(report.latencies, 0.99),
    latencyFrom: rate === null ? 'call' : 'intended-start',
    cpu: report.cpu,
    note: `压测程序每笔 ${report.loadCpu.toFixed(2)} ms 处理器时间`,
    breaches,
  };
}
