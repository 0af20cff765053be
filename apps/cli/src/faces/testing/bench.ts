/**
 * What people wait for at the pages: `npm run bench:faces`. Patient's pages with the processor four times slower,
 * a window's calls, and a table of 100,000 rows; each beside what is asked. Absolute figures say as much of
 * the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownPersonOf } from '@zhijie/population';
import { CHROMIUM_ADVICE, chromiumPath } from '@zhijie/web/testing/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { buildHttp } from '../../network/http.ts';
import { startNetwork, wallClock } from '../../network/network.ts';
import { facesBuild } from '../build.ts';
import { enterAs, signInAs } from './enter.ts';

type Row = { readonly what: string; readonly figure: string; readonly asked: string };

const SLOWER = 4;
const PATIENT = ['', 'code', 'bills', 'filing', 'filings', 'help'];

const ms = (value: number): string => `${Math.round(value)} ms`;
const middleOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Notes every stretch in which the page could neither draw nor listen. */
const WATCH = `globalThis.longest = 0; globalThis.lastLong = 0;
new PerformanceObserver((list) => { for (const { startTime, duration } of list.getEntries()) {
  globalThis.longest = Math.max(globalThis.longest, duration); globalThis.lastLong = startTime + duration; } })
  .observe({ type: 'longtask', buffered: true });`;

/** From the address to a page that shows what was read and listens: the end of the last long task. */
async function interactive(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'load' });
  await page.locator('main h1, main .state').first().waitFor();
  await page.locator('main [aria-busy=true]').waitFor({ state: 'detached' });
  return page.evaluate(
    `new Promise((done) => requestIdleCallback(() => done(Math.max(globalThis.lastLong, performance.now()))))`,
  );
}

async function patientPages(browser: Browser, url: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of PATIENT) {
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      // A visitor of its own each time: nothing is in the cache.
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        serviceWorkers: 'block',
      });
      await enterAs(context, url, 'li-jianguo');
      await context.addInitScript(WATCH);
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
      times.push(await interactive(page, `${url}/patient/${path}`));
      await context.close();
    }
    rows.push({ what: `/patient/${path}，处理器慢四倍`, figure: ms(middleOf(times)), asked: '< 2 s' });
  }
  return rows;
}

/** A window's own calls, one patient after the other; the middle and the slowest of each. */
async function counterCalls(context: BrowserContext, url: string): Promise<Row[]> {
  await signInAs(context, url, 'counter-H11010500001/cashier');
  const { request } = context;
  const { token } = (await (await request.get(`${url}/api/session`)).json()) as { token: string };
  const times = new Map<string, number[]>();
  const act = async (name: string, path: string, body?: object) => {
    const headers = { 'x-zhijie-token': token };
    const began = performance.now();
    const reply =
      body === undefined
        ? await request.get(`${url}/api/counter/${path}`, { headers })
        : await request.post(`${url}/api/counter/${path}`, { headers, data: body });
    times.set(name, [...(times.get(name) ?? []), performance.now() - began]);
    if (!reply.ok()) throw new Error(`${name}: ${await reply.text()}`);
    return (await reply.json()) as {
      visitId: string;
      patient: Record<string, unknown>;
      items: { itemCode: string }[];
    };
  };
  const number = knownPersonOf('li-jianguo').citizenNumber;
  const of = { departmentCode: 'D001', departmentName: '内科', doctorCode: 'D1', doctorName: '张医师' };
  for (let n = 0; n < 20; n++) {
    const requestKey = `bench-${n}`;
    const at = wallClock();
    const read = { requestKey, credential: 'id-card', number, careType: 'outpatient' };
    const { patient } = await act('识别患者', 'patients', read);
    const { personId, name, insuranceType, insuredArea, credential } = patient;
    const who = { personId, name, insuranceType, insuredArea, credential, number, certificateNumber: number };
    const diagnosis = { diagnosisCode: 'J06.900', diagnosisName: '急性上呼吸道感染' };
    const visit = { requestKey, at, careType: 'outpatient', ...who, ...of, ...diagnosis };
    const { visitId } = await act('挂号登记', 'visits', visit);
    const { items } = await act('找项目', 'items?text=XC');
    const line = { itemCode: items[0]!.itemCode, price: '3.5', quantity: '2' };
    await act('录一行', `visits/${visitId}/lines`, { requestKey, at, lines: [line], ...of });
    await act('预结算', `visits/${visitId}/quote`, { requestKey, usesPersonalAccount: false });
    await act('读最近十笔', 'bills');
  }
  return [...times].map(([what, each]) => ({
    what: `窗口：${what}`,
    figure: `${ms(middleOf(each))}，最慢 ${ms(Math.max(...each))}`,
    asked: '< 200 ms',
  }));
}

const ROWS = 100_000;
const PER_PAGE = 5_000;

const claimAt = (n: number) => ({
  claimId: `C430000${String(n).padStart(23, '0')}`,
  personId: 'P4301002026000001',
  insuredArea: '430100',
  source: 'paper',
  state: 'in-review',
  openedAt: 1_790_000_000_000 - n,
  receivedAt: 1_790_000_000_000 - n,
  dueOn: '2026-12-31',
});

/** A list of 100,000 claims: shown, paged through, written to a file; what counts is the longest standstill. */
async function largeTable(context: BrowserContext, url: string): Promise<Row[]> {
  await signInAs(context, url, 'agency-11/operator');
  await context.addInitScript(WATCH);
  const page = await context.newPage();
  await page.route('**/api/agency/claims?*', async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('after') ?? 0);
    const claims = Array.from({ length: PER_PAGE }, (_each, n) => claimAt(from + n));
    const next = from + PER_PAGE < ROWS ? String(from + PER_PAGE) : null;
    await route.fulfill({ json: { claims, next } });
  });
  const longest = async (work: () => Promise<unknown>): Promise<string> => {
    await page.evaluate('globalThis.longest = 0');
    const began = performance.now();
    await work();
    const stood = Number(await page.evaluate('globalThis.longest'));
    return `最长停顿 ${ms(stood)}，共 ${ms(performance.now() - began)}`;
  };
  await page.goto(`${url}/agency/claims`);
  const table = page.getByRole('region', { name: '手工报销：待初审' });
  await table.waitFor();
  const rows: Row[] = [];
  const paged = await longest(async () => {
    await table.getByTitle('50', { exact: true }).click();
    await table.getByText(claimAt(PER_PAGE - 1).claimId).waitFor();
  });
  rows.push({ what: '表格：翻到第 50 页', figure: paged, asked: '不停顿' });
  const saved = await longest(async () => {
    const file = page.waitForEvent('download');
    await table.getByRole('button', { name: '导出' }).click();
    await (await file).path();
  });
  rows.push({ what: `表格：导出 ${ROWS.toLocaleString('en-US')} 行`, figure: saved, asked: '不停顿' });
  return rows;
}

async function main(): Promise<number> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    console.error(CHROMIUM_ADVICE);
    return 1;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-faces-'));
  await facesBuild();
  const network = await startNetwork({ dataDir, provinces: ['11', '41'], logFrom: 'error' });
  const app = await buildHttp(network);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const rows = [
      ...(await patientPages(browser, url)),
      ...(await counterCalls(await browser.newContext(), url)),
      ...(await largeTable(await browser.newContext(), url)),
    ];
    for (const { what, figure, asked } of rows) console.log(`${what}\t${figure}\t要求 ${asked}`);
    console.log(`机器负载 ${loadavg()[0]!.toFixed(1)}`);
    return 0;
  } finally {
    await browser.close();
    await app.close();
    await network.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exitCode = await main();
