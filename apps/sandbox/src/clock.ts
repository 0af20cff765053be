import { type Clock, instant } from '@zhijie/kernel';

/** The clock of a sandbox network: the machine's, moved forward. It never goes back while nodes run. */
export type SandboxClock = {
  readonly now: Clock;
  /** How far it is ahead of the machine's clock, ms. */
  ahead(): number;
  /** Moves it forward; false for a step that is no whole number of milliseconds up to 400 days. */
  advance(ms: number): boolean;
  /** Back to the machine's clock: only for a network that begins anew. */
  reset(): void;
};

const LONGEST_STEP_MS = 400 * 86_400_000;

export function createSandboxClock(wall: Clock): SandboxClock {
  let ahead = 0;
  return {
    now: () => instant(wall() + ahead),
    ahead: () => ahead,
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms <= 0 || ms > LONGEST_STEP_MS) return false;
      ahead += ms;
      return true;
    },
    reset() {
      ahead = 0;
    },
  };
}
