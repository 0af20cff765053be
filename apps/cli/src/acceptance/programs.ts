/** Test support: the program as a person starts it, one operating-system process each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const READY_MS = 150_000;

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  readonly pid: number;
  /** Everything printed so far, both streams. */
  said(): string;
  /** Waits for a text on either stream; throws when the program ends or takes too long. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs `zhijie …` with these variables besides those of the test. */
export function run(args: readonly string[], environment: Environment = {}): Program {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let isOver = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal });
    });
  });
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(25)) {
      const found = pattern.exec(output);
      if (found !== null) return found;
      if (isOver) break;
    }
    throw new Error(`zhijie ${args.join(' ')} did not say ${pattern}; it said:\n${output}`);
  };
  return { pid: child.pid!, said: () => output, says, kill: (signal) => void child.kill(signal), exited };
}

/** Runs a command to its end. */
export async function runToEnd(
  args: readonly string[],
  environment: Environment = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = run(args, environment);
  const { code } = await program.exited;
  return { code, output: program.said() };
}

export type DoctorSays = {
  readonly code: number | null;
  readonly findings: readonly { readonly where: string; readonly check: string; readonly row: string }[];
};

/** `zhijie doctor --json` on a data folder, while its program runs or not. */
export async function runDoctor(environment: Environment): Promise<DoctorSays> {
  const { code, output } = await runToEnd(['doctor', '--json'], environment);
  try {
    return { code, findings: JSON.parse(output).findings };
  } catch {
    throw new Error(`The doctor did not answer JSON (exit code ${code}):\n${output}`);
  }
}

/** A data folder that its PostgreSQL may keep elsewhere; `remove` takes both away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'zhijie-acceptance-'));
  return {
    path,
    remove() {
      const elsewhere = postgresFolder(path);
      rmSync(elsewhere, { recursive: true, force: true });
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Where the PostgreSQL of a data folder really lies. */
export function postgresFolder(dataDir: string): string {
  const asked = join(dataDir, 'postgres');
  const note = join(asked, 'DATA-IS-ELSEWHERE.txt');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : asked;
}

/** The process id of the PostgreSQL that runs on a data folder. */
export function postgresOf(dataDir: string): number {
  return Number(readFileSync(join(postgresFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);
}

export function isAlive(pid: number): boolean {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '');
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Living processes whose command line names a folder; empty where there is no /proc. */
export function processesNaming(folder: string): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid)) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}
