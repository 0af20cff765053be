import type { LogEntry } from '@zhijie/exchange';
import { instant } from '@zhijie/kernel';
import { registerPages } from '@zhijie/web';
import Fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { httpLog } from './http-log.ts';
import { jsonLog } from './log.ts';

type Port = Parameters<typeof registerPages>[1];

const broken = new Proxy({} as Port, {
  get: () => () => {
    throw new Error('no answer about 419900198503121358', { cause: new Error('socket closed') });
  },
});

function pagesWith(log: (entry: LogEntry) => void) {
  const app = Fastify({ loggerInstance: httpLog(log) });
  const now = () => instant(1_750_000_000_000);
  registerPages(app, broken, { now, sessionKey: new Uint8Array(32).fill(7) });
  return app;
}

test('a page that fails is one JSON line with its cause and without the number of a person', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = pagesWith(jsonLog('http', 'error', () => 0));
  try {
    const answer = await app.inject({ method: 'GET', url: '/?secret=419900198503121358' });
    expect(answer.statusCode).toBeGreaterThanOrEqual(500);
    expect(printed).toHaveBeenCalledTimes(1);
    const [line] = printed.mock.calls[0] as [string];
    expect(line).not.toContain('\n');
    expect(line).not.toContain('419900198503121358');
    expect(JSON.parse(line)).toMatchObject({
      node: 'http',
      level: 'error',
      event: 'A page failed',
      error: { message: 'no answer about …', cause: { message: 'socket closed' } },
    });
  } finally {
    printed.mockRestore();
    await app.close();
  }
});
