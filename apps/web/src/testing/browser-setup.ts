import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserServer, chromium } from 'playwright-core';
import { CHROMIUM_ADVICE, chromiumPath } from './chromium.ts';

// vitest calls these once around a whole run (`globalSetup` in vitest.config.ts).
let door: Server | undefined;
let launched: Promise<BrowserServer> | undefined;

function launch(): Promise<BrowserServer> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error(CHROMIUM_ADVICE);
  const isRoot = process.getuid?.() === 0;
  // Names do not resolve: a test that asks for another machine gets no answer.
  const args = [
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
  return chromium.launchServer({ executablePath, args, host: '127.0.0.1' });
}

/** One browser for all workers of a run, launched when the first test asks for its address. */
export async function setup(): Promise<void> {
  door = createServer(async (_request, response) => {
    try {
      launched ??= launch();
      response.end((await launched).wsEndpoint());
    } catch (cause) {
      response.writeHead(500).end(String(cause));
    }
  });
  door.unref();
  await new Promise<void>((resolve) => door!.listen(0, '127.0.0.1', resolve));
  process.env.ZHIJIE_TEST_BROWSER = `http://127.0.0.1:${(door.address() as AddressInfo).port}/`;
}

export async function teardown(): Promise<void> {
  delete process.env.ZHIJIE_TEST_BROWSER;
  door?.close();
  door?.closeAllConnections();
  if (launched === undefined) return;
  const server = await launched.catch(() => undefined);
  await server?.close();
}
