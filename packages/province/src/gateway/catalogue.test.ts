import { useTestDatabase } from '@zhijie/database';
import { calendarDate, parseUnitPrice } from '@zhijie/kernel';
import {
  chronicColumns,
  consumableColumns,
  daySurgeryColumns,
  diagnosisColumns,
  diseasePaymentColumns,
  drugColumns,
  firstFileOf,
  granuleColumns,
  type InputOf,
  insuranceTypes,
  morphologyColumns,
  newServiceColumns,
  operationColumns,
  preparationColumns,
  tcmDiseaseColumns,
  tcmSyndromeColumns,
} from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import {
  codeOf,
  failureOf,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  outpatientLines,
  requestBytes,
  sendBytes,
} from '../testing/hospital.ts';
import { PERSON, personOf, registration } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let other: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  other = hospital(network, 'H11010500002');
});

async function fetched(wanted: InputOf<'9102'>): Promise<Uint8Array> {
  return sendBytes(network, requestBytes(network, '9102', wanted, { messageId: nextMessageId() }));
}

async function rowsOf(file: { fileId: string; fileName: string }): Promise<string[][]> {
  const archive = await fetched({ fileId: file.fileId, fileName: file.fileName, providerId: 'plc' });
  const unpacked = firstFileOf(archive, 10_000_000);
  expect(unpacked?.name).toBe(file.fileName.replace(/\.zip$/, ''));
  const text = Buffer.from(unpacked!.content).toString('utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

describe('1901 code lists', () => {
  it('lists codes with their labels, and marks those that are not taken here', async () => {
    const { codes } = await beijing.must('1901', { codeListName: insuranceTypes.name });
    expect(codes.find(({ codeValue }) => codeValue === '390')).toMatchObject({
      codeLabel: '城乡居民基本医疗保险',
      isTakenCode: true,
    });
    expect(codes.find(({ codeValue }) => codeValue === '340')?.isTakenCode).toBe(false);
    const taken = await beijing.must('1901', { codeListName: insuranceTypes.name, wantsValidCodes: true });
    expect(taken.codes.map(({ codeValue }) => codeValue)).toEqual(['310', '390']);
  });

  it('refuses a list that no edition has, by its name', async () => {
    const reply = await beijing.call('1901', { codeListName: 'no_such_list' });
    expect(codeOf(reply)).toBe('code-list-unknown');
    expect(reply.text).toContain('no_such_list');
  });
});

describe('the care place’s catalogue, by pages', () => {
  it('1312 pages through every item once', async () => {
    const first = await beijing.must('1312', { pageNumber: 1, pageSize: 1000 });
    const { recordsFound, pagesFound } = first.page;
    expect(first.page).toMatchObject({ isFirstPage: true, isLastPage: false, firstRecord: 1 });
    const codes = new Set(first.items.map((item) => item.insuranceItemCode));
    for (let pageNumber = 2; pageNumber <= pagesFound; pageNumber += 1) {
      const next = await beijing.must('1312', { pageNumber, pageSize: 1000 });
      for (const item of next.items) codes.add(item.insuranceItemCode);
      expect(next.page.isLastPage).toBe(pageNumber === pagesFound);
    }
    expect(codes.size).toBe(recordsFound);
    expect(recordsFound).toBeGreaterThan(2000);
    const beyond = await beijing.must('1312', { pageNumber: pagesFound + 1, pageSize: 1000 });
    expect([beyond.items.length, beyond.page.firstRecord]).toEqual([0, 0]);
  });

  it('1312 finds by code, name, class and kind; another place’s list is not here', async () => {
    const one = await beijing.must('1312', { insuranceItemCode: ITEMS.drugB });
    expect(one.items).toMatchObject([
      {
        insuranceItemName: '示例乙类胶囊',
        paymentClass: 'B',
        catalogueKind: 'drug',
        catalogueRegion: '110000',
      },
    ]);
    const named = await beijing.must('1312', { insuranceItemName: '乙类胶囊', paymentClass: 'B' });
    expect(named.items.map((item) => item.insuranceItemCode)).toContain(ITEMS.drugB);
    const wrongClass = await beijing.must('1312', { insuranceItemCode: ITEMS.drugB, paymentClass: 'A' });
    const elsewhere = await beijing.must('1312', { catalogueRegion: '310000' });
    expect([wrongClass.items, elsewhere.items]).toEqual([[], []]);
  });

  it.each([{ pageNumber: 0 }, { pageNumber: 1, pageSize: 0 }, { pageNumber: 1, pageSize: 1001 }])(
    'refuses the page %j',
    async (page) => {
      expect(codeOf(await beijing.call('1312', page))).toBe('page-invalid');
    },
  );

  it('1304 answers an empty page, 1316 the same code on both sides', async () => {
    const ethnic = await beijing.must('1304', { pageNumber: 1, pageSize: 10 });
    expect(ethnic).toMatchObject({
      items: [],
      page: { recordsFound: 0, isFirstPage: true, isLastPage: true },
    });
    const { links } = await beijing.must('1316', { itemCode: ITEMS.stent });
    expect(links).toMatchObject([
      { itemCode: ITEMS.stent, insuranceItemCode: ITEMS.stent, catalogueKind: 'consumable' },
    ]);
    const crossed = await beijing.must('1316', { itemCode: ITEMS.stent, insuranceItemCode: ITEMS.bed });
    expect(crossed.links).toEqual([]);
  });

  it('P-01 1318 and 1319 tell the ceiling and the share paid first that a line is split by', async () => {
    const { limits } = await beijing.must('1318', { insuranceItemCode: ITEMS.bed });
    const ceiling = parseUnitPrice('60.00');
    expect(limits.map(({ priceLimitKind }) => priceLimitKind)).toEqual(['level-1', 'level-2', 'level-3']);
    expect(limits.every((limit) => ceiling.ok && limit.itemPriceCeiling === ceiling.value)).toBe(true);
    const none = await beijing.must('1318', { insuranceItemCode: ITEMS.drugA });
    expect(none.limits).toEqual([]);
    const { rates } = await beijing.must('1319', { insuranceItemCode: ITEMS.drugB });
    expect(rates).toMatchObject([{ selfPaidFirstRate: 1000, selfPaidKind: 'self-paid-first' }]);
  });
});

describe('directories as files', () => {
  it.each([
    ['1301', ITEMS.drugA, drugColumns.length],
    ['1302', null, 33],
    ['1305', ITEMS.bed, 19],
    ['1306', ITEMS.stent, consumableColumns.length],
  ] as const)(
    '%s names a file that 9102 fetches, in the columns of the standard',
    async (number, item, width) => {
      const file = await beijing.must(number, {});
      const rows = await rowsOf(file);
      expect(rows).toHaveLength(file.rowsInFile);
      expect(rows.every((row) => row.length === width)).toBe(true);
      if (item !== null) expect(rows.some(([code]) => code === item)).toBe(true);
    },
  );

  it.each([
    ['1303', preparationColumns, '注册名称', '示例软膏'],
    ['1307', diagnosisColumns, '诊断代码', 'U99.002'],
    ['1308', operationColumns, '手术操作名称', '示例血液透析'],
    ['1309', chronicColumns, '门慢门特病种名称', '高血压'],
    ['1310', diseasePaymentColumns, '按病种结算病种目录代码', 'BZ9902'],
    ['1311', daySurgeryColumns, '日间手术病种名称', '示例日间疝'],
    ['1313', morphologyColumns, '形态学分类代码', 'M9990/3'],
    ['1314', tcmDiseaseColumns, '疾病分类名称', '示例消渴'],
    ['1315', tcmSyndromeColumns, '证候分类代码', 'B99.02'],
    ['1320', granuleColumns, '中药配方颗粒名称', '示例当归颗粒'],
    ['1321', newServiceColumns, '医疗服务项目名称', '示例护理'],
  ] as const)('%s lists codes in the columns of the standard', async (number, columns, column, value) => {
    const file = await beijing.must(number, {});
    const rows = await rowsOf(file);
    expect(rows).toHaveLength(file.rowsInFile);
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => columns.length));
    expect(rows.map((row) => row[columns.indexOf(column)])).toContain(value);
    expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
    expect(rows.every((row) => row[columns.indexOf('有效标志')] === '1')).toBe(true);
  });

  it('V-05 1309 lists the ten diseases that settle across provinces, and no other', async () => {
    const rows = await rowsOf(await beijing.must('1309', {}));
    expect(rows.map(([code]) => code)).toEqual([
      ...['M00200', 'M00500', 'M01600', 'M03900', 'M04600'],
      ...['M05300', 'M06900', 'M07200', 'M07800', 'M08300'],
    ]);
  });

  it('is empty for a hospital that holds the version, whole for one that holds another', async () => {
    const whole = await beijing.must('1301', { catalogueVersion: '0' });
    const held = await beijing.must('1301', { catalogueVersion: whole.catalogueVersion! });
    expect(held.rowsInFile).toBe(0);
    expect(await rowsOf(held)).toEqual([]);
    expect(whole.rowsInFile).toBeGreaterThan(100);
    expect(whole.downloadUntil).toBe('2026-03-17');
  });

  it('is the same bytes from a program that was started anew', async () => {
    const file = await beijing.must('1306', {});
    const before = await fetched(file);
    network.restart();
    expect(await fetched(file)).toEqual(before);
  });

  it('refuses a file that was never named, as an envelope', async () => {
    const wrong = await fetched({ fileId: `fsi/plc/${'0'.repeat(32)}`, fileName: 'x.txt.zip' });
    expect(failureOf(wrong)).toContain('【1023】');
  });
});

const MAPPING = {
  mappedItemCode: 'HIS-9',
  mappedItemName: '本院甲类片',
  catalogueKind: 'drug',
  itemCode: ITEMS.drugA,
  startedOn: calendarDate('2026-01-01'),
} as const;

describe('3301 and 3302 the mapping of a hospital’s own items', () => {
  it('T-06 is kept once per message id, and read back by its own hospital only', async () => {
    const messageId = nextMessageId();
    const first = await beijing.call('3301', [MAPPING], { messageId });
    const again = await beijing.call('3301', [MAPPING], { messageId });
    expect(codeOf(first)).toBe('success');
    expect(again.text).toBe(first.text);
    const changed = await beijing.call('3301', [{ ...MAPPING, mappedItemName: '别名' }], { messageId });
    expect(codeOf(changed)).toBe('message-id-reused');
    const own = await beijing.must('1317', { hospitalItemCode: 'HIS-9' });
    expect(own.mappings).toMatchObject([
      { hospitalItemName: '本院甲类片', itemCode: ITEMS.drugA, isValid: true, updatedOn: '2026-03-10' },
    ]);
    expect((await other.must('1317', { hospitalItemCode: 'HIS-9' })).mappings).toEqual([]);
    expect((await other.must('1317', { providerId: 'H11010500001' })).mappings).toEqual([]);
  });

  it('is undone once, stays readable as invalid, and can be made again', async () => {
    const row = { ...MAPPING, mappedItemCode: 'HIS-10' };
    await beijing.must('3301', [row]);
    const key = { mappedItemCode: 'HIS-10', catalogueKind: 'drug', itemCode: ITEMS.drugA } as const;
    const messageId = nextMessageId();
    const first = await beijing.call('3302', key, { messageId });
    expect((await beijing.call('3302', key, { messageId })).text).toBe(first.text);
    expect(codeOf(await beijing.call('3302', key))).toBe('mapping-not-found');
    const valid = async () =>
      (await beijing.must('1317', { hospitalItemCode: 'HIS-10' })).mappings[0]?.isValid;
    expect(await valid()).toBe(false);
    await beijing.must('3301', [row]);
    expect(await valid()).toBe(true);
    expect(codeOf(await other.call('3302', key))).toBe('mapping-not-found');
  });

  it('all rows or none: the wrong one is named', async () => {
    const good = { ...MAPPING, mappedItemCode: 'HIS-11' };
    const refused = async (row: Partial<InputOf<'3301'>[number]>) => {
      const reply = await beijing.call('3301', [good, { ...MAPPING, ...row }]);
      return [codeOf(reply), reply.text] as const;
    };
    expect((await refused({ itemCode: 'NOPE' }))[0]).toBe('unknown-item');
    const [code, text] = await refused({ catalogueKind: 'service' });
    expect([code, text.includes('101 西药中成药')]).toEqual(['mapping-kind-mismatch', true]);
    expect((await refused({ endedOn: calendarDate('2025-12-31') }))[0]).toBe('mapping-period-invalid');
    expect((await refused({ providerId: 'H11010500002' }))[0]).toBe('operator-not-allowed');
    expect((await beijing.must('1317', { hospitalItemCode: 'HIS-11' })).mappings).toEqual([]);
  });

  it('a refused line is told with the hospital’s own name of the item and the code it is mapped to', async () => {
    await beijing.must('3301', [{ ...MAPPING, mappedItemCode: 'HIS-1', mappedItemName: '本院胶囊' }]);
    const visit = await beijing.must('2201', registration(personOf(PERSON)), { insuredRegion: '990100' });
    const { visitId, personId } = visit;
    const lines = outpatientLines({ visitId, personId }, 'B1', [['XZ99NOPE', '98.00', '1']]);
    const reply = await beijing.call('2204', lines);
    expect(codeOf(reply)).toBe('unknown-item');
    expect(reply.text).toContain('本院项目 HIS-1 本院胶囊');
    expect(reply.text).toContain(`本院对照的是 ${ITEMS.drugA}`);
  });
});

it('two messages with the same items in opposite order are both kept', async () => {
  const rows = ['D1', 'D2', 'D3', 'D4'].map((code) => ({ ...MAPPING, mappedItemCode: code }));
  const rounds = Array.from({ length: 5 }, () => [rows, rows.toReversed()]).flat();
  const replies = await Promise.all(rounds.map((each) => beijing.call('3301', each)));
  expect(replies.map(codeOf)).toEqual(rounds.map(() => 'success'));
});
