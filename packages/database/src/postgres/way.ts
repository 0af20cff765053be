import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Binaries } from './binaries.ts';

/**
 * How PostgreSQL is run; it refuses to run as root.
 * - `plain`: we are not root.
 * - `namespace`: root, inside a user namespace where our uid 0 is seen as 65534: files stay root's.
 * - `nobody`: root where such namespaces are refused (containers): as uid 65534, from a readable copy.
 */
export type WayKind = 'plain' | 'namespace' | 'nobody';

export type Way = {
  readonly kind: WayKind;
  readonly prefix: readonly string[];
  /** Folder of the binaries to run: a copy in way `nobody`. */
  readonly root: string;
  /** The data folder itself; elsewhere than asked only when uid 65534 cannot reach that place. */
  readonly dataDir: string;
  readonly identity: { readonly uid?: number; readonly gid?: number };
};

const NOBODY = 65_534;
const NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];
const DIE_WITH_PARENT = ['setpriv', '--pdeathsig', 'INT'];
const COPIES = '/var/tmp';

const works = (command: readonly string[]): boolean =>
  spawnSync(command[0]!, [...command.slice(1), 'true'], { stdio: 'ignore' }).status === 0;

/** Which way this machine allows. */
export function chooseWayKind(): WayKind {
  if (process.getuid?.() !== 0) return 'plain';
  return works(NAMESPACE) ? 'namespace' : 'nobody';
}

/** Prepares the data folder and the command prefix for one way. */
export function prepareWay(kind: WayKind, binaries: Binaries, dataDir: string): Way {
  const dying = works(DIE_WITH_PARENT) ? DIE_WITH_PARENT : [];
  const asked = resolve(dataDir);
  mkdirSync(asked, { recursive: true, mode: 0o700 });
  if (kind === 'nobody') return wayOfNobody(binaries, asked, dying);
  if (kind === 'namespace') giveTo(asked, 0);
  const prefix = kind === 'namespace' ? [...NAMESPACE, ...dying] : dying;
  return { kind, prefix, root: binaries.root, dataDir: asked, identity: {} };
}

function wayOfNobody(binaries: Binaries, asked: string, dying: readonly string[]): Way {
  const dataDir = reachableByNobody(dirname(asked)) ? asked : elsewhere(asked);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  giveTo(dataDir, NOBODY);
  return {
    kind: 'nobody',
    prefix: dying,
    root: readableCopy(binaries),
    dataDir,
    identity: { uid: NOBODY, gid: NOBODY },
  };
}

/** True when every folder up to the root may be entered by others. */
function reachableByNobody(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid } = statSync(at);
    if ((mode & 0o001) === 0 && uid !== NOBODY) return false;
    if (at === dirname(at)) return true;
  }
}

// A checkout under /root (mode 700): the data lives beside the copied binaries; a note in the folder says so.
function elsewhere(asked: string): string {
  const folder = join(COPIES, `zhijie-data-${createHash('sha256').update(asked).digest('hex').slice(0, 16)}`);
  writeFileSync(join(asked, 'DATA-IS-ELSEWHERE.txt'), `${folder}\n`);
  return folder;
}

function giveTo(folder: string, owner: number): void {
  if (lstatSync(folder).uid === owner && !holdsOthers(folder, owner)) return;
  chownSync(folder, owner, owner);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, entry), owner, owner);
  }
}

function holdsOthers(folder: string, owner: number): boolean {
  const version = join(folder, 'PG_VERSION');
  return existsSync(version) && lstatSync(version).uid !== owner;
}

function readableCopy({ root, version }: Binaries): string {
  const copy = join(COPIES, `zhijie-postgres-${version}`);
  // The place is world-writable: a folder there counts only when root made it.
  if (existsSync(copy) && lstatSync(copy).uid === 0 && lstatSync(copy).isDirectory()) return copy;
  const building = mkdtempSync(`${copy}-`);
  cpSync(root, building, { recursive: true, verbatimSymlinks: true });
  chmodSync(building, 0o755);
  try {
    renameSync(building, copy);
    return copy;
  } catch {
    if (existsSync(copy) && lstatSync(copy).uid === 0) {
      rmSync(building, { recursive: true, force: true });
      return copy;
    }
    return building;
  }
}
