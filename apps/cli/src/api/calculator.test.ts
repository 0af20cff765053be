import { createPolicyLibrary } from '@zhijie/engine';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calculate, knowledgeOf, sharedKnowledge } from '../calculator.ts';
import { buildHttp } from '../network/http.ts';
import { placesOf } from '../pages/places.ts';
import { POLICIES, readYamlFiles } from '../policy-files.ts';
import { calculatorApi } from './calculator.ts';

const { policies } = sharedKnowledge();
const app = Fastify();
beforeAll(async () => {
  await app.register(calculatorApi(policies, () => '2026-03-02'));
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
} as const;

async function post(payload: unknown) {
  const headers = { 'content-type': 'application/json' };
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reply = await app.inject({ method: 'POST', url: '/api/calculator', headers, payload: body });
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
}

describe('POST /api/calculator', () => {
  test.each([
    ['journey 4 and 5: long-term', 'long-term', 1_592_500, 0, 1_407_500],
    ['journey 5: referral', 'referral', 1_347_500, 0, 1_652_500],
    ['journey 5: temporary', 'other-temporary', 1_102_500, 58_500, 1_839_000],
  ])('%s', async (_, referral, pool, critical, person) => {
    const { status, body, headers } = await post({ ...STAY, referral });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
    expect(body.parts).toMatchObject({
      paidByPooledFund: pool,
      paidByCriticalIllness: critical,
      borneByPerson: person,
    });
    expect(body.explanation.bars[0].from).toBe(3_000_000);
    expect(body.counterfactuals).toHaveLength(9);
    expect(body.planHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('answers the same bytes as `zhijie calc`: one calculation', async () => {
    const input = { ...STAY, referral: 'long-term', age: '47' };
    const direct = calculate(input, knowledgeOf(policies));
    const { body } = await post({ ...input, age: 47 });
    expect(JSON.stringify(body)).toBe(JSON.stringify(direct.ok && direct.value));
  });

  test('journey 1 by lines: the catalogue of the place of care splits them', async () => {
    const lines = [
      { itemCode: '991102000010000', quantity: '1', unitPrice: '50.00' },
      { itemCode: 'XZ99ZZA004A001010100004', quantity: '1', unitPrice: '98.00' },
      { itemCode: '991102000020000', quantity: '1', unitPrice: '20.00' },
    ];
    const visit = { area: '990100', date: '2026-03-02', care: 'outpatient', referral: 'unfiled' };
    const { body } = await post({ ...visit, careArea: '310000', lines, accountBalance: '45.60' });
    expect(body.parts).toMatchObject({
      feeTotal: 16_800,
      paidByPooledFund: 8_292,
      paidByPersonalAccount: 4_560,
      paidInCash: 3_948,
    });
    const unknown = [{ ...lines[0], itemCode: 'nothing' }];
    const refused = await post({ ...visit, careArea: '310000', lines: unknown });
    expect(refused.body.refusal).toMatchObject({
      field: 'lines[0].itemCode',
      text: '明细：第 1 行：就医地目录中没有编码 nothing',
    });
  });

  test('journey 20: the deductible changed in the pack changes the fund by 325.00', async () => {
    const path = '990100-example/resident.yaml';
    const files = readYamlFiles(POLICIES).map((file) =>
      file.path === path ? { ...file, text: file.text.replace('amount: 1500元', 'amount: 1000元') } : file,
    );
    const few = files.filter((file) => /^(000000-national|990100-example)\//.test(file.path));
    const changed = createPolicyLibrary(few);
    if (!changed.ok) throw new Error(JSON.stringify(changed.refusal));
    const other = Fastify();
    await other.register(calculatorApi(changed.value, () => '2026-03-02'));
    const payload = { ...STAY, referral: 'long-term' };
    const reply = await other.inject({ method: 'POST', url: '/api/calculator', payload });
    expect(reply.json().parts.paidByFunds - (await post(payload)).body.parts.paidByFunds).toBe(32_500);
    await other.close();
  });

  test('journey 7: insurer 6,899.10, patient 24,724.78, the public split given by its slip', async () => {
    const bill = {
      ...STAY,
      referral: 'long-term',
      total: '76123.88',
      excluded: '13000.00',
      selfPaidFirst: '0',
    };
    const settled = { paidByPooledFund: '41300.00', paidByCriticalIllness: '3200.00' };
    const { status, body } = await post({ ...bill, settled, products: ['demo-a-2026'] });
    expect(status).toBe(200);
    expect(body.oneStop.payers).toMatchObject({
      total: 7_612_388,
      funds: 4_450_000,
      commercial: 689_910,
      cash: 2_472_478,
    });
    expect(body.oneStop.commercial[0].layers[0].text).toContain('8,623.88 × 80% = 6,899.10 元');
  });

  test('D30 the holder’s facts decide; relatives’ accounts pay after the insurer', async () => {
    const bill = {
      ...STAY,
      referral: 'long-term',
      total: '76123.88',
      excluded: '13000.00',
      selfPaidFirst: '0',
    };
    const used = { 'demo-a-2026/in-catalogue': { counted: '9000.00', paid: '0' } };
    const family = [{ relation: 'spouse', balance: '1000.00' }];
    const { body } = await post({ ...bill, products: ['demo-a-2026'], holder: { used, years: 3 }, family });
    // in-scope rest 17,627.34; of the deductible 1,000.00 is left: 16,627.34 × 80 % = 13,301.87
    expect(body.oneStop.payers).toMatchObject({ commercial: 1_330_187, familyAccount: 100_000 });
    expect(body.parts.paidByFamilyAccount).toBe(100_000);
  });

  test('without products, relatives or slip there is nothing after the public settlement', async () => {
    const { body } = await post({ ...STAY, referral: 'long-term' });
    expect(body.oneStop).toBeNull();
  });

  test('names the numbers that nobody has verified', async () => {
    const { body } = await post({
      ...STAY,
      area: '370600',
      insuranceType: 'employee',
      referral: 'local',
    });
    expect(body.badge).not.toBe('已核实');
    expect(body.unverified.length).toBeGreaterThan(2);
    for (const one of body.unverified) expect(one).toMatchObject({ isSample: false });
    for (const one of body.unverified) expect(one.citation).toMatch(/^〔.+〕$/);
    expect(body.assumptions).toContain('没有给出医院等级：按三级医院（写明用 --level 或 level）');
  });

  test.each([
    ['not JSON', '{', null, '请求体不是 JSON 对象'],
    ['a list', [], null, '请求体不是 JSON 对象'],
    ['no date', { area: '990100', total: '1' }, 'date', '请补上 date'],
    ['an unknown field', { ...STAY, totals: '1' }, 'totals', '没有字段 totals'],
    ['an amount as a number', { ...STAY, total: 30000 }, 'total', '总费用：应写成文本'],
    ['an amount with a comma', { ...STAY, total: '30,000' }, 'total', '不是金额'],
    ['a filing that does not exist', { ...STAY, referral: 'none' }, 'referral', '没有这个值，可用 local、'],
    ['an age as text', { ...STAY, age: '47' }, 'age', '应写成整数'],
    ['a day that does not exist', { ...STAY, date: '2026-02-30' }, 'date', '不是日期'],
    ['an area of five digits', { ...STAY, area: '99010' }, 'area', '应为六位行政区划'],
    ['totals and lines', { ...STAY, careArea: '110000', lines: [line()] }, 'total', '只能给出一种'],
    [
      'lines without a place of care',
      { area: '990100', date: '2026-03-02', lines: [line()] },
      'careArea',
      '六位',
    ],
    ['an unknown counter', { ...STAY, accumulators: { pool: '1' } }, 'accumulators.pool', '没有字段'],
    ['an unknown product', { ...STAY, products: ['none'] }, 'products[0]', '没有产品 none'],
    ['a product that is no id', { ...STAY, products: ['A B'] }, 'products[0]', '应为产品编号'],
    ['a holder’s field misspelt', { ...STAY, holder: { year: 1 } }, 'holder.year', '没有字段'],
    [
      'a relation that is none',
      { ...STAY, family: [{ relation: 'x', balance: '1' }] },
      'family[0].relation',
      '可用',
    ],
    [
      'a slip over the bill',
      { ...STAY, settled: { paidByPooledFund: '29000' } },
      'settled',
      '超过了政策范围内',
    ],
    ['a wrong group', { ...STAY, group: 'retired' }, 'group', '不属于本险种'],
  ])('422 names the field and the fix: %s', async (_, payload, field, text) => {
    const { status, body } = await post(payload);
    expect(status).toBe(422);
    expect(body.refusal.field).toBe(field);
    expect(body.refusal.text).toContain(text);
  });

  test('F-14 a bill refused as filed shows the filings that can be settled', async () => {
    const { status, body } = await post({ ...STAY, referral: 'unfiled' });
    expect(status).toBe(422);
    expect(body.refusal.code).toBe('filing-required');
    expect(body.refusal.alternatives[1]).toContain('个人付 14,075.00 元');
  });

  test('a body too large is refused, not read', async () => {
    const { status } = await post({ ...STAY, area: 'x'.repeat(600_000) });
    expect(status).toBe(422);
  });
});

describe('GET /api/calculator/places', () => {
  test('the best sourced first, the fictional last, each with its badge', async () => {
    const reply = await app.inject({ url: '/api/calculator/places' });
    const { places, date } = reply.json();
    expect(date).toBe('2026-03-02');
    const order = ['已核实', '待核实', '示例数据', '虚构'];
    const badges = places.map((place: { badge: string }) => order.indexOf(place.badge));
    expect(badges).toEqual(badges.toSorted());
    expect(places.at(-1).badge).toBe('虚构');
    expect(places[0]).toMatchObject({ badge: '待核实' });
    expect(places.map((place: { name: string }) => place.name)).toContain('山东省烟台市');
  });

  test('a place has the worst badge of its offers, and the pages say the same of it', async () => {
    const { places } = (await app.inject({ url: '/api/calculator/places' })).json();
    const order = ['已核实', '待核实', '示例数据', '虚构'];
    const worst = (badges: string[]) => badges.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
    const pages = new Map(placesOf(policies).map(({ area, packs }) => [area, packs]));
    let samples = 0;
    for (const { area, badge, offers } of places) {
      expect(badge, area).toBe(worst(offers.map((one: { badge: string }) => one.badge)));
      expect(worst(pages.get(area)!.map((pack) => pack.badge)), area).toBe(badge);
      if (badge === '示例数据') samples += 1;
    }
    expect(samples).toBeGreaterThan(3);
  });

  test('for a day before any policy the list is empty; a wrong day is named', async () => {
    const empty = await app.inject({ url: '/api/calculator/places?date=1990-01-01' });
    expect(empty.json().places).toEqual([]);
    const wrong = await app.inject({ url: '/api/calculator/places?date=today' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json().refusal.field).toBe('date');
  });
});

describe('GET /api/calculator/products', () => {
  test('every product with its mark; the fictional ones last; what is not known is null', async () => {
    const { products } = (await app.inject({ url: '/api/calculator/products' })).json();
    expect(products).toHaveLength(18);
    expect(products.slice(-2)).toMatchObject([
      { id: 'demo-a-2026', badge: '虚构' },
      { id: 'demo-b-2026', badge: '虚构' },
    ]);
    const xihu = products.find((one: { id: string }) => one.id === 'xihu-yilian-2025');
    expect(xihu).toMatchObject({ badge: '待核实', layers: null });
  });
});

test('the program that serves a province serves the calculator beside the gateway', async () => {
  const province = { health: async () => ({ outbox: { entries: 0 } }), care: { deps: {} } };
  const served = { hub: null, provinces: new Map([['99', province]]), policies };
  const http = await buildHttp(served as unknown as Parameters<typeof buildHttp>[0]);
  try {
    const reply = await http.inject({
      method: 'POST',
      url: '/api/calculator',
      payload: { ...STAY, referral: 'long-term' },
    });
    expect(reply.statusCode).toBe(200);
    expect(reply.json().parts.borneByPerson).toBe(1_407_500);
  } finally {
    await http.close();
  }
});

test('D12 what only some places ask about comes in `circumstances`, and a wrong word is refused by field', async () => {
  const bill = { area: '370600', date: '2026-03-02', referral: 'long-term', total: '20000.00' };
  const told = { contributionTier: 'tier2', hasFamilyDoctor: true, continuousYears: 3 };
  const { status, body } = await post({ ...bill, circumstances: told });
  expect([status, body.parts.paidByPooledFund]).toEqual([200, 1_152_000]);
  const refused = await post({ ...bill, circumstances: { contributionTier: 'tier9' } });
  expect([refused.status, refused.body.refusal.field]).toEqual([422, 'circumstances.contributionTier']);
});

test('the OpenAPI part describes every field of the body', async () => {
  const { paths } = (await app.inject({ url: '/api/calculator/openapi.json' })).json();
  const { schema } = paths['/api/calculator'].post.requestBody.content['application/json'];
  expect(schema.required).toEqual(['area', 'date']);
  expect(schema.properties.total.pattern).toBeDefined();
});

function line() {
  return { itemCode: 'x', quantity: '1', unitPrice: '1.00' };
}
