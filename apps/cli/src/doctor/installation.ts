import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { selfTest } from '@zhijie/crypto';
import type { Installation } from '../installation.ts';
import { readPolicies } from '../policy-files.ts';
import type { DoctorFinding } from './finding.ts';

const SECRETS = ['sm2-private.pem', 'master.key', 'tls-key.pem'] as const;
const OTHERS_BITS = 0o077;

function finding(check: string, row: string, detail: string): DoctorFinding {
  return { where: 'installation', check, row, detail };
}

function attempt(check: string, work: () => unknown): DoctorFinding[] {
  try {
    work();
    return [];
  } catch (cause) {
    return [finding(check, '', cause instanceof Error ? cause.message : String(cause))];
  }
}

function secretsOf(folder: string, address: string): DoctorFinding[] {
  return SECRETS.flatMap((name) => {
    const path = join(folder, 'keys', address, name);
    if (!existsSync(path))
      return [finding('key-present', `${address}/${name}`, '密钥文件缺失，请从备份恢复')];
    if (process.platform === 'win32' || (statSync(path).mode & OTHERS_BITS) === 0) return [];
    return [finding('key-private', `${address}/${name}`, '密钥文件可被他人读取，请执行 chmod 600')];
  });
}

/** The program's own surroundings: Node, cryptography, policy packs, key files. */
export function examineInstallation(installation: Installation): DoctorFinding[] {
  const major = Number(process.versions.node.split('.')[0]);
  return [
    ...(major < 24 ? [finding('node-version', process.versions.node, '需要 Node 24')] : []),
    ...attempt('cryptography', selfTest),
    ...attempt('policy-packs', () => readPolicies()),
    ...installation.network.nodes.flatMap(({ address }) => secretsOf(installation.folder, address)),
  ];
}
