/** Test support: the built pages over a whole network, in a browser, as somebody of the demo. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { useBrowser } from '@zhijie/web/testing/browser';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { type NetworkUnderTest, useNetwork } from '../../acceptance/network-under-test.ts';
import { facesBuild } from '../build.ts';
import { enterAs, signInAs } from './enter.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type FacesUnderTest = {
  readonly network: () => NetworkUnderTest;
  /** Opens a page of a staff audience as an account of the demo, e.g. 'agency-43/operator'. */
  openAs(account: string, path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Opens a page of the patient's as a known person of the demo; null: nobody yet. */
  openPatient(person: string | null, path: string, options?: BrowserContextOptions): Promise<Page>;
};

/** Where others build at the same time. */
const BUILD_MS = 120_000;
/** The first page of a network may wait for a build. */
const FIRST_LOAD = { timeout: 45_000 };
/** What a test puts between page and network must not be answered by a service worker. */
const STILL = { reducedMotion: 'reduce', serviceWorkers: 'block' } as const;
const DESK = { ...STILL, viewport: { width: 1440, height: 900 } };
const PHONE = { ...STILL, viewport: { width: 390, height: 844 }, hasTouch: true };

/** A network and a browser for the tests of a file; no request leaves this machine. */
export function useFaces(
  provinces: readonly string[],
  options: Parameters<typeof useNetwork>[1] = {},
): FacesUnderTest {
  const network = useNetwork(provinces, options);
  beforeAll(async () => void (await facesBuild()), BUILD_MS);
  const browser = useBrowser();
  return {
    network,
    async openAs(account, path, given = {}) {
      const page = await browser.open({ ...DESK, ...given });
      const { url } = network();
      await signInAs(page.context(), url, account);
      await page.goto(url + path, FIRST_LOAD);
      return page;
    },
    async openPatient(person, path, given = {}) {
      const page = await browser.open({ ...PHONE, ...given });
      const { url } = network();
      if (person !== null) await enterAs(page.context(), url, person);
      await page.goto(url + path, FIRST_LOAD);
      return page;
    },
  };
}

type AxeRun = {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
};

/** What axe finds serious or critical on the page as it is now: rule and the first place. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeRun> } };
    return axe.run({ resultTypes: ['violations'] });
  });
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Asserts it in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await axeFaults(page), `${page.url()} ${colorScheme}`).toEqual([]);
  }
}
