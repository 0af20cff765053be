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
import { facesBuild } from '../build.ts';
import { stageClock } from './acting.ts';
import { enterAs, signInAs } from './enter.ts';
import { COUNTER_SCENES, PATIENT_SCENES, SCENES } from './scenes.ts';

const PROVINCES = ['11', '41', '43'];
const THEMES = ['light', 'dark'] as const;
const WIDTHS: Readonly<Record<AudiencePages['audience'], readonly number[]>> = {
  patient: [320, 360],
  counter: [1280, 1920],
  agency: [1280, 1920],
  nation: [1280, 1920, 2560],
};
const WHO: Readonly<Record<AudiencePages['audience'], string>> = {
  patient: 'li-jianguo',
  counter: 'counter-H11010500001/cashier',
  agency: 'agency-43/operator',
  nation: 'nation-hub/nation-operator',
};
const ALL: readonly AudiencePages[] = [AGENCY_PAGES, NATION_PAGES, PATIENT_PAGES, COUNTER_PAGES];
/** What each audience's pages need to have happened; the clock only moves forward. */
const SCENES_OF: Readonly<Record<AudiencePages['audience'], typeof SCENES>> = {
  agency: SCENES,
  nation: SCENES,
  patient: PATIENT_SCENES,
  counter: COUNTER_SCENES,
};

/** On a machine where others build at the same time. */
const PATIENCE_MS = 120_000;

type Look = {
  readonly colorScheme: (typeof THEMES)[number];
  readonly width: number;
  readonly isElder: boolean;
};

/** Every theme and width; the patient's pages in elder mode too. */
function looksAt(audience: AudiencePages['audience']): Look[] {
  const plain = THEMES.flatMap((colorScheme) =>
    WIDTHS[audience].map((width) => ({ colorScheme, width, isElder: false })),
  );
  return audience === 'patient'
    ? [...plain, ...THEMES.map((colorScheme) => ({ colorScheme, width: 360, isElder: true }))]
    : plain;
}

/** The newest bill of whoever entered, for pages about one. */
async function billOf({ request }: BrowserContext, url: string): Promise<string> {
  const { bills } = (await (await request.get(`${url}/api/person/bills`)).json()) as {
    bills: { settlementId: string }[];
  };
  return bills[0]?.settlementId ?? '';
}

/** The newest bill of the window, which nobody has paid yet. */
async function openBillOf({ request }: BrowserContext, url: string): Promise<string> {
  const { bills } = (await (await request.get(`${url}/api/counter/bills`)).json()) as {
    bills: { visitId: string; actId: string }[];
  };
  const [newest] = bills;
  return newest === undefined ? '' : `?visit=${newest.visitId}&act=${newest.actId}`;
}

const NEWEST: Partial<Record<AudiencePages['audience'], typeof billOf>> = {
  patient: billOf,
  counter: openBillOf,
};

async function photograph(
  browser: Browser,
  url: string,
  pages: AudiencePages,
  folder: string,
): Promise<void> {
  const { audience } = pages;
  for (const { colorScheme, width, isElder } of looksAt(audience)) {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
      locale: 'zh-CN',
      serviceWorkers: 'block',
    });
    if (isElder) await context.addInitScript("localStorage.setItem('zhijie-large', '1')");
    await (audience === 'patient' ? enterAs : signInAs)(context, url, WHO[audience]);
    const bill = (await NEWEST[audience]?.(context, url)) ?? '';
    const page = await context.newPage();
    page.setDefaultNavigationTimeout(PATIENCE_MS);
    for (const { id, path, example = path } of pages.pages) {
      const address = example.replace(/:settlementId|:openBill/, bill);
      await page.goto(`${url}/${audience}/${address}`, { waitUntil: 'networkidle' });
      const name = `${audience}-${id}-${width}-${colorScheme}${isElder ? '-elder' : ''}.png`;
      await page.screenshot({ path: join(folder, name), fullPage: true });
      console.log(name);
    }
    await context.close();
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
  await facesBuild();
  const clock = stageClock('2025-10-01');
  const network = await startNetwork({ dataDir, provinces: PROVINCES, logFrom: 'error', now: clock.now });
  const app = await buildHttp(network);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const chosen = ALL.filter(({ audience }) => asked.length === 0 || asked.includes(audience));
    const scenes = new Set(chosen.flatMap(({ audience }) => SCENES_OF[audience]));
    for (const prepare of scenes) await prepare({ network, url }, clock);
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
