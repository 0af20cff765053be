/** Every page, as a visitor's browser receives it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { outcomePart } from './calculator/outcome.ts';
import type { CalculationView } from './calculator/port.ts';
import { type Answer, type Visitor, visitor } from './testing/browse.ts';
import { all, type Element, elementsOf, isInside, readHtml } from './testing/read-html.ts';

const STAY = '99010020261100000004';
const PUBLIC = [
  '/',
  '/calculator',
  '/places',
  '/places/110000',
  '/places/110000?care=inpatient',
  '/places/110000/policy',
  '/network',
  '/statistics',
  '/help',
  '/nowhere',
];
const OWN = [
  '/me',
  `/me/bills/${STAY}`,
  '/me/bills/99010020261000000003',
  '/me/access-log',
  '/me/filing',
  '/me/filing/F9901002025010001',
  '/me/filing/F9901002025010001/cancel',
];

const BILL = [
  ['area', '990100'],
  ['referral', 'long-term'],
  ['total', '30,000'],
] as const;

const pages = new Map<string, Answer>();
let guest: Visitor;
beforeAll(async () => {
  guest = visitor();
  for (const path of PUBLIC) pages.set(path, await guest.get(path));
  await guest.enter('journey-long-term');
  for (const path of OWN) pages.set(path, await guest.get(path));
  pages.set('refused filing', await guest.post('/me/filing'));
  pages.set('calculation', await guest.post('/calculator', BILL));
  pages.set('refused calculation', await guest.post('/calculator', [['area', '990100']]));
  pages.set('refused number', await guest.post('/enter', [['number', '123']]));
});
afterAll(() => guest.app.close());

const names = [...PUBLIC, ...OWN, 'calculation', 'refused calculation', 'refused filing', 'refused number'];
const named = ({ attributes }: Element) => attributes['aria-label'] ?? attributes['aria-labelledby'];

describe.each(names)('the page %s', (name) => {
  const page = () => readHtml(pages.get(name)!.body);

  it('is well formed Chinese HTML that says it is a demonstration and how to get help', () => {
    const root = page();
    const expected = name === '/nowhere' ? 404 : name.startsWith('refused') ? 422 : 200;
    expect(pages.get(name)!.status).toBe(expected);
    expect(all(root, 'html')[0]?.attributes.lang).toBe('zh-CN');
    expect(root.text).toContain('演示网络·全部为虚构人员');
    const links = all(root, 'a').map(({ attributes }) => attributes.href);
    expect(links).toContain('tel:12393');
    expect(all(all(root, 'footer')[0]!, 'a').map(({ text }) => text)).toContain('找人帮忙');
  });

  it('has one main, a header, a footer, named navigation, and headings without a gap', () => {
    const root = page();
    for (const tag of ['main', 'header', 'footer', 'h1', 'title']) expect(all(root, tag)).toHaveLength(1);
    for (const nav of all(root, 'nav', 'section', 'aside')) expect(named(nav)).toBeTruthy();
    const levels = all(root, 'h1', 'h2', 'h3').map(({ tag }) => Number(tag[1]));
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1);
      return level;
    }, 0);
  });

  it('starts the keyboard at a link to the content and changes its order nowhere', () => {
    const root = page();
    const [first] = all(root, 'a', 'button', 'input', 'select');
    expect(first?.attributes.href).toBe('#content');
    for (const { attributes } of elementsOf(root)) {
      if (attributes.tabindex !== undefined) expect(['0', '-1']).toContain(attributes.tabindex);
    }
  });

  it('refers only to elements that are there, each id once', () => {
    const elements = elementsOf(page());
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elements) {
      const references = [attributes['aria-labelledby'], attributes['aria-describedby'], attributes.for];
      for (const reference of references.flatMap((text) => text?.split(' ') ?? []))
        expect(ids).toContain(reference);
    }
  });

  it('labels every field and sends every form with a token', () => {
    const root = page();
    const labels = all(root, 'label').map(({ attributes }) => attributes.for);
    for (const field of all(root, 'input', 'select', 'textarea')) {
      if (field.attributes.type === 'hidden') continue;
      expect(labels.includes(field.attributes.id) || isInside(field, 'label')).toBe(true);
    }
    for (const form of all(root, 'form')) {
      // A form that only reads has an address of its own.
      if (form.attributes.method === 'get') {
        expect(form.attributes.action).toBe('/network');
        continue;
      }
      expect(form.attributes.method).toBe('post');
      expect(all(form, 'input').some(({ attributes }) => attributes.name === 'token')).toBe(true);
    }
    for (const one of all(root, 'button', 'a')) expect(one.text.trim()).not.toBe('');
  });

  it('gives tables captions and scopes', () => {
    for (const table of all(page(), 'table')) {
      expect(all(table, 'caption')).toHaveLength(1);
      for (const cell of all(table, 'th')) expect(['row', 'col']).toContain(cell.attributes.scope);
    }
  });

  it('contacts nobody else and carries no script and no inline style', () => {
    const { body, headers } = pages.get(name)!;
    const elements = elementsOf(readHtml(body));
    for (const { tag, attributes } of elements) {
      expect(['script', 'iframe', 'object', 'style']).not.toContain(tag);
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^on|^style$/);
        if (['href', 'src', 'action'].includes(key)) expect(value).toMatch(/^(\/(?!\/)|#|tel:12393$)/);
      }
    }
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['cache-control']).toBe('no-store');
  });
});

test('no page shows the certificate number of the person in full', () => {
  expect(pages.get('/me')!.body).toContain('9999**********1035');
  for (const { body } of pages.values()) expect(body).not.toContain('999900196804051035');
});

test('journey 4: the bill ends at ¥14,075.00, in figures and in words, with clause and place', () => {
  const { text } = readHtml(pages.get(`/me/bills/${STAY}`)!.body);
  for (const part of ['¥30,000.00', '¥15,925.00', '¥14,075.00', '人民币壹万肆仟零柒拾伍元整'])
    expect(text).toContain(part);
  for (const part of ['示例规〔2024〕8号', '第十条', '2024-01-01', '示例市居民医保（虚构，DEMO-居民-A）'])
    expect(text).toContain(part);
});

test('a clause that nobody compared with its text is marked 待核实, the others are not', () => {
  const tables = all(readHtml(pages.get(`/me/bills/${STAY}`)!.body), 'table');
  const steps = tables.find(({ attributes }) => attributes.class === 'steps-table')!;
  const rows = all(steps, 'tr').slice(1);
  expect(rows.map(({ text }) => [text.includes('医保发〔2022〕22号'), text.includes('待核实')])).toEqual(
    rows.map(({ text }) => [text.includes('医保发〔2022〕22号'), text.includes('医保发〔2022〕22号')]),
  );
  expect(rows.filter(({ text }) => text.includes('待核实'))).toHaveLength(2);
});

test('the slip of a bill is a PDF for its person only', async () => {
  expect(pages.get(`/me/bills/${STAY}`)!.body).toContain(`href="/me/bills/${STAY}/slip.pdf"`);
  const slip = await guest.get(`/me/bills/${STAY}/slip.pdf`);
  expect([slip.status, slip.headers['content-type']]).toEqual([200, 'application/pdf']);
  expect(slip.headers['cache-control']).toBe('no-store');
  expect((await guest.get('/me/bills/nobody/slip.pdf')).status).toBe(404);
  expect((await visitor().get(`/me/bills/${STAY}/slip.pdf`)).status).toBe(303);
});

test('a reversed bill says so and what to do about the cash', () => {
  const { text } = readHtml(pages.get('/me/bills/99010020261000000003')!.body);
  expect(text).toContain('这张账单已撤销');
  expect(text).toContain('由医院退回');
});

test('places stand best-sourced first, each with its badge', () => {
  const cards = all(readHtml(pages.get('/places')!.body), 'article');
  const order = cards.map((card) => all(card, 'h2')[0]!.text.trim().slice(-6));
  expect(order).toEqual(['370600', '110000', '410100', '310000', '360100', '990100', '440100']);
  expect(cards[0]!.text).not.toContain('待核实');
  expect(cards[1]!.text).toContain('待核实');
  expect(cards[4]!.text).toContain('示例数据，未核实');
  expect(cards[5]!.text).toContain('虚构示例');
});

test('the first page lists the best-sourced places first, each with its badge', () => {
  const root = readHtml(pages.get('/')!.body);
  const section = all(root, 'section').find((one) => named(one) === 'places')!;
  const items = all(section, 'li').map(({ text }) => text.trim().replace(/\s+/g, ' '));
  expect(items).toEqual([
    '山东省烟台市 ✓ 已核实',
    '北京市 ? 待核实',
    '河南省郑州市 ? 待核实',
    '上海市 ? 待核实',
    '江西省南昌市 ! 示例数据，未核实',
    '示例省示例市 · 虚构示例',
  ]);
  expect(section.text).toContain('看全部 6 个地区');
});

test('whom to file for is chosen from places in the same order, with the same badges', () => {
  const field = all(readHtml(pages.get('/me/filing')!.body), 'select').find(
    ({ attributes }) => attributes.name === 'destination',
  )!;
  const offered = all(field, 'option').map(({ text }) => text.trim());
  expect(offered.slice(1, 3)).toEqual(['山东省烟台市（已核实）', '北京市（待核实）']);
  expect(offered).toContain('江西省南昌市（示例数据）');
});

test('a figure that repeats across places without a rule is marked so wherever the answer shows it', () => {
  const text = readFileSync(new URL('./testing/example-calculation.json', import.meta.url), 'utf8');
  const calculation = JSON.parse(text) as CalculationView;
  const shown = (isSample: boolean): string => {
    const steps = calculation.steps.map((step) => ({ ...step, isSample }));
    const counterfactuals = calculation.counterfactuals.map((one) => ({ ...one, isSample }));
    const view = { ...calculation, steps, counterfactuals, badge: '待核实' };
    return outcomePart({ calculation: view, refusal: null }, { referral: 'long-term' }).markup;
  };
  const count = (html: string): number => html.split('示例数据，未核实').length - 1;
  expect(count(shown(false))).toBe(0);
  expect(count(shown(true))).toBeGreaterThan(calculation.steps.length + calculation.counterfactuals.length);
});

test('a hospital is shown for the kinds of care it has opened, a suspended one for none', () => {
  const { text } = readHtml(pages.get('/places/110000?care=inpatient')!.body);
  expect(text).toContain('共 2 家');
  expect(text).not.toContain('停约医院');
});

test('the shares of the payers add up to 100%', () => {
  const { text } = readHtml(pages.get('/me/bills/99010020261000000003')!.body);
  const shares = [...text.matchAll(/(\d+)\.(\d)%/g)].map(
    ([, whole, tenth]) => Number(whole) * 10 + Number(tenth),
  );
  expect(shares.slice(0, 3).reduce((sum, share) => sum + share, 0)).toBe(1000);
});
