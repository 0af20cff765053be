/** Journey 25 without a browser: what everybody may read, and take along as a file. */
import { afterAll, describe, expect, it } from 'vitest';
import { visitor } from '../testing/browse.ts';
import { all, readHtml } from '../testing/read-html.ts';

const guest = visitor();
afterAll(() => guest.app.close());
const textOf = async (path: string): Promise<string> => readHtml((await guest.get(path)).body).text;

describe('hospitals by kind of care', () => {
  it('the form leads to the hospitals of a place; a chronic disease narrows them', async () => {
    const sent = await guest.get('/network?place=110000&care=chronic&disease=M05300');
    expect([sent.status, sent.headers.location]).toEqual([303, '/places/110000?care=chronic&disease=M05300']);
    const list = readHtml((await guest.get(String(sent.headers.location))).body);
    expect(all(list, 'h2').map(({ text }) => text.trim())).toEqual(['北京市示例医院']);
    expect(list.text).toContain('共 1 家，慢性阻塞性肺疾病');
    const both = await textOf('/places/110000?care=chronic&disease=M01600');
    expect(both).toContain('共 2 家，糖尿病');
  });

  it('what is asked wrongly shows everything', async () => {
    expect((await guest.get('/network?place=000001&care=chronic')).status).toBe(200);
    const sent = await guest.get('/network?place=110000&care=cosmetic&disease=M01600');
    expect(sent.headers.location).toBe('/places/110000');
    const odd = await guest.get('/network?place=110000&care=chronic&disease=constructor');
    expect(odd.headers.location).toBe('/places/110000?care=chronic');
  });

  it('the overview counts only those that settle, each place leading to its list', async () => {
    const page = readHtml((await guest.get('/network')).body);
    const rows = all(page, 'tr').map(({ text }) => text.replace(/\s+/g, ' ').trim());
    expect(rows).toContain('北京市232');
    const csv = (await guest.get('/network.csv')).body;
    expect(csv.split('\r\n')[0]).toBe('\ufeff就医地,住院,门诊,慢特病');
    expect(csv).toContain('北京市,2,3,2');
  });

  it('the list is a file too', async () => {
    const { body, headers } = await guest.get('/places/110000/hospitals.csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(body).toContain('H11000000009,北京市示例停约医院,二级医院,暂停,暂停,未开通,,');
  });
});

describe('parameters of a place', () => {
  it('each number has its clause, and its day or that nobody has compared it', async () => {
    const page = readHtml((await guest.get('/places/110000/policy')).body);
    const cards = all(page, 'article').map(({ text }) => text.replace(/\s+/g, ' '));
    expect(cards[0]).toMatch(/三级医院1300元.*示例文件 第二条.*2026-11-01 ✓ 已核实/);
    expect(cards[1]).toMatch(/一级医院300元.*示例文件 第三条.*\? 待核实 还没有人对照原文核实/);
    expect(page.text).toContain('共 2 个数字，对照过原文的 1 个');
    const { body } = await guest.get('/places/110000/policy.csv');
    expect(body).toContain('1300元,示例文件 第二条,北京市,2024-01-01,,已核实,2026-11-01');
    expect(body).toContain('300元,示例文件 第三条,北京市,2024-01-01,,待核实,\r\n');
  });

  it('a place without a policy says so; an unknown place is not found', async () => {
    expect(await textOf('/places/440100/policy')).toContain('没有这里现行的报销政策');
    expect((await guest.get('/places/000001/policy')).status).toBe(404);
    expect((await guest.get('/places/000001/policy.csv')).status).toBe(404);
  });
});

describe('open statistics', () => {
  it('every chart is a table with a file of the same figures; what is hidden says so everywhere', async () => {
    const page = readHtml((await guest.get('/statistics')).body);
    const tables = all(page, 'table');
    expect(tables).toHaveLength(5);
    const files = all(page, 'a')
      .map(({ attributes }) => attributes.href ?? '')
      .filter((href) => href.endsWith('.csv'));
    expect(files).toHaveLength(5);
    expect(tables[0]!.text.replace(/\s+/g, ' ')).toContain('北京市1,204');
    expect(tables[0]!.text.replace(/\s+/g, ' ')).toContain('上海市隐去');
    const csv = (await guest.get(files[0]!)).body;
    expect(csv).toBe('\ufeff就医地,直接结算笔数\r\n北京市,1204\r\n上海市,隐去\r\n合计,1211\r\n');
    const flows = (await guest.get('/statistics/2026-10/flows.csv')).body;
    expect(flows).toContain('河南省 → 上海市,隐去');
    expect(flows).not.toContain('湖南省 → 上海市');
  });

  it('a month that is not published has no file, nor has anything else', async () => {
    for (const path of ['/statistics/2026-11/care.csv', '/statistics/2026-10/persons.csv'])
      expect((await guest.get(path)).status).toBe(404);
  });
});
