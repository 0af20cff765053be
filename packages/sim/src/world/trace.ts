import { sm3Hex } from '@zhijie/crypto';
import type { Instant } from '@zhijie/kernel';

/**
 * What happened, in order. Two runs of one seed have the same hash, or the simulation is not
 * deterministic.
 */
export type Trace = {
  add(at: Instant, line: string): void;
  hash(): string;
  /** The last lines, for a report of a failure. */
  tail(count: number): readonly string[];
  readonly length: number;
};

export function createTrace(): Trace {
  const lines: string[] = [];
  return {
    add: (at, line) => void lines.push(`${at} ${line}`),
    hash: () => sm3Hex(lines.join('\n')),
    tail: (count) => lines.slice(-count),
    get length() {
      return lines.length;
    },
  };
}
