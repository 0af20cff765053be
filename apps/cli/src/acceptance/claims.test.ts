import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownPersonOf } from '@zhijie/population';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { findings, useNetwork } from './network-under-test.ts';

const underTest = useNetwork(['11', '99']);
const person = knownPersonOf('journey-long-term')!;
const sample = (name: string): Buffer =>
  readFileSync(new URL(`../../../../packages/invoice/src/testing/samples/${name}`, import.meta.url));

type Json = Record<string, unknown>;
type Reply = { readonly status: number; readonly body: Json };
const SELF = { 'x-zhijie-certificate': person.citizenNumber };
const staff = (operator: string) => ({ 'x-zhijie-agency': '990100', 'x-zhijie-operator': operator });

async function call(
  path: string,
  headers: Record<string, string>,
  body?: Json | Buffer | string,
): Promise<Reply> {
  const sent =
    body === undefined
      ? undefined
      : Buffer.isBuffer(body) || typeof body === 'string'
        ? body
        : JSON.stringify(body);
  const response = await fetch(`${underTest().url}/api/${path}`, {
    headers,
    ...(sent === undefined
      ? {}
      : { method: 'POST', body: typeof sent === 'string' ? sent : new Uint8Array(sent) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function must(
  path: string,
  headers: Record<string, string>,
  body?: Json | Buffer | string,
): Promise<Json> {
  const { status, body: answer } = await call(path, headers, body);
  expect([status, answer.refusal]).toEqual([200, undefined]);
  return answer;
}

type Field = { field: string; value: string; read: { confidence: number; box: { page: number } | null } };
type Claim = Json & {
  readonly state: string;
  readonly fields: readonly Field[];
  readonly papers: readonly { paperId: string; kind: string; reading: string }[];
  readonly review: {
    missingPapers: string[];
    problems: { field: string }[];
    findings: { code: string; weight: string }[];
    proposal: Json;
  };
  readonly progress: readonly { label: string; at: string | null }[];
};
const claimOf = async (claimId: string, headers: Record<string, string> = SELF): Promise<Claim> =>
  (await must(`${'x-zhijie-agency' in headers ? 'agency/' : ''}claims/${claimId}`, headers)).claim as Claim;

const open = async (headers: Record<string, string>, requestKey: string): Promise<string> =>
  (await must('claims', headers, { requestKey })).claimId as string;

const STAY = {
  careArea: '110000',
  careType: 'inpatient',
  providerLevel: 'level3',
  payeeName: person.name,
  payeeBank: '示例银行',
  payeeAccount: '6217000000000000000',
};

async function addPapers(claimId: string, headers: Record<string, string>): Promise<void> {
  for (const kind of ['itemised-list', 'discharge-summary']) {
    await must(`claims/${claimId}/papers?kind=${kind}`, headers, `<${kind} of="${claimId}"/>`);
  }
}

describe('journey 23: already self-paid', () => {
  it('a photo of the invoice becomes a claim, computed as journey 4, paid, and never paid again', async () => {
    const claimId = await open(SELF, 'J23');
    expect((await must('claims', SELF, { requestKey: 'J23' })).claimId).toBe(claimId);
    await must(`claims/${claimId}/papers?kind=invoice&name=a.png`, SELF, sample('invoice.png'));
    const waiting = await claimOf(claimId);
    expect(['waiting', 'reading', 'done']).toContain(waiting.papers[0]!.reading);
    expect(waiting.review.missingPapers).toEqual(['itemised-list', 'diagnosis-proof']);
    while ((await claimOf(claimId)).papers[0]!.reading !== 'done') {
      await underTest().network.provinces.get('99')!.insured.readPapers();
    }
    await addPapers(claimId, SELF);
    await must(`claims/${claimId}/fields`, SELF, { fields: STAY });
    const read = await claimOf(claimId);
    const total = read.fields.find(({ field }) => field === 'total')!;
    expect([total.value, total.read.box?.page]).toEqual(['30000.00', 1]);
    expect(read.review).toMatchObject({
      missingPapers: [],
      problems: [],
      proposal: { verdict: 'approve', funds: 1_592_500 },
    });
    expect(read.review.findings.filter(({ weight }) => weight === 'blocks')).toEqual([]);
    expect(read.decision).toMatchObject({ parts: { paidByFunds: 1_592_500, borneByPerson: 1_407_500 } });
    expect((read.decision as { steps: unknown[] }).steps.length).toBeGreaterThan(3);
    const picture = await fetch(
      `${underTest().url}/api/claims/${claimId}/papers/${read.papers[0]!.paperId}`,
      {
        headers: SELF,
      },
    );
    expect(Buffer.from(await picture.arrayBuffer()).equals(sample('invoice.png'))).toBe(true);

    await must(`claims/${claimId}/submit`, SELF, {});
    const listed = (await must('agency/claims?state=in-review', staff('01'))).claims as Json[];
    expect(listed).toMatchObject([{ claimId, stateLabel: '审核中', isOverdue: false, source: 'upload' }]);
    await must(`agency/claims/${claimId}/proposal`, staff('01'), { verdict: 'approve', reason: '相符' });
    const own = await call(`agency/claims/${claimId}/decision`, staff('01'), { accept: true, reason: '' });
    expect(own.body.refusal).toMatchObject({ code: 'claim-same-person', fix: '请由另一位经办人复核' });
    await must(`agency/claims/${claimId}/decision`, staff('02'), { accept: true, reason: '同意' });
    const payment = { bank: '示例银行', serial: 'J23-1', paidOn: today(), amount: '15925.00' };
    await must(`agency/claims/${claimId}/payment`, staff('01'), payment);
    const paid = await claimOf(claimId);
    expect(paid).toMatchObject({ state: 'paid', approvedFunds: 1_592_500 });
    expect(paid.progress.map(({ label, at }) => [label, at !== null])).toEqual([
      ['登记', true],
      ['受理', true],
      ['初审', true],
      ['复核', true],
      ['支付', true],
    ]);

    const again = await open(SELF, 'J23-again');
    await must(`claims/${again}/papers?kind=invoice`, SELF, sample('invoice.xml'));
    await addPapers(again, SELF);
    await must(`claims/${again}/fields`, SELF, { fields: STAY });
    expect((await claimOf(again)).review.proposal).toMatchObject({
      verdict: 'refuse',
      reasons: [
        '这张票据已经用于另一次报销或直接结算，不能再次报销。',
        expect.stringContaining('的同一笔费用已经手工报销'),
      ],
    });
    expect(await call(`claims/${again}/submit`, SELF, {})).toMatchObject({
      status: 409,
      body: { refusal: { code: 'invoice-used', field: 'number' } },
    });
    expect(await findings(underTest())).toEqual([]);
  }, 60_000);

  it('is for the person behind the shown code, and refuses the others by name', async () => {
    const code = underTest().network.provinces.get('99')!.insured.services;
    const actor = { id: person.personId, kind: 'person', node: '99', areas: [], roles: [] } as const;
    const issued = await code.issueCredential(actor, person.personId);
    const headers = { 'x-zhijie-insurance-code': issued.ok ? issued.value.code : '' };
    expect((await must('claims', headers)).claims).toHaveLength(2);
    const other = { 'x-zhijie-certificate': knownPersonOf('journey-1')!.citizenNumber };
    const [first] = (await must('claims', headers)).claims as { claimId: string }[];
    expect((await call(`claims/${first!.claimId}`, other)).status).toBe(403);
    expect((await call('claims', {})).body.refusal).toMatchObject({ code: 'identity-missing' });
    expect((await call('claims/C9', headers)).status).toBe(404);
    const unclear = await call(`claims/${first!.claimId}/papers?kind=invoice`, headers, 'hello');
    expect(unclear.body.refusal).toMatchObject({ code: 'paper-kind-unknown' });
  });
});

/** `zhijie agency claims …` of an operator of 990100: exit code and what it printed. */
async function run(operator: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void said.out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void said.err.push(String(text)));
  const own = ['--url', underTest().url, '--agency', '990100', '--operator', operator];
  try {
    const code = await agency.run(['claims', ...args, ...own]);
    return { code, out: said.out.join('\n'), err: said.err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe('zhijie agency claims', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-claims-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('takes a claim from the papers at the counter to the payment, and says what is refused', async () => {
    const { personId } = knownPersonOf('journey-temporary')!;
    const opened = await run('01', 'open', '--person', personId, '--key', 'C1');
    const claimId = opened.out.replace('已登记：', '');
    const done = async (operator: string, verb: string, ...args: string[]) =>
      expect(await run(operator, verb, claimId, ...args)).toMatchObject({ code: 0, err: '' });
    const invoice = sample('invoice.xml').toString().replace('>0000012345<', '>0000054321<');
    await done('01', 'paper', '--file', file('invoice.xml', invoice), '--kind', 'invoice');
    const refused = await run('01', 'submit', claimId);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('材料还不齐，请补齐后再提交。费用明细清单、门诊病历或诊断证明。');
    for (const kind of ['itemised-list', 'discharge-summary']) {
      await done('01', 'paper', '--file', file(`${kind}.xml`, `<${kind}/>`), '--kind', kind);
    }
    const set = Object.entries(STAY).map(([name, value]) => `${name}=${value}`);
    await done('01', 'fields', '--set', set.join(','));
    await done('01', 'submit');
    expect((await run('01', 'list', '--state', 'in-review')).out).toContain(`${claimId}  审核中  自行上传`);
    await done('01', 'propose', '--verdict', 'approve', '--reason', '材料齐全');
    await done('02', 'accept', '--reason', '同意');
    const shown = await run('02', 'show', claimId);
    const funds = /基金支付 ([\d,.]+) 元/.exec(shown.out)![1]!.replaceAll(',', '');
    const bank = ['--bank', '示例银行', '--serial', 'C1-1', '--on', today(), '--amount'];
    expect((await run('02', 'pay', claimId, ...bank, '1.00')).err).toContain('支付金额与核定金额不同');
    await done('02', 'pay', ...bank, funds);
    expect((await run('02', 'show', claimId)).out).toContain('已支付');
    expect((await run('02', 'conflicts')).out).toBe('没有重复使用的票据');
    expect(await findings(underTest())).toEqual([]);
  });
});

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
