import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GATEWAY, HUB } from '@zhijie/exchange';
import { type ReplayBreach, replaySettlements } from '@zhijie/province';
import { type Installation, readInstallation } from '../installation.ts';
import { lookAtDatabase } from '../network/databases.ts';
import type { Values } from './command.ts';
import { serversOf } from './doctor.ts';
import { textOf } from './pack-arguments.ts';

type NodeReplay = {
  readonly node: string;
  readonly replayed: number;
  readonly versions: number;
  readonly breaches: readonly ReplayBreach[];
};

/**
 * `pack replay`: computes stored settlements of every province again with the policy of the day, kept under
 * the hash that each recorded, and compares the bytes. Changes nothing; the packs in force are not read.
 */
export async function replayPacks(
  values: Values,
  given: readonly string[],
): Promise<number | { readonly wrong: string }> {
  if (given.length > 0) return { wrong: 'pack replay 不写统筹区：重算数据目录中所有省的结算' };
  const sampleText = textOf(values, 'sample');
  if (sampleText !== undefined && !/^[1-9]\d{0,8}$/.test(sampleText))
    return { wrong: `--sample："${sampleText}" 应为正整数` };
  const folder = resolve(process.env.ZHIJIE_DATA ?? '.zhijie');
  if (!existsSync(join(folder, 'network.json')))
    return { wrong: `${folder} 中没有安装；请先运行 npm start，或设置 ZHIJIE_DATA` };
  const options = {
    seed: textOf(values, 'seed') ?? '1',
    ...(sampleText === undefined ? {} : { sample: Number(sampleText) }),
  };
  const nodes = await replayInstallation(readInstallation(folder), options);
  if (values.json === true) console.log(JSON.stringify({ ...options, nodes }, null, 2));
  else for (const line of nodes.flatMap(linesOf)) console.log(line);
  return nodes.some(({ breaches }) => breaches.length > 0) ? 1 : 0;
}

/** Every province of an installation, running or not. */
export async function replayInstallation(
  installation: Installation,
  options: { readonly seed: string; readonly sample?: number },
): Promise<NodeReplay[]> {
  const servers = await serversOf(installation);
  const nodes: NodeReplay[] = [];
  try {
    for (const { address } of installation.network.nodes) {
      if (address === HUB || address === GATEWAY) continue;
      const db = lookAtDatabase(servers.of(address), address);
      try {
        const onProgress = progressOf(address);
        nodes.push({ node: address, ...(await replaySettlements(db, { ...options, onProgress })) });
      } finally {
        await db.close();
      }
    }
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    await servers.stop();
  }
  return nodes;
}

function progressOf(address: string): (replayed: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (replayed) => process.stderr.write(`\r\u001b[K${address}：已重算 ${replayed} 笔`);
}

function linesOf({ node, replayed, versions, breaches }: NodeReplay): string[] {
  const sum = `${node}：重算 ${replayed} 笔结算，用到 ${versions} 个留存的政策版本，${breaches.length} 笔不同`;
  return [
    ...breaches.map(({ settlementId, kind, detail }) => `✗ ${node}  ${kind}  ${settlementId}  ${detail}`),
    breaches.length === 0 ? `✓ ${sum}` : `✗ ${sum}`,
  ];
}
