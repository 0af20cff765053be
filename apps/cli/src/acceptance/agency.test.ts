import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutpatient, type Patient } from '@zhijie/counterparties';
import { statement } from '@zhijie/database';
import { dateOf } from '@zhijie/kernel';
import { type KnownPerson, knownPersonOf } from '@zhijie/population';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { wallClock } from '../network/network.ts';
import { seedProvince } from '../network/seed.ts';
import { clientOf, effects, findings, quiet, useNetwork } from './network-under-test.ts';

const underTest = useNetwork(['99']);
const HOSPITAL = 'H99010100001';
const ITEM = 'XZ99ZZA002A001010100002';
const folder = mkdtempSync(join(tmpdir(), 'zhijie-agency-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fed = knownPersonOf('journey-1');
const credited = knownPersonOf('curl');
const filer = knownPersonOf('journey-temporary');
const elsewhere = knownPersonOf('a1');

type Reply = { readonly status: number; readonly body: Record<string, unknown> };

/** A request of the agency of 990100, unless other headers are given. */
async function ask(
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'x-zhijie-agency': '990100' },
): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers,
    ...(body === undefined
      ? {}
      : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

/** `zhijie agency …` of the agency of 990100: what it printed and its exit code. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void said.out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void said.err.push(String(text)));
  try {
    const code = await agency.run([...args, '--url', underTest().url, '--agency', '990100']);
    return { code, out: said.out.join('\n'), err: said.err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const patientOf = (person: KnownPerson): Patient => ({
  personId: person.personId,
  name: person.name,
  certificateNumber: person.citizenNumber,
  insuranceType: person.coverages[0]!.insuranceType,
  insuredRegion: person.coverages[0]!.area,
});
const register = (person: KnownPerson): Promise<string> =>
  openOutpatient(clientOf(underTest().url, HOSPITAL).hospital, patientOf(person)).then(
    () => 'registered',
    (cause: Error) => cause.message,
  );

const today = dateOf(wallClock());

const LOOKS = statement(
  'acceptance-agency-looks',
  'select purpose from insured.access_log where person_id = $1 and actor_id = $2 order by entry',
);
const looks = (person: KnownPerson, actor = 'agency-990100/demo') =>
  underTest().network.databases.get('99')!.query<{ purpose: string }>(LOOKS, [person.personId, actor]);

function csv(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `\uFEFF${lines.join('\r\n')}\r\n`);
  return path;
}

/** Filings may still be on their way to other nodes when the call that made them was answered. */
async function effectsAtRest() {
  await quiet(underTest());
  return effects(underTest());
}

describe('the contribution feed', () => {
  it('reports row by row, loses nothing, and changes nothing when it is sent again', async () => {
    const file = csv(
      'feed.csv',
      '业务编号,人员编号,身份证号,险种,参保状态,生效日期',
      `F1,${fed.personId},,居民,欠费,2026-01-01`,
      `F2,,${credited.citizenNumber},城乡居民基本医疗保险,正常参保,2026-01-01`,
      '',
      `F3,${elsewhere.personId},,职工,欠费,2026-01-01`,
      `F4,${fed.personId},,职工,欠费,2026-01-01`,
      `F5,${fed.personId},,居民,停保,2026-01-01`,
      `F6,${fed.personId},,居民,欠费,2026-02-30`,
      `F1,${fed.personId},,居民,暂停参保,2026-01-01`,
      `F7,,${credited.citizenNumber.slice(0, 17)}?,居民,欠费,2026-01-01`,
      '"F8",,,居民,"欠费",2026-01-01',
    );
    const refused = join(folder, 'refused.csv');
    const first = await run('persons', 'feed', file, '--refused', refused);
    expect(first.code).toBe(1);
    const rows = first.out.split('\n');
    expect(rows.map((row) => row.split('  ').slice(0, 4).join(' ').split('：')[0])).toEqual([
      '第 2 行 F1 已生效',
      '第 3 行 F2 无变化',
      '第 5 行 F3 未办理 x-zhijie-agency',
      '第 6 行 F4 未办理 insuranceType',
      '第 7 行 F5 未办理 status',
      '第 8 行 F6 未办理 effectiveOn',
      '第 9 行 F1 未办理 status',
      '第 10 行 F7 未办理 certificateNumber',
      '第 11 行 F8 未办理 personId',
      '共 9 行',
    ]);
    for (const row of rows.filter((row) => row.includes('未办理  '))) expect(row).toMatch(/请|可用|写成/);
    expect(rows.at(-1)).toBe('共 9 行：已生效 1，无变化 1，未办理 7');
    const kept = readFileSync(refused, 'utf8').trim().split('\n');
    expect(kept).toHaveLength(8);
    expect(kept[0]).toContain('未办理原因');
    expect(kept[1]).toContain(`F3,${elsewhere.personId},,职工,欠费,2026-01-01,`);

    expect(await register(fed)).toContain('欠缴医保费');
    const before = await effectsAtRest();
    const again = await run('persons', 'feed', file);
    expect(again.out).toContain('共 9 行：已生效 0，无变化 2，未办理 7');
    expect(await effectsAtRest()).toEqual(before);
  });

  it('gives the benefit back, and every change left a row in the person’s log', async () => {
    const file = csv(
      'back.csv',
      'eventId,certificateNumber,insuranceType,status,effectiveOn',
      `F9,${fed.citizenNumber},resident,in-force,${today}`,
    );
    expect(await run('persons', 'feed', file)).toMatchObject({ code: 0 });
    expect(await register(fed)).toBe('registered');
    expect((await looks(fed)).map(({ purpose }) => purpose)).toContain('contribution');
  });

  it('takes what only some places ask about, from the effective day on', async () => {
    const header = '业务编号,人员编号,险种,参保状态,生效日期,缴费档次,公务员级别,连续参保起始日,签约家庭医生';
    const file = csv(
      'facts.csv',
      header,
      `F20,${fed.personId},居民,正常参保,${today},二档,,2020-01-01,是`,
      `F21,${fed.personId},居民,正常参保,${today},二档,,,`,
      `F22,${fed.personId},居民,正常参保,${today},,科级及以下,,`,
      `F23,${fed.personId},居民,正常参保,${today},九档,,,`,
      `F24,${fed.personId},居民,正常参保,${today},,,2020-02-30,`,
      `F25,${fed.personId},居民,正常参保,${today},,,,也许`,
    );
    const { out } = await run('persons', 'feed', file);
    expect(out.split('\n').map((row) => row.split('  ').slice(1, 4).join(' ').split('：')[0])).toEqual([
      'F20 已生效',
      'F21 无变化',
      'F22 未办理 civilServantRank',
      'F23 未办理 contributionTier',
      'F24 未办理 enrolledSince',
      'F25 未办理 hasFamilyDoctor',
      '',
    ]);
  });

  it.each([
    ['no file', 'none.csv', '读不到'],
    ['an unknown column', csv('x1.csv', '业务编号,姓名'), '不认识的列 姓名'],
    ['a column twice', csv('x2.csv', '险种,insuranceType'), '写了两次'],
  ])('says what is wrong with %s', async (_what, file, text) => {
    const { code, err } = await run('persons', 'feed', file);
    expect([code, err]).toEqual([2, expect.stringContaining(text)]);
  });
});

describe('a credit to a personal account', () => {
  const credit = (event: string, amount: string, person = credited.personId) =>
    run(
      'account',
      'credit',
      '--event',
      event,
      '--person',
      person,
      '--insurance',
      'resident',
      '--amount',
      amount,
    );

  it('is booked once per event', async () => {
    expect(await credit('C1', '120.00')).toMatchObject({ code: 0, out: '已办理：个人账户余额 165.60 元' });
    const before = await effectsAtRest();
    expect((await credit('C1', '120.00')).out).toBe('此前已办理或本来如此，没有变化：个人账户余额 165.60 元');
    const other = await credit('C1', '120.01');
    expect([other.code, other.err]).toEqual([1, expect.stringMatching(/amount.*金额.*新的业务编号/)]);
    expect((await credit('C1', '120.00', fed.personId)).err).toContain('（personId）');
    expect(await effectsAtRest()).toEqual(before);
  });

  it.each([
    ['0.00', 'amount'],
    ['-1', 'amount'],
    ['1.234', 'amount'],
  ])('of %s is refused, naming %s', async (amount, field) => {
    const reply = await ask('account-credits', {
      eventId: 'C9',
      personId: credited.personId,
      insuranceType: 'resident',
      amount,
    });
    expect(reply).toMatchObject({ status: 422, body: { refusal: { field } } });
  });
});

describe('F-17 the agreement of an institution', () => {
  const set = (...args: string[]) => run('agreement', 'set', HOSPITAL, '--reason', '核查', ...args);

  it('suspended refuses registrations at once, survives a new start, and ends when it is active', async () => {
    const first = await set('--state', 'suspended', '--key', 'A1');
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('协议中止') });
    expect(await register(fed)).toContain('协议');
    await seedProvince(underTest().network.provinces.get('99')!);
    expect(await register(fed)).toContain('协议');
    const before = await effectsAtRest();
    expect((await set('--state', 'suspended', '--key', 'A1')).out).toContain('没有变化');
    expect((await set('--state', 'suspended')).out).toContain('没有变化');
    expect((await set('--state', 'terminated', '--key', 'A1')).err).toContain('（requestKey）');
    expect(await effectsAtRest()).toEqual(before);
    expect((await set('--state', 'active')).out).toContain('协议履行中');
  });

  it('opens and closes each kind of care by itself', async () => {
    expect((await set('--outpatient', 'off')).out).toContain('住院开通，门诊未开通，门诊慢特病开通');
    const visit = { hospital: clientOf(underTest().url, HOSPITAL).hospital, patient: patientOf(fed) };
    await expect(openOutpatient(visit.hospital, visit.patient)).rejects.toThrow('门诊');
    expect((await set('--outpatient', 'on')).code).toBe(0);
    expect(await register(fed)).toBe('registered');
  });

  it('is its own agency’s alone, wants a change and a reason, and a known institution', async () => {
    const path = `institutions/${HOSPITAL}/agreement`;
    const body = { requestKey: 'A9', agreement: 'suspended', reason: '核查' };
    const stranger = { 'x-zhijie-agency': '990101' };
    expect(await ask(path, body, stranger)).toMatchObject({ status: 403 });
    const empty = await ask(path, { requestKey: 'A9', reason: '核查' });
    expect(empty).toMatchObject({ status: 422, body: { refusal: { field: 'agreement' } } });
    expect(await ask(path, { ...body, reason: ' ' })).toMatchObject({
      body: { refusal: { field: 'reason' } },
    });
    expect(await ask('institutions/H99999999999/agreement', body)).toMatchObject({
      body: { refusal: { field: 'providerId', fix: expect.stringContaining('11 位') } },
    });
  });
});

describe('F-04 the review of filings', () => {
  const documents = ['id-card', 'filing-form', 'residence-proof'] as const;
  async function submit(destination: string): Promise<string> {
    const { services } = underTest().network.provinces.get('99')!.insured;
    const { personId } = filer;
    const person = { id: personId, kind: 'person', node: '99', areas: [], roles: [] } as const;
    const filed = await services.submitFiling(person, {
      personId,
      insuranceType: 'resident',
      category: 'long-term-resident',
      destination,
      documents,
      channel: 'national-app',
    });
    if (!filed.ok) throw new Error(filed.refusal.code);
    return filed.value.filingId;
  }
  const onFiling = (verb: string, filingId: string, ...args: string[]) =>
    run('filings', verb, filingId, '--person', filer.personId, ...args);
  const listed = async (...args: string[]) => (await run('filings', 'list', ...args)).out;

  it('lists what waits with its due day, gives it back, takes the documents, and approves', async () => {
    const filingId = await submit('440100');
    expect(await listed()).toMatch(new RegExp(`${filingId}  周\\*.*居住证明.*前办结`, 's'));
    expect((await onFiling('return', filingId)).err).toContain('缺少 --reason');
    const returned = await onFiling('return', filingId, '--reason', '居住证已过期', '--key', 'R1');
    expect(returned).toMatchObject({ code: 0, out: expect.stringContaining('待审核') });
    expect(await listed()).toBe('没有备案');
    expect(await listed('--returned')).toContain('已退回：居住证已过期');
    const same = await onFiling('complete', filingId, '--documents', 'id-card');
    expect(same.err).toContain('（documents）');
    expect((await onFiling('complete', filingId, '--documents', 'household-register')).code).toBe(0);
    expect(await listed()).toContain('户口簿');
    const approved = await onFiling('approve', filingId, '--key', 'R2');
    expect(approved.out).toBe(`已办理：备案 ${filingId}，有效`);
    const before = await effectsAtRest();
    expect((await onFiling('approve', filingId, '--key', 'R2')).out).toContain('没有变化：备案');
    expect((await onFiling('approve', filingId)).err).toContain('状态 in-force');
    expect((await onFiling('reject', filingId, '--reason', '重复', '--key', 'R2')).err).toContain('请求编号');
    expect(await effectsAtRest()).toEqual(before);
    expect((await looks(filer)).map(({ purpose }) => purpose)).toContain('filing');
  });

  it('rejects with a reason, and changes a filing from its first day on', async () => {
    const filingId = await submit('310000');
    expect((await onFiling('reject', filingId, '--reason', '材料不符')).out).toContain('不予备案');
    const other = await submit('500000');
    const wanted = ['--insurance', 'resident', '--category', 'other-temporary', '--destination', '510100'];
    const papers = ['--documents', 'id-card,filing-form'];
    const changed = await onFiling('change', other, ...wanted, ...papers, '--key', 'R5');
    expect(changed.out).toContain('有效');
    expect(changed.out).not.toContain(other);
    expect((await onFiling('change', other, ...wanted, ...papers, '--key', 'R5')).out).toContain('没有变化');
    const home = await onFiling('change', other, ...wanted.slice(0, 5), '990100', ...papers);
    expect(home.err).toMatch(/（(destination|filingId)）/);
  });

  it('pages by key', async () => {
    const mine = [await submit('120000'), await submit('330100')];
    const first = await ask('filings?limit=1');
    expect(first.body).toMatchObject({ filings: [{ filing: { filingId: mine[0] } }] });
    const second = await ask(`filings?limit=1&after=${first.body.next}`);
    expect(second.body).toMatchObject({ filings: [{ filing: { filingId: mine[1] } }] });
    expect(await ask('filings?which=all')).toMatchObject({ body: { refusal: { field: 'which' } } });
  });

  it('is no matter for the agency of another area', async () => {
    const { filings } = (await ask('filings')).body as { filings: { filing: { filingId: string } }[] };
    const stranger = { 'x-zhijie-agency': '990101,990102' };
    expect((await ask('filings', undefined, stranger)).body).toEqual({ filings: [], next: null });
    const decision = { requestKey: 'R9', personId: filer.personId, decision: 'approve' };
    const path = `filings/${filings[0]!.filing.filingId}/decision`;
    expect(await ask(path, decision, stranger)).toMatchObject({ status: 403 });
    const unknown = await ask('filings/none/decision', decision);
    expect(unknown.body).toMatchObject({ refusal: { field: 'filingId' } });
  });
});

describe('supervision at the care place', () => {
  const doctor = 'D990100000018';
  const set = (...args: string[]) => run('staff', 'set', doctor, '--reason', '年度记 9 分', ...args);

  it('V-18 decides about the payment eligibility of staff', async () => {
    const first = await set('--state', 'suspended', '--from', '2026-03-01', '--until', '2026-05-31');
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining('自 2026-03-01 起医保支付资格暂停'),
    });
    const before = await effectsAtRest();
    const again = await set('--state', 'suspended', '--from', '2026-03-01', '--until', '2026-05-31');
    expect(again.out).toContain('没有变化');
    expect((await set('--state', 'suspended', '--from', '2026-02-30')).err).toContain('（fromOn）');
    expect((await set('--state', 'away', '--from', '2026-03-01')).err).toContain('（state）');
    expect(
      (await run('staff', 'set', 'D1', '--state', 'eligible', '--from', today, '--reason', 'x')).err,
    ).toContain('（staffCode）');
    expect(await effectsAtRest()).toEqual(before);
    expect((await set('--state', 'eligible', '--from', today)).code).toBe(0);
  });

  it('V-16 demands trace codes of an institution from a day on', async () => {
    const path = `institutions/${HOSPITAL}/agreement`;
    const body = { requestKey: 'trace-1', traceCodesFrom: '2099-01-01', reason: '全量采集' };
    expect(await ask(path, body)).toMatchObject({
      body: { outcome: 'applied', institution: { traceCodesFrom: '2099-01-01' } },
    });
    const wrong = await ask(path, { ...body, requestKey: 'trace-2', traceCodesFrom: '2099-02-30' });
    expect(wrong).toMatchObject({ status: 422, body: { refusal: { field: 'traceCodesFrom' } } });
  });

  it('pre-approval: an item that needs it, an application, two levels by two people', async () => {
    const as = (operator: string) => ({ 'x-zhijie-agency': '990100', 'x-zhijie-operator': operator });
    const item = { itemCode: ITEM, kind: 'drug', fromOn: '2099-01-01', reason: '特殊药品' };
    expect(await ask('approval-items', item)).toMatchObject({ body: { outcome: 'applied' } });
    const application = {
      requestKey: 'approval-1',
      providerId: HOSPITAL,
      personId: filer!.personId,
      itemCode: ITEM,
      diagnosisCode: 'I25.103',
      reason: '一线治疗无效',
      materials: ['病理报告'],
      quantity: '3',
    };
    expect(await ask('approvals', { ...application, diagnosisCode: '冠心病' })).toMatchObject({
      status: 422,
      body: { refusal: { field: 'diagnosisCode', fix: expect.stringContaining('ICD-10') } },
    });
    const entered = await ask('approvals', application, as('one'));
    expect(entered).toMatchObject({ body: { outcome: 'applied', approval: { state: 'submitted' } } });
    const { approvalId } = entered.body.approval as { approvalId: string };
    const decision = { decision: 'approve', reason: '符合', startsOn: '2099-01-01', endsOn: '2099-12-31' };
    const decide = (operator: string) => ask(`approvals/${approvalId}/decision`, decision, as(operator));
    expect(await decide('one')).toMatchObject({ body: { approval: { state: 'reviewed' } } });
    expect(await ask('approvals?level=2')).toMatchObject({ body: { approvals: [{ approvalId }] } });
    const again = { ...decision, reason: '再看' };
    expect(await ask(`approvals/${approvalId}/decision`, again, as('one'))).toMatchObject({
      status: 422,
      body: { refusal: { code: 'checker-is-maker', fix: '请由另一位经办人复审' } },
    });
    expect(await decide('two')).toMatchObject({
      body: { approval: { state: 'approved', endsOn: '2099-12-31', quantity: 30_000 } },
    });
    expect(await ask('approvals?level=2')).toMatchObject({ body: { approvals: [], next: null } });
  });

  it('V-09 lists trauma bills and records what was found', async () => {
    expect((await run('trauma', 'list')).out).toBe('没有待核查的外伤账单');
    const none = await run('trauma', 'accept', 'none', '--provider', HOSPITAL);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('（settlementId）') });
    expect((await run('trauma', 'question', 'none')).code).toBe(2);
  });
});

describe('who calls, and how', () => {
  it.each([
    ['nobody', {}, 401, 'x-zhijie-agency'],
    ['an area of five digits', { 'x-zhijie-agency': '99010' }, 401, 'x-zhijie-agency'],
    ['areas of two provinces', { 'x-zhijie-agency': '990100,410100' }, 401, 'x-zhijie-agency'],
    ['a province that is not served here', { 'x-zhijie-agency': '410100' }, 422, 'x-zhijie-agency'],
  ])('%s is refused', async (_what, headers, status, field) => {
    const reply = await ask('filings', undefined, headers as Record<string, string>);
    expect(reply).toMatchObject({ status, body: { refusal: { field } } });
    expect((reply.body as { refusal: { fix: string } }).refusal.fix).not.toBe('');
  });

  it.each([
    ['no JSON', '{', 'body'],
    ['an unknown field', { rows: [{}], row: 1 }, 'row'],
    ['no rows', { rows: [] }, 'rows'],
  ])('%s is refused', async (_what, body, field) => {
    expect(await ask('contributions', body)).toMatchObject({ status: 422, body: { refusal: { field } } });
  });

  it('a network that cannot be reached is said so, with what to do', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const code = await agency.run(['filings', 'list', '--url', 'http://127.0.0.1:9']);
    expect([code, error.mock.calls[0]?.[0]]).toEqual([1, expect.stringContaining('npm start')]);
    error.mockRestore();
  });

  it('is described by OpenAPI', async () => {
    const { paths } = (await ask('openapi.json')).body as { paths: Record<string, object> };
    for (const path of [
      'contributions',
      'account-credits',
      'filings',
      'trauma-bills',
      'approvals',
      'approval-items',
    ])
      expect(paths).toHaveProperty([`/api/agency/${path}`]);
  });
});

it('all books hold afterwards', async () => {
  expect(await findings(underTest())).toEqual([]);
});
