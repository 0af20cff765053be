import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * Processor time used so far, milliseconds; `postgres` null where it cannot be read (not Linux, not our
 * server).
 */
export type CpuTime = { readonly node: number; readonly postgres: number | null };

/** Linux counts in hundredths of a second on every architecture that Node runs on. */
const TICK_MS = 10;
/** Places after the command's closing bracket in /proc/PID/stat. */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;

function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended while we looked.
    return null;
  }
}

/** A server process and its direct children; PostgreSQL's backends are never deeper. */
function familyTime(parent: number): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  let total = 0;
  for (const pid of readdirSync('/proc')) {
    const stat = /^\d+$/.test(pid) ? statOf(pid) : null;
    if (stat === null || (pid !== String(parent) && stat[PARENT] !== String(parent))) continue;
    total += (Number(stat[USER]) + Number(stat[SYSTEM])) * TICK_MS;
  }
  return total;
}

export function cpuTime(postgresPid: number | null): CpuTime {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1000, postgres: postgresPid === null ? null : familyTime(postgresPid) };
}

/** Milliseconds of processor time per piece of work, of this program and of PostgreSQL. */
export type CpuPerPiece = { readonly node: number; readonly postgres: number | null };

export function perPiece(from: CpuTime, to: CpuTime, pieces: number): CpuPerPiece {
  const share = (before: number, after: number): number => (pieces === 0 ? 0 : (after - before) / pieces);
  const hasPostgres = from.postgres !== null && to.postgres !== null;
  return {
    node: share(from.node, to.node),
    postgres: hasPostgres ? share(from.postgres!, to.postgres!) : null,
  };
}
