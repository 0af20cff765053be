const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * Pause before the next attempt, given how many were made: 1 s, 2 s, 4 s … at most 5 minutes. There is no
 * last attempt: money owed to a partner is owed until it is delivered.
 */
export function backOffMs(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(attempts, 20) - 1));
}

/**
 * How long a claimed entry stays with its worker before another may take it. Longer than the deadline of a
 * send; it is also what a message waits when its worker was killed.
 */
export const LEASE_MS = 20_000;
