import type { Log, LogEntry } from '@zhijie/exchange';

function described(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const cause = value.cause instanceof Error ? { cause: described(value.cause) } : {};
  return { name: value.name, message: value.message, stack: value.stack, ...cause };
}

/** One JSON line per entry on the error stream, from a level on. */
export function jsonLog(node: string, from: LogEntry['level'], clock: () => number): Log {
  const order = ['info', 'warn', 'error'];
  return (entry) => {
    if (order.indexOf(entry.level) < order.indexOf(from)) return;
    const fields = Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, described(value)]));
    console.error(JSON.stringify({ at: new Date(clock()).toISOString(), node, ...fields }));
  };
}
