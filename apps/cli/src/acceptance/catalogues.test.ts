import { openOutpatient, uploadLines } from '@zhijie/counterparties';
import { statement } from '@zhijie/database';
import { readTexts } from '@zhijie/documents';
import { calendarDate, ok } from '@zhijie/kernel';
import { type CareCatalogue, importRelease, type RowField } from '@zhijie/province';
import type { Static } from 'typebox';
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../api/catalogues/columns.ts';
import type * as schema from '../api/catalogues/schema.ts';
import { at, stageClock } from '../faces/testing/acting.ts';
import { catalogueWorkbook, journeyRows, UNKNOWN_CODES } from '../faces/testing/journey-21.ts';
import { ITEM } from './items.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';

const clock = stageClock('2026-09-10');
const underTest = useNetwork(['11', '41'], { now: clock.now });
const AREA = '110000';
const LI_JIANGUO = '419900198503121358';

type Answer = Static<typeof schema.RowsAnswer> &
  Static<typeof schema.PreviewAnswer> &
  Static<typeof schema.BasisAnswer> &
  Static<typeof schema.DoneAnswer> & {
    readonly workId: string;
    readonly refusal?: { readonly code: string; readonly field: string };
  };

async function ask(path: string, body?: unknown, who = 'maker'): Promise<Answer> {
  const headers = { 'x-zhijie-agency': AREA, 'x-zhijie-operator': who };
  const posted = Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body);
  const sent = posted === undefined ? {} : { method: 'POST', body: posted as string };
  const response = await fetch(`${underTest().url}/api/agency/catalogues${path}`, { headers, ...sent });
  return (await response.json()) as Answer;
}

async function download(path: string): Promise<Buffer> {
  const headers = { 'x-zhijie-agency': AREA, 'x-zhijie-operator': 'maker' };
  const response = await fetch(`${underTest().url}/api/agency/catalogues${path}`, { headers });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Starts an import and waits until it is over; its result, or the refusal. */
async function importFile(file: Buffer, effectiveOn = '2026-10-01', who = 'maker'): Promise<Answer> {
  const query = new URLSearchParams({ area: AREA, effectiveOn, fileName: '目录.xlsx' });
  const work = await ask(`/imports?${query}`, file, who);
  if (work.refusal !== undefined) return work;
  const headers = { 'x-zhijie-agency': AREA, 'x-zhijie-operator': who };
  // The stream of states ends when the work does.
  const events = await fetch(`${underTest().url}/api/work/${work.workId}/events`, { headers });
  const last = (await events.text()).trimEnd().split('\n\n').at(-1)!;
  return (JSON.parse(last.replace('data: ', '')) as { result: Answer }).result;
}

type Items = ReturnType<CareCatalogue['items']>;
const items = (): Items => underTest().network.provinces.get('11')!.care.deps.catalogueOf(AREA).items();
const workbook = (rows = journeyRows(items())): Promise<Buffer> => catalogueWorkbook(rows, clock.now());

const LINE = statement(
  'test-catalogue-line',
  `SELECT self_paid_first_rate AS rate, self_paid_first AS "selfPaidFirst" FROM care.fee_line
   WHERE visit_id = $1 ORDER BY line_number`,
);

/** One pack of the drug on a day, told whenever the network's clock says; what the split of its line is. */
async function lineOf(day: string, told = day): Promise<readonly object[]> {
  const { url, network } = underTest();
  const { hospital } = clientOf(url, 'H11010500001', () => at(day));
  clock.set(day);
  const visit = await openOutpatient(hospital, await hospital.identify(LI_JIANGUO));
  clock.set(told);
  const { visitId } = await uploadLines(hospital, visit, [
    { item: ITEM.drugB, price: '120.00', quantity: '1' },
  ]);
  return network.databases.get('11')!.query(LINE, [visitId]);
}

describe('journey 21: a catalogue of Beijing from 2026-10-01', () => {
  let releaseId = '';

  it('three unknown codes stand in quarantine with field and fix, nothing is lost', async () => {
    const { outcome, release } = await importFile(await workbook());
    expect([outcome, release]).toMatchObject([
      'applied',
      { rows: 25, quarantined: 3, openUnits: 1, state: 'draft' },
    ]);
    releaseId = release.releaseId;
    const { rows } = await ask(`/${releaseId}/rows?which=quarantined`);
    expect(rows.map((row) => [row.row, row.itemCode, row.problems[0]?.field, row.problems[0]?.code])).toEqual(
      UNKNOWN_CODES.map((code, n) => [22 + n, code, 'itemCode', 'item-unknown']),
    );
    expect(rows[0]?.problems[0]).toMatchObject({
      header: '国家编码',
      fix: expect.stringContaining('请核对编码'),
    });
  });

  it('an item is two at 70/30, to the fen', async () => {
    const { rows } = await ask(`/${releaseId}/rows?which=divided`);
    expect(rows.map(({ localCode, share }) => [localCode, share])).toEqual([
      ['BJMR0001', '70%'],
      ['BJMR0001', '30%'],
    ]);
  });

  it('「次」 for 「部位」 needs a person; the maker does not publish; too early is refused', async () => {
    const decide = (body: object, who: string) => ask(`/${releaseId}/decision`, body, who);
    const publish = { decision: 'publish' };
    expect((await decide(publish, 'maker')).refusal?.code).toBe('maker-is-checker');
    expect((await decide(publish, 'checker')).refusal).toMatchObject({ code: 'units-open', field: 'rows' });
    expect((await ask(`/${releaseId}/units`, { rows: [2], note: '一样' })).refusal?.code).toBe('row-unknown');
    expect((await ask(`/${releaseId}/units`, { rows: [25], note: ' ' })).refusal?.code).toBe('note-missing');
    const noted = await ask(`/${releaseId}/units`, { rows: [25], note: '每次检查一个部位，1 次 = 1 部位' });
    expect(noted).toMatchObject({ outcome: 'applied', release: { openUnits: 0 } });
    const { rows } = await ask(`/${releaseId}/rows?which=units`);
    expect(rows).toMatchObject([
      { row: 25, localUnit: '次', itemUnit: '部位', unitNote: { name: 'agency-110000/maker' } },
    ]);
    expect((await importFile(await workbook(), '2026-09-10')).refusal?.code).toBe('effective-too-early');
  });

  it('the preview names the one item that changes', async () => {
    const { changed, unchanged } = await ask(`/${releaseId}/preview`);
    expect(changed).toMatchObject([
      { itemCode: ITEM.drugB, before: { selfPaidFirstRate: 1000 }, after: { selfPaidFirstRate: 2000 } },
    ]);
    expect(unchanged).toBe(21);
  });

  it('the export imported again changes nothing, ids stay text; edited it is a new draft with the note kept', async () => {
    const file = await download(`/${releaseId}/file`);
    const read = await readTexts(new Uint8Array(file), COLUMNS, 100);
    expect(read.ok && read.value[20]!.texts.itemCode).toBe(UNKNOWN_CODES[0]);
    const csv = [COLUMNS.map(({ header }) => header), ...journeyRows(items())].map((cells) =>
      cells.join(','),
    );
    for (const same of [file, Buffer.from(`\ufeff${csv.join('\r\n')}`)])
      expect(await importFile(same)).toMatchObject({
        outcome: 'unchanged',
        release: { releaseId, openUnits: 0 },
      });
    const corrected = journeyRows(items()).filter(([code]) => code !== UNKNOWN_CODES[2]);
    const next = await importFile(await workbook(corrected), '2026-10-01', 'second');
    expect(next).toMatchObject({ outcome: 'applied', release: { rows: 24, quarantined: 2, openUnits: 0 } });
    expect(await ask(`/${releaseId}`)).toMatchObject({ state: 'replaced', decidedBy: expect.anything() });
    releaseId = next.release.releaseId;
  });

  it('the list that counts now goes out and in again with nothing to change', async () => {
    const file = await download(`/current?area=${AREA}`);
    const { release } = await importFile(file, '2026-11-01');
    expect(release).toMatchObject({ rows: items().length, quarantined: 0, openUnits: 0 });
    expect(await ask(`/${release.releaseId}/preview`)).toMatchObject({
      changed: [],
      unchanged: items().length,
    });
    const withdrawn = { decision: 'withdraw', reason: '试导入' };
    expect(await ask(`/${release.releaseId}/decision`, withdrawn)).toMatchObject({
      release: { state: 'withdrawn' },
    });
  });

  it('an import that is stopped keeps nothing; a file that is none is refused with the fix', async () => {
    const { deps } = underTest().network.provinces.get('11')!.care;
    const actor = { id: 'maker', kind: 'agency', node: '11', areas: [AREA], roles: [] } as const;
    const rows = journeyRows(items()).map((cells, row) => ({
      row: row + 2,
      ...(Object.fromEntries(COLUMNS.map(({ key }, n) => [key, cells[n]])) as Record<RowField, string>),
    }));
    const request = { area: AREA, effectiveOn: calendarDate('2026-12-01'), fileName: '停.xlsx', rows };
    const before = await ask('');
    expect(await importRelease(deps, actor, request, { tell: () => undefined, isStopped: true })).toEqual(
      ok(null),
    );
    expect(await ask('')).toEqual(before);
    expect((await importFile(Buffer.from('PK'))).refusal?.code).toBe('not-a-workbook');
    expect((await importFile(Buffer.from('本地项目编码,份额\nA,1\n'))).refusal?.code).toBe('header-missing');
  });

  it('another place’s agency neither sees nor publishes it', async () => {
    const headers = { 'x-zhijie-agency': '410000', 'x-zhijie-operator': 'checker' };
    const response = await fetch(`${underTest().url}/api/agency/catalogues/${releaseId}`, { headers });
    expect(response.status).toBe(404);
  });

  it('P-01 published, bills from the day on have the new basis and bills of before keep the old one', async () => {
    expect(await ask(`/${releaseId}/decision`, { decision: 'publish' }, 'checker')).toMatchObject({
      outcome: 'applied',
      release: { state: 'published' },
    });
    const old = [{ rate: 1000, selfPaidFirst: 1200 }];
    expect(await lineOf('2026-09-30')).toEqual(old);
    expect(await lineOf('2026-10-01')).toEqual([{ rate: 2000, selfPaidFirst: 2400 }]);
    // Told late, a line still has the basis of its own day.
    expect(await lineOf('2026-09-30', '2026-10-02')).toEqual(old);
    const basis = (on: string) => ask(`/basis?area=${AREA}&localCode=BJMR0001&on=${on}&amount=100.01`);
    expect((await basis('2026-09-30')).parts).toEqual([]);
    expect((await basis('2026-10-01')).parts.map((part) => [part.share, part.amount])).toEqual([
      [7000, 7001],
      [3000, 3000],
    ]);
  });

  it('a process that begins takes what was published before it serves', async () => {
    const { care } = underTest().network.provinces.get('11')!;
    const rateOf = () =>
      care.deps
        .catalogueOf(AREA)
        .items(calendarDate('2026-10-01'))
        .find(({ itemCode }) => itemCode === ITEM.drugB)?.selfPaidFirstRate;
    care.deps.releases.take('', []);
    expect(rateOf()).toBe(1000);
    expect([await care.followCatalogues(), await care.followCatalogues()]).toEqual([1, 0]);
    expect(rateOf()).toBe(2000);
  });

  it('the books are whole', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
