/**
 * Resolves at the first Ctrl-C or termination signal. npm passes the terminal's Ctrl-C on, so that one key
 * press arrives twice: further signals are ignored while the program stops.
 */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
