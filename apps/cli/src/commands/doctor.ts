import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@zhijie/database';
import type { DoctorFinding } from '../doctor/finding.ts';
import { examineInstallation } from '../doctor/installation.ts';
import { examineHub, examineProvince } from '../doctor/node-books.ts';
import { examinePairs } from '../doctor/pairs.ts';
import { type Installation, readInstallation } from '../installation.ts';
import { lookAtDatabase, lookAtServer, nodeFolder, type Server } from '../network/databases.ts';
import { wallClock } from '../network/network.ts';
import { type Command, withOptions } from './command.ts';

const USAGE = `zhijie doctor：检查安装与所有节点的账，逐条指出哪一行不对

  --json      输出 JSON
  ZHIJIE_DATA 数据目录，默认 ./.zhijie

  全部正常以 0 退出，有任何一处不符以 1 退出。程序运行中也可使用。
`;

/** Every invariant over all nodes' databases and the installation. */
export const doctor: Command = {
  name: 'doctor',
  summary: '体检：核对所有节点的账、日志与安装',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: { json: { type: 'boolean' } } }, async (values) => {
      const folder = resolve(process.env.ZHIJIE_DATA ?? '.zhijie');
      if (!existsSync(join(folder, 'network.json'))) {
        console.error(`${folder} 中没有安装；请先运行 npm start，或设置 ZHIJIE_DATA。`);
        return 2;
      }
      const report = await examine(readInstallation(folder));
      if (values.json === true) console.log(JSON.stringify(report, null, 2));
      else printReport(report);
      return report.findings.length === 0 ? 0 : 1;
    }),
};

export type DoctorReport = { readonly nodes: readonly string[]; readonly findings: readonly DoctorFinding[] };

/** Looks at a running or a stopped installation; changes nothing. */
export async function examine(installation: Installation): Promise<DoctorReport> {
  const nodes = installation.network.nodes.map((node) => node.address);
  const servers = await serversOf(installation);
  const databases = new Map(nodes.map((address) => [address, lookAtDatabase(servers.of(address), address)]));
  try {
    const findings = [...examineInstallation(installation)];
    for (const [address, db] of databases) {
      const key = installation.publicKeyOf(address)!;
      findings.push(
        ...(address === 'hub'
          ? await examineHub(db, key)
          : await examineProvince(address, db, key, wallClock)),
      );
    }
    return { nodes, findings: [...findings, ...(await settledPairs(databases))] };
  } finally {
    await Promise.all([...databases.values()].map((db) => db.close()));
    await servers.stop();
  }
}

type Servers = { of(address: string): Server; stop(): Promise<void> };

/**
 * One server for the network in one process; one of its own for each node that runs as a process of its own.
 */
async function serversOf({ folder, network }: Installation): Promise<Servers> {
  const opened = new Map<string, Server>();
  const stop = async (): Promise<void> => {
    await Promise.all([...opened.values()].map((server) => server.stop()));
  };
  const placeOf = (address: string): string => {
    const own = nodeFolder(folder, address);
    return existsSync(own) ? own : folder;
  };
  try {
    for (const place of new Set(network.nodes.map((node) => placeOf(node.address)))) {
      opened.set(place, await lookAtServer(place));
    }
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { of: (address) => opened.get(placeOf(address))!, stop };
}

const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1500;

/**
 * Under load the three books are read at three moments: a settlement between two commits is no breach. Only
 * what stands in every look is one.
 */
async function settledPairs(databases: ReadonlyMap<string, Database>): Promise<readonly DoctorFinding[]> {
  let standing = await examinePairs(databases);
  for (let look = 1; look < LOOKS && standing.length > 0; look += 1) {
    await sleep(BETWEEN_LOOKS_MS);
    const again = new Set((await examinePairs(databases)).map((finding) => finding.row));
    standing = standing.filter((finding) => again.has(finding.row));
  }
  return standing;
}

/** The report for a person; says so when nothing is wrong. */
export function printReport({ nodes, findings }: DoctorReport): void {
  for (const { where, check, row, detail } of findings)
    console.log(`✗ ${where}  ${check}  ${row}  ${detail}`);
  console.log(
    findings.length === 0
      ? `✓ ${nodes.length} 个节点：账平、三方一致、日志完整、安装正常`
      : `✗ ${nodes.length} 个节点，${findings.length} 处不符`,
  );
}
