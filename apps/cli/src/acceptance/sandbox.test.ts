import { HospitalRefused, openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { enclosedIn, pagesOf } from '@zhijie/documents/testing/read-pdf';
import { knownPersonOf } from '@zhijie/population';
import { type CallSummary, type CallView, type SignedReport, verifyReport } from '@zhijie/sandbox';
import { describeInBrowser, useBrowser } from '@zhijie/web/testing/browser';
import { beforeAll, describe, expect, test } from 'vitest';
import { SHORT_BILL } from './bills.ts';
import { clientOf, findings, quiet, sendRaw, useNetwork } from './network-under-test.ts';

const underTest = useNetwork(['44', '99'], { hasSandbox: true });
const HOSPITAL = 'H44010400003';
const PERSON = knownPersonOf('a3');

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${underTest().url}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** The recorder looks at a call after its answer is on the way: the next turn of the loop has it. */
const calls = async (query = ''): Promise<CallSummary[]> =>
  (await get<{ calls: CallSummary[] }>(`/sandbox/api/calls?q=${encodeURIComponent(query)}`)).calls;

async function post(path: string, body: unknown = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${underTest().url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function openVisit() {
  const { hospital } = clientOf(underTest().url, HOSPITAL);
  const patient = await hospital.identify(PERSON.citizenNumber, '990103');
  const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
  return { hospital, visit };
}

describe('the live log', () => {
  let settled: CallSummary;
  beforeAll(async () => {
    const { hospital, visit } = await openVisit();
    await settleVisit(hospital, visit, { usesPersonalAccount: true });
    settled = (await calls(visit.visitId)).find((call) => call.interfaceNumber === '2207')!;
  });

  test('the settlement is told with its fields and the way of its messages', async () => {
    expect(settled).toMatchObject({ end: 'success', faults: 0, label: '门诊结算', providerId: HOSPITAL });
    const view = await get<CallView>(`/sandbox/api/calls/${settled.id}`);
    expect(view.request[0]!.fields.filter((field) => field.verdict === 'valid').length).toBeGreaterThan(8);
    const hops = view.steps.map(({ from, to, message, end }) => [from, to, message, end]);
    expect(hops).toContainEqual(['44', 'hub', 'settlement.settle@1', 'answer']);
    expect(hops).toContainEqual(['hub', '99', 'settlement.settle@1', 'answer']);
    const page = await (await fetch(`${underTest().url}/sandbox/calls/${settled.id}`)).text();
    expect(page).toContain('国家平台 → 参保地 ');
  });

  test('a call is found by person, whole name, visit, settlement and message id', async () => {
    const keys = [settled.personId, settled.visitId, settled.settlementId, settled.messageId];
    for (const key of [...keys, PERSON.citizenNumber, '门诊结算'])
      expect(
        (await calls(key!)).map((call) => call.id),
        key!,
      ).toContain(settled.id);
    expect((await calls(PERSON.name)).map((call) => call.interfaceNumber)).toContain('1101');
    expect(await calls('nobody-at-all')).toEqual([]);
  });

  test('no page and no answer shows a whole name, number of a certificate or telephone', async () => {
    const everything = await calls();
    const texts = [JSON.stringify(everything)];
    for (const { id } of everything)
      for (const path of [`/sandbox/calls/${id}`, `/sandbox/api/calls/${id}`, '/sandbox/'])
        texts.push(await (await fetch(`${underTest().url}${path}`)).text());
    for (const text of texts)
      for (const secret of [PERSON.name, PERSON.citizenNumber, PERSON.phone, '示例医师', '窗口一'])
        expect(text).not.toContain(secret);
  });

  test('with the key a viewer sees a call whole, and every look is written down', async () => {
    const identify = (await calls('1101'))[0]!;
    const path = `/sandbox/calls/${identify.id}/unmask`;
    expect((await post(path)).headers.get('location')).toBe('/sandbox/unmasked');
    const { unmaskKey, viewers } = underTest().sandbox!;
    const wrong = await post('/sandbox/unmasked/enter', { key: 'guess', name: '小张', reason: '核对' });
    expect(wrong.status).toBe(422);
    const entered = await post('/sandbox/unmasked/enter', {
      key: unmaskKey,
      name: '小张',
      reason: '核对姓名',
    });
    const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
    expect((await post(path, {}, { cookie })).text).toContain(PERSON.citizenNumber);
    expect(viewers.latest()).toMatchObject([{ viewer: '小张', reason: '核对姓名', callId: identify.id }]);
  });

  test('replayed with the same bytes it has no second effect; with a new message id it is another call', async () => {
    const same = await post(`/sandbox/api/calls/${settled.id}/replay`, { how: 'same' });
    const repeated = await get<CallView>(`/sandbox/api/calls/${JSON.parse(same.text).id}`);
    expect(repeated.summary).toMatchObject({
      end: 'success',
      replayOf: settled.id,
      settlementId: settled.settlementId,
      hops: 0,
    });
    const fresh = await post(`/sandbox/api/calls/${settled.id}/replay`, { how: 'new-message-id' });
    const other = await get<CallView>(`/sandbox/api/calls/${JSON.parse(fresh.text).id}`);
    expect(other.summary.end).toBe('refused');
    expect(other.summary.messageId).not.toBe(settled.messageId);
  });

  test('a body that nobody can read is told without its content', async () => {
    await sendRaw(underTest().url, `{"infno":"1101",李建国 ${PERSON.citizenNumber}`);
    const [call] = await calls();
    expect(call).toMatchObject({ end: 'refused', interfaceNumber: null });
    const view = await get<CallView>(`/sandbox/api/calls/${call!.id}`);
    expect(view.rawRequest).toMatch(/□ \*{18}/);
  });

  test('whoever is on another site changes nothing here', async () => {
    const foreign = await post(
      `/sandbox/api/calls/${settled.id}/replay`,
      {},
      { origin: 'https://elsewhere.example' },
    );
    expect(foreign.status).toBe(422);
    expect(foreign.text).toContain('foreign-origin');
  });
});

describe('forced outcomes', () => {
  /** The answer to a settlement under this message id; null when the line broke. */
  async function settleAs(messageId: string) {
    const { hospital, visit } = await openVisit();
    const settle = () =>
      settleVisit(hospital, visit, { usesPersonalAccount: false, messageId }).then(
        (settlement) => settlement.settlementId,
        (error: Error) => (error instanceof HospitalRefused ? error.message : null),
      );
    return { hospital, visit, settle };
  }

  test('journey 2: the answer is lost after the commit; the same message id gets the same settlement', async () => {
    const { hospital, visit, settle } = await settleAs('JOURNEY2-KEEP_DROP');
    expect(await settle()).toBeNull();
    const kept = await settle();
    expect(kept).toMatch(/^S/);
    expect(await settle()).toBe(kept);
    expect((await calls('JOURNEY2-KEEP_DROP')).map(({ end }) => end)).toEqual(['success', 'success', 'lost']);
    const { output } = await hospital.expect('5203', {
      personId: visit.patient.personId,
      settlementId: kept!,
      visitId: visit.visitId,
    });
    expect(output.settlement.settlementId).toBe(kept);
  });

  test('journey 2: or it is reversed by the original message id, and both ledgers end equal', async () => {
    const { hospital, visit, settle } = await settleAs('JOURNEY2-UNDO_DROP');
    expect(await settle()).toBeNull();
    const { personId } = visit.patient;
    const input = { personId, reversedMessageId: 'JOURNEY2-UNDO_DROP', reversedTransaction: '2207' };
    expect((await hospital.call('2601', input)).ok).toBe(true);
    await quiet(underTest());
    expect(await findings(underTest())).toEqual([]);
  });

  test('the insured place loses its answer: unknown, then found out; it is down: nothing happened', async () => {
    const lost = await settleAs('INSURED_LOST');
    expect(await lost.settle()).toContain('【4051】');
    await quiet(underTest());
    const [unknown] = (await calls('INSURED_LOST')).filter(({ end }) => end === 'unknown');
    const { afterwards } = await get<CallView>(`/sandbox/api/calls/${unknown!.id}`);
    expect(afterwards.map(({ from, to, message }) => [from, to, message]).slice(0, 2)).toEqual([
      ['44', 'hub', 'settlement.outcome@1'],
      ['hub', '99', 'settlement.outcome@1'],
    ]);
    expect(await lost.settle()).toMatch(/^S/);
    const down = await settleAs('INSURED_DOWN');
    const refused = await down.settle();
    expect(refused).toMatch(/【\d{4}】/);
    const [call] = await calls('INSURED_DOWN');
    const view = await get<CallView>(`/sandbox/api/calls/${call!.id}`);
    expect(view.steps.map(({ end }) => end)).toContain('not-delivered');
  });

  test('two deliveries at once have one effect', async () => {
    const { settle } = await settleAs('AT-ONCE_TWIN');
    await settle();
    const settled = await settle();
    expect(settled).toMatch(/^S/);
    const both = (await calls('AT-ONCE_TWIN')).filter(({ forced }) => forced === 'duplicate');
    expect(both).toHaveLength(2);
  });

  test('a switch fits one transaction of one institution, once; dirty data has the same values', async () => {
    await post('/sandbox/api/outcomes', {
      kind: 'dirty-data',
      interfaceNumber: '1101',
      providerId: HOSPITAL,
    });
    const { hospital } = clientOf(underTest().url, HOSPITAL);
    const dirty = await hospital.identify(PERSON.citizenNumber, '990103');
    const clean = await hospital.identify(PERSON.citizenNumber, '990103');
    expect(dirty).toEqual(clean);
    expect((await calls('1101')).slice(0, 2).map(({ forced }) => forced)).toEqual([null, 'dirty-data']);
    const wrong = await post('/sandbox/api/outcomes', { kind: 'delay', value: '99999999' });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('60000')]);
  });
});

test('samples to type name the address at which the sandbox is reached', async () => {
  const page = await (await fetch(`${underTest().url}/sandbox/people`)).text();
  expect(page).toContain(`curl -s ${underTest().url}/sandbox/api/people`);
});

test('people made in a chosen situation are treated at once', async () => {
  const order = {
    area: '990103',
    group: 'active',
    filing: 'stationed-worker',
    careArea: '440100',
    balance: '500.00',
  };
  const made = JSON.parse((await post('/sandbox/api/people', order)).text).people[0];
  const { hospital } = clientOf(underTest().url, HOSPITAL);
  const { output } = await hospital.expect('1101', {
    credentialType: 'id-card',
    credentialNumber: made.citizenNumber,
    certificateType: 'id-card',
    certificateNumber: made.citizenNumber,
  });
  expect(output.person).toMatchObject({ personName: made.name, personId: made.personId });
  expect(output.coverages[0]).toMatchObject({ coverageStatus: 'in-force', accountBalance: 50_000 });
  const next = JSON.parse((await post('/sandbox/api/people', order)).text).people[0];
  expect([next.index, next.citizenNumber === made.citizenNumber]).toEqual([made.index + 1, false]);
});

test('journey 11: the laboratory marks the empty field that was kept, and is green when it is mended', async () => {
  const body = '{"appId":"A","version":"1.0.0","note":"","data":{"amount":1.50}}';
  const right = 'appId=A&data={"amount":"1.50"}&version=1.0.0&key=S';
  const lab = async (canonical: string): Promise<string> =>
    (await post('/sandbox/signature', { style: 'mobile', body, appSecret: 'S', canonical })).text;
  const wrong = await lab(right.replace('version', 'note=&version'));
  expect(wrong).toContain('<mark>n</mark>');
  expect(wrong).toContain('保留了空值字段');
  expect(await lab(right)).toContain('✓ 对方的待签文本与我方相同');
  const vector = await post('/sandbox/signature', { style: 'mobile', body, appSecret: 'S', download: 'yes' });
  expect(vector.headers.get('content-disposition')).toContain('sign-vector.json');
  expect(JSON.parse(vector.text)).toMatchObject({ format: 'zhijie-sign-vector@1', canonical: right });
});

test('journey 24: a run of one hospital ends in a signed report with its failures linked to calls', async () => {
  const begun = await post('/sandbox/api/conformance', {
    providerId: HOSPITAL,
    product: '示例系统',
    vendor: '示例',
  });
  const { id } = JSON.parse(begun.text);
  const { hospital, visit } = await openVisit();
  const settled = await settleVisit(hospital, visit, { usesPersonalAccount: false }).catch(() => null);
  expect(settled).toBeNull();
  await settleVisit(hospital, visit, { usesPersonalAccount: false }).catch(() => null);
  const report = (await post(`/sandbox/api/conformance/${id}/finish`)).text;
  expect(verifyReport(report, underTest().installation.publicKeyOf('hub')!.hex)).toBe(true);
  const { checks } = (JSON.parse(report) as SignedReport).report;
  const failed = checks.filter(({ state }) => state === 'failed');
  expect(failed.map((check) => check.id)).toEqual(['B1']);
  expect(failed[0]!.calls).toHaveLength(2);
  const page = await (await fetch(`${underTest().url}/sandbox/conformance/${id}`)).text();
  expect(page).toContain(`/sandbox/calls/${failed[0]!.calls[0]}`);
  const pdf = await fetch(`${underTest().url}/sandbox/api/conformance/${id}/report.pdf`);
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const bytes = new Uint8Array(await pdf.arrayBuffer());
  const paper = (await pagesOf(bytes)).join('');
  const { value } = (JSON.parse(report) as SignedReport).signature;
  for (const said of ['医院系统一致性测试报告', 'B1', '未通过', value]) expect(paper).toContain(said);
  expect(verifyReport((await enclosedIn(bytes)).get(`${id}.json`)!)).toBe(true);
  expect(JSON.parse((await post('/sandbox/api/reset')).text).refusal.code).toBe('not-a-sandbox-network');
});

describeInBrowser('the live log in a browser', () => {
  const browser = useBrowser();

  test('a call appears by itself, is reached by keys, and replayed', async () => {
    const page = await browser.open();
    await page.goto(`${underTest().url}/sandbox/`);
    await page.getByText('实时更新中').waitFor();
    const messageId = 'BROWSER-1';
    const { hospital } = clientOf(underTest().url, HOSPITAL);
    await hospital.call('9001', { operatorNumber: '0001' }, { messageId });
    await page.locator('#calls tr', { hasText: messageId }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '9001 签到' }).waitFor();
    expect(await page.getByRole('img', { name: /报文时序图/ }).count()).toBe(1);
    await page.getByRole('button', { name: '原样重放' }).click();
    await page.getByRole('heading', { name: '9001 签到' }).waitFor();
    await page.goto(`${underTest().url}/sandbox/?q=${messageId}`);
    expect(await page.locator('#calls tr').count()).toBe(2);
  });

  test('without scripts the list, the search and the forms work', async () => {
    const page = await browser.open({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    await page.goto(`${underTest().url}/sandbox/outcomes`);
    await page.getByLabel('交易编号').fill('9999');
    await page.getByRole('button', { name: '生效' }).click();
    await page.getByRole('cell', { name: '9999' }).waitFor();
    await page.getByRole('row', { name: /9999/ }).getByRole('button', { name: '取消' }).click();
    expect(await page.getByRole('cell', { name: '9999' }).count()).toBe(0);
    await page.goto(`${underTest().url}/sandbox/?q=9001`);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
  });
});

test('afterwards the books agree', async () => {
  await quiet(underTest());
  expect(await findings(underTest())).toEqual([]);
});
