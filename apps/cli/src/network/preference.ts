import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** As of nice(1): −20 is the strongest, 0 the usual. */
const PREFERENCE = -10;

/**
 * Prefers this program to the PostgreSQL processes that work for it. On Linux each session is a scheduling
 * group of its own and every PostgreSQL connection makes itself a session: with three busy connections the
 * one thread that feeds them all would get a quarter of a processor, and all would wait for it. Allowed to
 * root (CAP_SYS_NICE) only; elsewhere, and under a service manager that has groups of its own, nothing
 * changes. What was set before is set again at the end. True when it took effect.
 */
export function preferThisProgram(file = '/proc/self/autogroup'): boolean {
  if (!existsSync(file)) return false;
  try {
    const before = /nice (-?\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
    if (before === undefined) return false;
    writeFileSync(file, String(PREFERENCE));
    process.once('exit', () => {
      try {
        writeFileSync(file, before);
      } catch {
        // The group is gone, or nobody may set it any more: nothing to restore.
      }
    });
    return true;
  } catch {
    return false;
  }
}
