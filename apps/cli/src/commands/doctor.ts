import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import { type DoctorFinding, nodeUnreadable } from '../doctor/finding.ts';
import { examineInstallation } from '../doctor/installation.ts';
import { examineGateway, examineHub, examineProvince } from '../doctor/node-books.ts';
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

/** Looks at a running or a stopped installation; changes nothing. A node that cannot be read is a finding. */
export async function examine(installation: Installation): Promise<DoctorReport> {
  const nodes = installation.network.nodes.map((node) => node.address);
  const servers = await serversOf(installation);
  const databases = new Map<string, Database>();
  const findings = [...examineInstallation(installation)];
  const unreadable = new Set<string>();
  try {
    for (const address of nodes) {
      try {
        const db = lookAtDatabase(servers.of(address), address);
        databases.set(address, db);
        findings.push(...(await examineNode(address, db, installation)));
      } catch (cause) {
        unreadable.add(address);
        findings.push(nodeUnreadable(address, cause));
      }
    }
    const readable = new Map([...databases].filter(([address]) => !unreadable.has(address)));
    return { nodes, findings: [...findings, ...(await settledPairs(readable, unreadable))] };
  } finally {
    await Promise.allSettled([...databases.values()].map((db) => db.close()));
    await servers.stop();
  }
}

async function examineNode(address: string, db: Database, installation: Installation) {
  const key = installation.publicKeyOf(address)!;
  if (address === GATEWAY) return examineGateway(db, key);
  return address === 'hub' ? examineHub(db, key) : examineProvince(address, db, key, wallClock);
}

export type Servers = { of(address: string): Server; stop(): Promise<void> };

/**
 * One server for the network in one process; one of its own for each node that runs as a process of its own.
 * `of` throws for a node whose server is not to be had.
 */
export async function serversOf({ folder, network }: Installation): Promise<Servers> {
  const opened = new Map<string, Server>();
  const failed = new Map<string, unknown>();
  const placeOf = (address: string): string => {
    const own = nodeFolder(folder, address);
    return existsSync(own) ? own : folder;
  };
  for (const place of new Set(network.nodes.map((node) => placeOf(node.address)))) {
    try {
      opened.set(place, await lookAtServer(place));
    } catch (cause) {
      failed.set(place, cause);
    }
  }
  return {
    of(address) {
      const server = opened.get(placeOf(address));
      if (server === undefined) throw failed.get(placeOf(address));
      return server;
    },
    async stop() {
      await Promise.all([...opened.values()].map((server) => server.stop()));
    },
  };
}

const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1500;

/**
 * Under load the three books are read at three moments: a settlement between two commits is no breach. Only
 * what stands in every look is one.
 */
async function settledPairs(
  databases: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string>,
): Promise<readonly DoctorFinding[]> {
  try {
    let standing = await examinePairs(databases, unreadable);
    for (let look = 1; look < LOOKS && standing.length > 0; look += 1) {
      await sleep(BETWEEN_LOOKS_MS);
      const again = new Set((await examinePairs(databases, unreadable)).map((finding) => finding.row));
      standing = standing.filter((finding) => again.has(finding.row));
    }
    return standing;
  } catch (cause) {
    // A node that was there a moment ago.
    return [nodeUnreadable('network', cause)];
  }
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
