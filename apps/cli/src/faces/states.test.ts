import {
  AGENCY_PAGES,
  type AudiencePages,
  COUNTER_PAGES,
  NATION_PAGES,
  PATIENT_PAGES,
  type PageEntry,
} from '@zhijie/web/pages';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { useFaces } from './testing/faces-under-test.ts';

/** How the network answers what a page reads by itself; the session is always the real one. */
type Mode = 'slow' | 'failing' | 'forbidden' | 'empty';

const REFUSALS = {
  failing: [503, { code: 'unavailable', field: 'requestKey', text: '没有办成。', fix: '请稍后再试' }],
  forbidden: [
    403,
    { code: 'not-permitted', field: 'session', text: '不是本岗位的事。', fix: '请由经办登录' },
  ],
} as const;

/** The answer with every list in it emptied. */
const emptied = (value: unknown): unknown => {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, emptied(each)]));
};

async function answerEmpty(route: Route): Promise<void> {
  const response = await route.fetch();
  const isJson = response.ok() && (response.headers()['content-type'] ?? '').includes('json');
  await route.fulfill(isJson ? { response, json: emptied(await response.json()) } : { response });
}

/** Stands between a page and the network; `asked` counts what the page has read. */
async function between(page: Page) {
  const state: { mode: Mode; asked: number; held: Route[] } = { mode: 'slow', asked: 0, held: [] };
  await page.route(
    ({ pathname }) => pathname.startsWith('/api/') && !pathname.startsWith('/api/session'),
    async (route) => {
      const { mode } = state;
      state.asked++;
      if (mode === 'slow') return void state.held.push(route);
      // The page may be left while it is answered.
      if (mode === 'empty') return answerEmpty(route).catch(() => undefined);
      const [status, refusal] = REFUSALS[mode];
      await route.fulfill({ status, json: { refusal } });
    },
  );
  return state;
}

/** Another page of the same audience, without loading everything anew. */
const goTo = (page: Page, address: string): Promise<void> =>
  page.evaluate((to) => {
    const browser = globalThis as unknown as EventTarget & {
      readonly history: { pushState(state: object, title: string, to: string): void };
    };
    browser.history.pushState({}, '', to);
    browser.dispatchEvent(new Event('popstate'));
  }, address);

type Audience = {
  readonly pages: AudiencePages;
  open(path: string): Promise<Page>;
  /** Pages that read nothing before somebody acts, or only beside what they show. */
  readonly silent: readonly string[];
  /** What a list says when there is nothing. */
  readonly nothing: Readonly<Record<string, string>>;
};

const EXAMPLES: Readonly<Record<string, string>> = { ':openBill': '', ':settlementId': 'X1' };
/** Others build and test on the same machine. */
const OLD = { timeout: 45_000 };

/** Shows the pages that read in one state after the other; each fault names page and state. */
async function through(audience: Audience, modes: readonly Mode[]): Promise<void> {
  const { pages, open, silent, nothing } = audience;
  const nowhere = `/${pages.audience}/no-such-page`;
  const page = await open(nowhere);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  const network = await between(page);
  const main = page.locator('main, [role=main]').first();
  await main.getByText('没有这一页。').waitFor(OLD);

  const show = async ({ path, example = path }: PageEntry, mode: Mode): Promise<void> => {
    await goTo(page, nowhere);
    await main.getByText('没有这一页。').waitFor(OLD);
    network.mode = mode;
    // What the frame still waits for is asked anew in the state that is looked at.
    for (const route of network.held.splice(0)) await route.abort().catch(() => undefined);
    await goTo(page, `/${pages.audience}/${example.replace(/:\w+/g, (each) => EXAMPLES[each] ?? 'X1')}`);
    await main.getByText('没有这一页。').waitFor({ ...OLD, state: 'detached' });
  };
  // What a closed fold holds is nobody's state yet.
  const busy = main.locator('[role=status][aria-busy=true]').filter({ visible: true });
  const problem = main.locator('[role=alert]').filter({ visible: true, hasText: '下一步：' });
  const retry = main.getByRole('button', { name: '再试一次' });
  const looks: Readonly<Record<Mode, (id: string) => Promise<void>>> = {
    slow: async () => {
      await busy.first().waitFor(OLD);
    },
    failing: async () => {
      await problem.filter({ hasText: '没有办成。' }).first().waitFor(OLD);
      const before = network.asked;
      await retry.first().click();
      await expect.poll(() => network.asked, OLD).toBeGreaterThan(before);
    },
    forbidden: async () => {
      await problem.filter({ hasText: '没有权限：不是本岗位的事。' }).first().waitFor(OLD);
      await expect.poll(() => main.textContent()).toContain('款项没有变动');
    },
    empty: async (id) => {
      await expect.poll(() => busy.count(), OLD).toBe(0);
      const text = nothing[id];
      if (text !== undefined) await main.getByText(text).first().waitFor(OLD);
      expect(await main.textContent()).not.toMatch(/undefined|NaN|\[object/);
    },
  };
  for (const mode of modes) {
    for (const entry of pages.pages.filter(({ id }) => !silent.includes(id))) {
      try {
        await show(entry, mode);
        await looks[mode](entry.id);
        expect(await main.textContent()).not.toContain('这一页没有显示出来');
        expect(faults).toEqual([]);
      } catch (cause) {
        throw new Error(`${pages.audience} ${entry.id}, ${mode}: ${await main.textContent()}`, { cause });
      }
    }
  }
}

/** Failing takes the time of two more tries: beside the others. */
const everyState = (audience: Audience): Promise<unknown> =>
  Promise.all([through(audience, ['failing']), through(audience, ['slow', 'forbidden', 'empty'])]);

describeInBrowser('every page in every state: slow, failing, forbidden, empty; with the way on', () => {
  const faces = useFaces(['11', '41', '43']);

  it('agency', async () => {
    await everyState({
      pages: AGENCY_PAGES,
      open: (path) => faces.openAs('agency-43/operator', path),
      silent: [],
      nothing: {
        filings: '没有待审核的备案。',
        claims: '没有待初审的手工报销。',
        approvals: '没有待初审的申请。',
        tickets: '没有待我方答复的协查和工单。',
        unknown: '没有结果未知的结算。',
        catalogue: '还没有导入过目录。',
        reconciliation: '该月没有跨省结算，不用对账。',
        clearing: '未生成',
        prepayment: '本年还没有核定预付金。',
        payments: '该统筹区没有定点机构。',
        ledger: '这本账还没有分录。',
        'ledger-account': '所查期间没有发生。',
        institutions: '没有符合条件的定点机构。',
      },
    });
  }, 240_000);

  it('nation', async () => {
    await everyState({
      pages: NATION_PAGES,
      open: (path) => faces.openAs('nation-hub/nation-operator', path),
      silent: [],
      nothing: {
        home: '没有预警。',
        matrix: '没有跨省往来。',
        pair: '没有',
        'pair-month': '两省之间没有跨省结算。',
      },
    });
  }, 240_000);

  it('counter', async () => {
    await everyState({
      pages: COUNTER_PAGES,
      open: (path) => faces.openAs('counter-H11010500001/cashier', path),
      silent: ['face', 'screen'],
      nothing: { home: '还没有收费。', shift: '不用交班。' },
    });
  }, 240_000);

  it('patient', async () => {
    await everyState({
      pages: PATIENT_PAGES,
      open: (path) => faces.openPatient('li-jianguo', path),
      silent: ['home', 'help', 'compare', 'guide', 'newConsent'],
      nothing: {
        bills: '还没有账单',
        filings: '没有',
        consents: '没有给过同意',
        accessLog: '还没有人看过',
        messages: '没有消息',
        booking: '还没有约过',
        family: '还没有收支',
        network: '没有查到',
        products: '还没有商业补充保险',
      },
    });
  }, 240_000);

  it('a list that begins with the newest goes on before the last one shown', async () => {
    const page = await faces.openPatient('li-jianguo', '/patient/help');
    const asked: string[] = [];
    await page.route('**/api/person/bills?*', async (route) => {
      asked.push(new URL(route.request().url()).search);
      await route.fulfill({ json: { bills: [], next: asked.length === 1 ? '7,S1' : null } });
    });
    await page.getByRole('link', { name: '账单', exact: true }).click();
    await page.getByRole('button', { name: '更早的账单' }).click();
    await page.getByRole('button', { name: '更早的账单' }).waitFor({ ...OLD, state: 'detached' });
    expect(asked).toEqual(['?limit=20', '?limit=20&before=7%2CS1']);
  }, 120_000);

  it('a locked screen says so on a page without a frame too, and opens again', async () => {
    const page = await faces.openAs('nation-hub/nation-operator', '/nation/circulars');
    const locked = await page.context().request.post(`${faces.network().url}/api/session/lock`);
    expect(await locked.json()).toMatchObject({ isLocked: true });
    await page.goto(`${faces.network().url}/nation/screen`);
    await page.getByText('已锁屏').waitFor(OLD);
    await page.getByRole('button', { name: '解锁' }).click();
    await page.getByRole('heading', { name: '异地就医跨省直接结算' }).waitFor(OLD);
  }, 120_000);
});
