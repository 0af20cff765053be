/** The engine and the packs in Chromium: the same bytes as the server, on the page and off the network. */
import { formatYuanForPeople } from '@zhijie/kernel';
import { describeInBrowser, useBrowser } from '@zhijie/web/testing/browser';
import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedKnowledge } from '../calculator.ts';
import { buildHttp } from '../network/http.ts';

const { policies } = sharedKnowledge();
let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  const province = { health: async () => ({ outbox: { entries: 0 } }), care: { deps: {} } };
  const served = { hub: null, provinces: new Map([['99', province]]), policies };
  app = await buildHttp(served as unknown as Parameters<typeof buildHttp>[0]);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  // Builds the program when its sources changed.
  await app.inject({ url: '/calculator' });
});
afterAll(() => app.close());

const STAY = {
  area: '990100',
  date: '2026-03-02',
  care: 'inpatient',
  insuranceType: 'resident',
  total: '30000.00',
  excluded: '2400.00',
  selfPaidFirst: '1600.00',
};

/** Every pack, with what may differ going round, so that every pack, filing, level and benefit occurs. */
function everyPack(): object[] {
  const cares = ['inpatient', 'inpatient', 'outpatient', 'chronic'];
  const referrals = ['local', 'long-term', 'referral', 'emergency', 'other-temporary', 'unfiled'];
  const levels = ['level3', 'level2', 'level1', 'community', 'level3-top'];
  return policies.packs.map(({ area, insuranceType }, index) => ({
    ...STAY,
    area,
    insuranceType,
    care: cares[index % cares.length],
    referral: referrals[index % referrals.length],
    level: levels[index % levels.length],
    total: `${3 + ((index * 7919) % 400)}123.45`,
    ...(index % 3 === 0 ? { isCivilServant: true, age: 71, accountBalance: '2345.67' } : {}),
    ...(index % 4 === 1 ? { admissions: 2, accumulators: { poolPaid: '150000.00' } } : {}),
  }));
}

const JOURNEY_1 = {
  area: '990100',
  date: '2026-03-02',
  care: 'outpatient',
  referral: 'unfiled',
  careArea: '310000',
  lines: [
    { itemCode: '991102000010000', quantity: '1', unitPrice: '50.00' },
    { itemCode: 'XZ99ZZA004A001010100004', quantity: '1', unitPrice: '98.00' },
    { itemCode: '991102000020000', quantity: '1', unitPrice: '20.00' },
  ],
  accountBalance: '45.60',
};

/** The bill of journey 7 through its commercial product. */
const JOURNEY_7 = {
  ...STAY,
  referral: 'long-term',
  total: '76123.88',
  excluded: '13000.00',
  selfPaidFirst: '0',
  settled: { paidByPooledFund: '41300.00', paidByCriticalIllness: '3200.00' },
  products: ['demo-a-2026'],
};

const ODD = [
  { ...STAY, area: '659001' },
  { ...STAY, area: '__proto__' },
  { ...STAY, referral: 'unfiled' },
  { ...STAY, total: '30,000' },
  { ...STAY, date: '2026-02-30' },
  { ...STAY, totals: '1' },
  { ...JOURNEY_1, careArea: '659001' },
  { ...JOURNEY_1, lines: [{ itemCode: 'nothing', quantity: '1', unitPrice: '1' }] },
  { area: '990100' },
  [],
];

type Answer = { readonly status: number; readonly json: string };

/** What the server answers, as the bytes it sends. */
async function fromServer(body: string): Promise<Answer> {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/calculator',
    headers: { 'content-type': 'application/json' },
    payload: body,
  });
  return { status: reply.statusCode, json: reply.rawPayload.toString('utf8') };
}

/** The calculator's program in the page, without its form. */
async function inBrowser(page: Page, bodies: readonly string[]): Promise<Answer[]> {
  const program = await page.getAttribute('script[type=module]', 'src');
  const manifest = await page.getAttribute('#calculator', 'data-manifest');
  const asked = JSON.stringify({ program, manifest, bodies });
  const script = `(async ({ program, manifest, bodies }) => {
    const { openCalculator } = await import(program);
    const calculator = await openCalculator(manifest);
    const answers = [];
    for (const body of bodies) answers.push(await calculator.answer(body));
    return answers;
  })(${asked})`;
  return page.evaluate<Answer[]>(script);
}

/**
 * What a visitor could not read, name or touch: text under 4.5:1 on its ground (3:1 when large), fields
 * without a label, targets under 44 by 24 pixels. Runs in the page, with everything opened.
 */
const LOOKED_AT = `(() => {
  for (const one of document.querySelectorAll('main details')) one.open = true;
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const seen = (element) => element.checkVisibility() && !element.closest('.hidden, .skip');
  const named = (element) => element.outerHTML.slice(0, 90);
  const faint = [...document.querySelectorAll('body *')].filter((element) => {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || !seen(element) || element.closest('option, optgroup')) return false;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgb(style.color)), light(ground(element))].sort((x, y) => y - x);
    const size = Number.parseFloat(style.fontSize);
    return (a + 0.05) / (b + 0.05) < (size >= 24 ? 3 : 4.5);
  });
  const fields = [...document.querySelectorAll('main :is(input, select):not([type=hidden])')];
  const nameless = fields.filter((field) => field.labels.length === 0);
  const targets = [...document.querySelectorAll('button, summary, select, .choice, main input:not(.choice *), nav a')];
  const small = targets.filter((one) => seen(one) && one.getBoundingClientRect().height < 44);
  return { faint: faint.map(named), nameless: nameless.map(named), small: small.map(named) };
})()`;

/** Requests of a page below a path, from now on. */
function requestsOf(page: Page, path: string): string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith(path)) seen.push(pathname);
  });
  return seen;
}

describeInBrowser('the calculator in the browser', () => {
  const browser = useBrowser();
  const openPage = async (options?: Parameters<typeof browser.open>[0]): Promise<Page> => {
    const page = await browser.open(options);
    await page.goto(`${url}/calculator`);
    return page;
  };
  /** Until the program has taken over the form. */
  const takenOver = (page: Page) => page.locator('#how').getByText('在您的设备上计算').waitFor();

  test('gives the bytes of the server for every pack, the journeys 1, 4 and 5, and odd bodies', async () => {
    const journeys = ['long-term', 'referral', 'other-temporary'].map((referral) => ({ ...STAY, referral }));
    const bodies = [...journeys, JOURNEY_1, JOURNEY_7, ...everyPack(), ...ODD].map((body) =>
      JSON.stringify(body),
    );
    bodies.push('{', '');
    expect(bodies.length).toBeGreaterThan(80);
    const page = await openPage();
    const asked = requestsOf(page, '/api');
    const answers = await inBrowser(page, bodies);
    expect(asked).toEqual([]);
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 422]));
    for (const [index, body] of bodies.entries())
      expect(answers[index], body).toEqual(await fromServer(body));
    const persons = answers.slice(0, 3).map(({ json }) => JSON.parse(json).parts.borneByPerson);
    expect(persons).toEqual([1_407_500, 1_652_500, 1_839_000]);
  });

  test('loads the policies of the chosen place and the nation, and no catalogue without lines', async () => {
    const page = await browser.open();
    const asked = requestsOf(page, '/assets/calculator/');
    await page.goto(`${url}/calculator`);
    await takenOver(page);
    await page.selectOption('#field-area', '370600');
    await page.getByText('断网也能算').waitFor();
    const names = asked.map((path) =>
      path
        .split('/')
        .at(-1)!
        .replace(/-[0-9a-f]{16}\..*$/, ''),
    );
    expect(names.sort()).toEqual(['000000-national', '370600-yantai', 'manifest', 'program']);
  });

  test('journey 4 on a telephone without network: the page answers by itself, each step with its clause', async () => {
    const page = await openPage({ viewport: { width: 320, height: 640 } });
    await page.selectOption('#field-area', '990100');
    await page.getByText('断网也能算').waitFor();
    await page.context().setOffline(true);
    await page.getByText('异地长期备案').first().click();
    await page.fill('#field-total', '３０，０００');
    await page.fill('#field-excluded', '2400');
    await page.fill('#field-selfPaidFirst', '1600');
    await page.getByRole('button', { name: '算一算' }).click();
    const outcome = page.locator('#outcome');
    await outcome.getByText('人民币壹万肆仟零柒拾伍元整').waitFor();
    const text = (await outcome.textContent()) ?? '';
    for (const part of [
      '¥14,075.00',
      '¥15,925.00',
      '虚构示例',
      '同一张账单，三种备案',
      '¥16,525.00',
      '¥18,390.00',
    ])
      expect(text).toContain(part);
    expect(text).toContain('没有给出年龄：按 40 周岁');
    expect(await page.evaluate('document.activeElement.id')).toBe('answer');
    await outcome.locator('summary', { hasText: '看依据' }).first().click();
    await outcome.locator('.waterfall dt:visible', { hasText: '条款' }).first().waitFor();
    expect(await page.locator('#spoken').textContent()).toContain('您付 ¥14,075.00');
    // Another filing shows its difference at once.
    await page.getByText('转诊备案').first().click();
    await outcome.getByText('人民币壹万陆仟伍佰贰拾伍元整').waitFor();
  });

  test('a commercial product pays after the public layers, with its clause and its badge', async () => {
    const page = await openPage();
    await takenOver(page);
    await page.selectOption('#field-area', '990100');
    await page.check('input[value=long-term]');
    await page.fill('#field-total', '76123.88');
    await page.fill('#field-excluded', '13000');
    await page.getByText('更多情况').click();
    await page.selectOption('#field-product', 'demo-a-2026');
    await page.fill('#field-date', '2026-03-02');
    await page.getByRole('button', { name: '算一算' }).click();
    await page.getByText('算出来了').waitFor();
    const body = { ...JOURNEY_7, settled: undefined, selfPaidFirst: undefined, care: 'inpatient' };
    const { json } = await fromServer(JSON.stringify(body));
    const { payers } = JSON.parse(json).oneStop;
    expect(payers.commercial).toBeGreaterThan(0);
    const text = (await page.locator('.sum').textContent()) ?? '';
    const due = payers.cash + payers.personalAccount + payers.familyAccount;
    expect(text).toContain(formatYuanForPeople(due));
    expect(text).toContain(`商业保险付 ${formatYuanForPeople(payers.commercial)}`);
    expect(await page.locator('#outcome').textContent()).toContain('先后次序〔');
  });

  test('an amount that is none is named at its field, as the server names it', async () => {
    const page = await openPage();
    await takenOver(page);
    await page.selectOption('#field-area', '990100');
    await page.fill('#field-total', 'abc');
    await page.keyboard.press('Enter');
    await page.getByText('这样还不能算').waitFor();
    expect(await page.getAttribute('#field-total', 'aria-invalid')).toBe('true');
  });

  test('without scripts the server answers the same form', async () => {
    const page = await openPage({ javaScriptEnabled: false });
    await page.selectOption('#field-area', '990100');
    await page.getByText('异地长期备案').first().click();
    await page.fill('#field-total', '30000');
    await page.fill('#field-excluded', '2400');
    await page.fill('#field-selfPaidFirst', '1600');
    await page.getByRole('button', { name: '算一算' }).click();
    await page.getByText('人民币壹万肆仟零柒拾伍元整').waitFor();
    expect(page.url()).toBe(`${url}/calculator#answer`);
    expect(await page.inputValue('#field-total')).toBe('30000');
  });

  test.each([320, 390, 1280])(
    'does not scroll sideways at %d pixels, in either size of text',
    async (width) => {
      const page = await openPage({ viewport: { width, height: 800 } });
      await page.selectOption('#field-area', '990100');
      await page.fill('#field-total', '123456.78');
      await page.getByRole('button', { name: '算一算' }).click();
      await page.getByText('算出来了').waitFor();
      const overflow = (): Promise<number> =>
        page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(await overflow()).toBe(0);
      await page.evaluate("document.documentElement.classList.add('large')");
      expect(await overflow()).toBe(0);
    },
  );

  test.each(['light', 'dark'] as const)(
    'in the %s scheme every text can be read, every control has a name and room for a finger',
    async (colorScheme) => {
      const page = await openPage({ viewport: { width: 320, height: 800 }, colorScheme });
      await page.selectOption('#field-area', '370600');
      await page.check('input[name=insuranceType][value=employee]');
      await page.fill('#field-total', '50000');
      await page.getByRole('button', { name: '算一算' }).click();
      await page.getByText('算出来了').waitFor();
      expect(await page.evaluate(LOOKED_AT)).toEqual({ faint: [], nameless: [], small: [] });
    },
  );

  test('can be filled in and read with the keyboard alone', async () => {
    const page = await openPage();
    await takenOver(page);
    await page.focus('#field-area');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    for (let at = 0; at < 4; at++) await page.keyboard.press('Tab');
    await page.keyboard.type('50000');
    await page.keyboard.press('Enter');
    await page.getByText('算出来了').waitFor();
    expect(await page.inputValue('#field-area')).toBe('370600');
    expect(await page.isChecked('input[name=insuranceType][value=employee]')).toBe(true);
  });
});

describe('the files of the calculator', () => {
  const get = (path: string, headers: Record<string, string> = {}) => app.inject({ url: path, headers });

  async function programPath(): Promise<string> {
    const { body } = await get('/calculator');
    return /src="(\/assets\/calculator\/program-[^"]+)"/.exec(body)![1]!;
  }

  test('are kept for ever, compressed as the browser reads, and not sent twice', async () => {
    const path = await programPath();
    const plain = await get(path);
    expect(plain.headers['cache-control']).toContain('immutable');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const brotli = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
    const zipped = await get(path, { 'accept-encoding': 'gzip, br;q=0' });
    expect([brotli.headers['content-encoding'], zipped.headers['content-encoding']]).toEqual(['br', 'gzip']);
    expect(brotli.rawPayload.length).toBeLessThan(110_000);
    const again = await get(path, {
      'accept-encoding': 'br',
      'if-none-match': String(brotli.headers.etag),
    });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });

  test('that nobody made are not found', async () => {
    expect((await get('/assets/calculator/program-0000000000000000.js')).statusCode).toBe(404);
  });
});
