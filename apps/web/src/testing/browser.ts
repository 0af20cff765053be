/** Tests in the machine's own Chromium: nothing is downloaded, nothing leaves 127.0.0.1. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CHROMIUM_ADVICE, chromiumPath } from './chromium.ts';

let hasToldAdvice = false;

/**
 * Tests that need a browser. Without one they are skipped on a developer's machine, with one line that says how
 * to get it; with `CI=true` they fail.
 */
export function describeInBrowser(name: string, work: () => void): void {
  const isMissing = chromiumPath() === null;
  if (isMissing && process.env.CI === 'true') {
    describe(name, () => it('needs a browser', () => expect.fail(CHROMIUM_ADVICE)));
    return;
  }
  if (isMissing && !hasToldAdvice) {
    hasToldAdvice = true;
    console.warn(`SKIPPED: tests in the browser, ${CHROMIUM_ADVICE}`);
  }
  describe.skipIf(isMissing)(name, work);
}

/** Joins the one browser of the run (`browser-setup.ts`). */
async function connect(): Promise<Browser> {
  const door = process.env.ZHIJIE_TEST_BROWSER;
  if (door === undefined) throw new Error('vitest.config.ts names no browser-setup.ts');
  const answer = await fetch(door);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return chromium.connect(text);
}

export type TestBrowser = {
  /** A page of a visitor of its own: no cookies, no cache. What it asks of other machines fails the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
};

const isHere = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return ['data:', 'blob:', 'about:'].includes(protocol) || hostname === '127.0.0.1';
};

/** For a `describeInBrowser`: pages are closed after each test, and each stayed on this machine. */
export function useBrowser(): TestBrowser {
  let browser: Promise<Browser> | undefined;
  const outside: string[] = [];
  const open: Page[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((page) => page.context().close()));
    expect(outside.splice(0), 'requests that left this machine').toEqual([]);
  });
  afterAll(async () => {
    await (await browser)?.close();
  });
  return {
    async open(options = {}) {
      browser ??= connect();
      const context = await (await browser).newContext({ locale: 'zh-CN', ...options });
      context.on('request', (request) => {
        if (!isHere(request.url())) outside.push(request.url());
      });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      open.push(page);
      return page;
    },
  };
}
