/** Photographs every page of the tables: `npm run shots -- [AUDIENCE …]`, both themes, each size, into `.shots/`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AGENCY_PAGES,
  type AudiencePages,
  COUNTER_PAGES,
  NATION_PAGES,
  PATIENT_PAGES,
} from '@zhijie/web/pages';
import { CHROMIUM_ADVICE, chromiumPath } from '@zhijie/web/testing/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { buildHttp } from '../../network/http.ts';
import { startNetwork } from '../../network/network.ts';
import { REPOSITORY } from '../../policy-files.ts';
import { stageClock } from './acting.ts';
import { SCENES } from './scenes.ts';

const PROVINCES = ['11', '41', '43'];
const THEMES = ['light', 'dark'] as const;
const WIDTHS: Readonly<Record<AudiencePages['audience'], readonly number[]>> = {
  patient: [320, 390],
  counter: [1280],
  agency: [1280, 1920],
  nation: [1280, 2560],
};
const WHO: Readonly<Record<AudiencePages['audience'], string>> = {
  patient: 'li-jianguo',
  counter: 'counter-H11010500001/cashier',
  agency: 'agency-43/operator',
  nation: 'nation-hub/nation-operator',
};
const ALL: readonly AudiencePages[] = [PATIENT_PAGES, COUNTER_PAGES, AGENCY_PAGES, NATION_PAGES];

async function enter({ request }: BrowserContext, url: string, audience: AudiencePages['audience']) {
  const who = WHO[audience];
  if (audience !== 'patient') {
    await request.post(`${url}/api/session/sign-in`, { data: { kind: 'account', value: who } });
    return;
  }
  const { token } = (await (await request.get(`${url}/api/session/person`)).json()) as { token: string };
  await request.post(`${url}/api/session/person/enter`, {
    data: { key: who },
    headers: { 'x-zhijie-token': token },
  });
}

async function photograph(
  browser: Browser,
  url: string,
  pages: AudiencePages,
  folder: string,
): Promise<void> {
  for (const colorScheme of THEMES) {
    for (const width of WIDTHS[pages.audience]) {
      const viewport = { width, height: 900 };
      const context = await browser.newContext({
        colorScheme,
        viewport,
        reducedMotion: 'reduce',
        locale: 'zh-CN',
      });
      await enter(context, url, pages.audience);
      const page = await context.newPage();
      for (const { id, path, example = path } of pages.pages) {
        await page.goto(`${url}/${pages.audience}/${example}`, { waitUntil: 'networkidle' });
        const name = `${pages.audience}-${id}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(folder, name), fullPage: true });
        console.log(name);
      }
      await context.close();
    }
  }
}

async function main(asked: readonly string[]): Promise<number> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    console.error(CHROMIUM_ADVICE);
    return 1;
  }
  const folder = join(REPOSITORY, '.shots');
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-shots-'));
  const clock = stageClock('2025-10-01');
  const network = await startNetwork({ dataDir, provinces: PROVINCES, logFrom: 'error', now: clock.now });
  const app = await buildHttp(network);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    for (const prepare of SCENES) await prepare({ network, url }, clock);
    const chosen = ALL.filter(({ audience }) => asked.length === 0 || asked.includes(audience));
    for (const pages of chosen) await photograph(browser, url, pages, folder);
    return 0;
  } finally {
    await browser.close();
    await app.close();
    await network.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
