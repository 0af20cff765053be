import { readFileSync } from 'node:fs';
import { statement, useTestDatabase } from '@zhijie/database';
import { type Ask, NotDelivered } from '@zhijie/exchange';
import { readInvoice } from '@zhijie/invoice';
import { type Actor, assert, type Refusal, type Result } from '@zhijie/kernel';
import { knownPersonOf, knownPersons } from '@zhijie/population';
import { beforeAll, describe, expect, it } from 'vitest';
import { insuredInvariants } from '../doctor/invariants.ts';
import type { InsuredServices } from '../index.ts';
import { allMigrations, at, type Harness, harness } from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
const SAMPLE = readFileSync(
  new URL('../../../../invoice/src/testing/samples/invoice.xml', import.meta.url),
  'utf8',
);
const person = knownPersonOf('journey-long-term')!;

/** The nation's register, in memory; it can be made silent. */
const nation = { uses: new Map<string, string>(), isSilent: false };
const ask = (async (message: string, _route: unknown, body: { digest: string; useId: string }) => {
  if (nation.isSilent) throw new NotDelivered('nobody listens');
  const owner = nation.uses.get(body.digest);
  if (message === 'invoice.release@1') {
    nation.uses.delete(body.digest);
    return { ok: true, value: { outcome: 'released' } };
  }
  if (owner !== undefined && owner !== body.useId)
    return { ok: true, value: { outcome: 'taken', takenBy: 'direct' } };
  nation.uses.set(body.digest, body.useId);
  return { ok: true, value: { outcome: 'registered', takenBy: null } };
}) as unknown as Ask;

let house: Harness;
let services: InsuredServices;
const agency = (id: string): Actor => ({
  id,
  kind: 'agency',
  node: '99',
  areas: ['990100'],
  roles: ['operator'],
});
const [maker, checker] = [agency('maker'), agency('checker')];
const self = (personId: string): Actor => ({
  id: personId,
  kind: 'person',
  node: '99',
  areas: [],
  roles: [],
});

beforeAll(async () => {
  house = harness(db, { ask, readInvoice });
  house.clock.now = at('2026-03-20 09:00:00');
  await house.side.seed(knownPersons.filter((p) => p.coverages.some((c) => c.area.startsWith('99'))));
  services = house.side.services;
});

function value<T>(result: Result<T, Refusal>): T {
  assert(result.ok, `done, not ${JSON.stringify(result)}`);
  return result.value;
}
const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? 'ok' : result.refusal.code);

const PAYEE = { payeeName: '周示长', payeeBank: '示例银行', payeeAccount: '6217000000000000000' };
const STAY = { careArea: '110000', careType: 'inpatient', providerLevel: 'level3', ...PAYEE };
const bytesOf = (text: string) => new TextEncoder().encode(text);
let numbers = 0;
/** The sample under a number of its own. */
function invoiceText(number = String(++numbers).padStart(10, '0')): string {
  return SAMPLE.replace('<EInvoiceNumber>0000012345', `<EInvoiceNumber>${number}`);
}

/** A claim with all its papers, not yet handed in. */
async function gathered(
  own: { key?: string; invoice?: string; fields?: Record<string, string> } = {},
): Promise<string> {
  const { personId } = knownPersonOf(own.key ?? 'journey-long-term')!;
  const actor = self(personId);
  const { claimId } = value(await services.openClaim(actor, { personId }));
  const bytes = bytesOf(own.invoice ?? invoiceText());
  value(await services.addClaimPaper(actor, { claimId, kind: 'invoice', name: 'invoice.xml', bytes }));
  for (const kind of ['itemised-list', 'discharge-summary'] as const) {
    const paper = { claimId, kind, name: `${kind}.xml`, bytes: bytesOf(`<${kind}/>${claimId}`) };
    value(await services.addClaimPaper(actor, paper));
  }
  value(await services.correctClaim(actor, { claimId, fields: { ...STAY, ...own.fields } as never }));
  return claimId;
}

async function approved(own: Parameters<typeof gathered>[0] = {}): Promise<string> {
  const claimId = await gathered(own);
  value(await services.submitClaim(maker, claimId));
  value(await services.proposeClaim(maker, { claimId, verdict: 'approve', reason: '' }));
  value(await services.decideClaim(checker, { claimId, accept: true, reason: '' }));
  return claimId;
}

const CHANGE_FUNDS = statement(
  'claim-test-funds',
  'update insured.claim set proposed_funds = proposed_funds + 1 where claim_id = $1',
);
const FREE_INVOICE = statement(
  'claim-test-invoice',
  'update insured.invoice_use set released_at = used_at where claim_id = $1',
);

const breaches = () => insuredInvariants(db);
const spent = async (personId = person.personId) =>
  (value(await services.yearsOf(self(personId), personId)) as unknown as unknown[]).length;

describe('a manual claim from an uploaded invoice', () => {
  it('comes out as the direct settlement would, is paid once, and moves the counters once', async () => {
    const claimId = await gathered({ invoice: SAMPLE });
    const before = value(await services.claimOf(self(person.personId), claimId));
    expect(before.review).toMatchObject({
      missingPapers: [],
      problems: [],
      proposal: { verdict: 'approve', funds: 1_592_500 },
    });
    expect(before.review!.findings.filter((finding) => finding.weight !== 'note')).toEqual([]);
    expect(before.fields.find(({ field }) => field === 'total')).toMatchObject({
      value: '30000.00',
      read: { value: '30000.00', confidence: 100 },
    });
    value(await services.submitClaim(self(person.personId), claimId));
    value(await services.proposeClaim(maker, { claimId, verdict: 'approve', reason: '相符' }));
    expect(codeOf(await services.decideClaim(maker, { claimId, accept: true, reason: '' }))).toBe(
      'claim-same-person',
    );
    value(await services.decideClaim(checker, { claimId, accept: true, reason: '同意' }));
    expect(await spent()).toBe(1);
    const paid = { claimId, bank: '示例银行', serial: 'B1', paidOn: '2026-03-20', amount: 1_592_500 };
    expect(codeOf(await services.payClaim(checker, { ...paid, amount: 1 }))).toBe('claim-amount-differs');
    expect(codeOf(await services.payClaim(checker, { ...paid, paidOn: '2026-03-19' }))).toBe(
      'paid-on-impossible',
    );
    value(await services.payClaim(checker, paid));
    expect(codeOf(await services.payClaim(checker, { ...paid, serial: 'B2' }))).toBe('claim-wrong-state');
    const after = value(await services.claimOf(self(person.personId), claimId));
    expect(after).toMatchObject({
      state: 'paid',
      stateLabel: '已支付',
      approvedFunds: 1_592_500,
      dueOn: '2026-05-07',
    });
    expect(after.history.map(({ label }) => label)).toEqual([
      '登记',
      '上传材料',
      '识别票据',
      '上传材料',
      '上传材料',
      '补充或更正',
      '受理',
      '初审：拟支付',
      '复核通过',
      '支付',
    ]);
    expect(await breaches()).toEqual([]);
  });

  it.each([
    ['another number as the person says', { invoice: SAMPLE }, 'invoice-used'],
    ['the same care under another number', { fields: { number: '9000000001' } }, 'stay-settled'],
  ])('is not payable a second time: %s', async (_, own, code) => {
    const claimId = await gathered(own);
    const { review } = value(await services.claimOf(maker, claimId));
    expect(review!.proposal).toMatchObject({ verdict: 'refuse', funds: null });
    expect(review!.findings.map((finding) => finding.code)).toContain(code);
    if (code === 'invoice-used') expect(codeOf(await services.submitClaim(maker, claimId))).toBe(code);
    else {
      value(await services.submitClaim(maker, claimId));
      const asked = { claimId, verdict: 'approve', reason: '' } as const;
      expect(codeOf(await services.proposeClaim(maker, asked))).toBe('claim-not-payable');
      value(await services.withdrawClaim(self(person.personId), { claimId, reason: '重复' }));
    }
  });

  it('A-03 is in one claim only, when two are handed in at the same moment', async () => {
    const invoice = invoiceText();
    const claims = [
      await gathered({ invoice, key: 'journey-referral' }),
      await gathered({ invoice, key: 'journey-temporary' }),
    ];
    const codes = await Promise.all(claims.map(async (id) => codeOf(await services.submitClaim(maker, id))));
    expect(codes.sort()).toEqual(['invoice-used', 'ok']);
    for (const claimId of claims) await services.withdrawClaim(maker, { claimId, reason: '' });
    value(await services.submitClaim(maker, await gathered({ invoice, key: 'journey-referral' })));
    expect(await breaches()).toEqual([]);
  });

  it('whose invoice another place uses goes back to its person with the reason', async () => {
    const invoice = invoiceText();
    const first = await gathered({ invoice });
    value(await services.submitClaim(maker, first));
    const [digest] = [...nation.uses].find(([, useId]) => useId === first)!;
    value(await services.withdrawClaim(maker, { claimId: first, reason: '' }));
    expect(nation.uses.has(digest)).toBe(false);
    nation.uses.set(digest, 'a settlement elsewhere');
    const second = await gathered({ invoice });
    expect(codeOf(await services.submitClaim(maker, second))).toBe('invoice-used');
    expect(value(await services.claimOf(maker, second))).toMatchObject({ state: 'gathering', dueOn: null });
  });

  it('is not approved while the register of the nation has not answered', async () => {
    nation.isSilent = true;
    const claimId = await gathered({ key: 'journey-referral' });
    value(await services.submitClaim(maker, claimId));
    value(await services.proposeClaim(maker, { claimId, verdict: 'approve', reason: '' }));
    const accept = { claimId, accept: true, reason: '' };
    expect(codeOf(await services.decideClaim(checker, accept))).toBe('invoice-not-registered');
    nation.isSilent = false;
    value(await services.decideClaim(checker, accept));
    expect(await breaches()).toEqual([]);
  });

  it('that comes out otherwise at the check goes back to the first reviewer', async () => {
    const [first, second] = [
      await gathered({ key: 'journey-temporary', fields: { dischargedOn: '2026-03-10' } }),
      await gathered({ key: 'journey-temporary', fields: { issuer: '北京示例第二医院' } }),
    ];
    for (const claimId of [first, second]) {
      value(await services.submitClaim(maker, claimId));
      value(await services.proposeClaim(maker, { claimId, verdict: 'approve', reason: '' }));
    }
    value(await services.decideClaim(checker, { claimId: first, accept: true, reason: '' }));
    const accept = { claimId: second, accept: true, reason: '' };
    expect(codeOf(await services.decideClaim(checker, accept))).toBe('claim-result-changed');
    const view = value(await services.claimOf(maker, second));
    expect(view.state).toBe('in-review');
    expect(view.review!.findings.map(({ code }) => code)).toContain('same-days-elsewhere');
  });

  it('that was paid is undone: counters back, money owed by the person until it comes back', async () => {
    const { personId } = knownPersonOf('a2')!;
    const claimId = await gathered({ key: 'a2' });
    const own = { ...maker, areas: ['990102'] };
    const other = { ...checker, areas: ['990102'] };
    value(await services.submitClaim(own, claimId));
    const view = value(await services.claimOf(own, claimId));
    expect(view.review!.proposal.verdict).toBe('approve');
    value(await services.proposeClaim(own, { claimId, verdict: 'approve', reason: '' }));
    value(await services.decideClaim(other, { claimId, accept: true, reason: '' }));
    const amount = view.review!.proposal.funds!;
    const paid = { claimId, bank: '示例银行', serial: 'U1', paidOn: '2026-03-20', amount };
    value(await services.payClaim(own, paid));
    value(await services.reverseClaim(own, { claimId, reason: '重复享受待遇' }));
    expect(codeOf(await services.reverseClaim(own, { claimId, reason: '' }))).toBe('claim-wrong-state');
    expect(await breaches()).toEqual([]);
    value(await services.takeClaimMoneyBack(own, { ...paid, serial: 'U2' }));
    expect(await breaches()).toEqual([]);
    const bills = value(await services.billsOf(self(personId), { personId }));
    expect(bills).toMatchObject([{ state: 'reversed', settlementId: claimId }]);
    value(await services.submitClaim(own, await gathered({ key: 'a2' })));
  });

  it('F-14 without a filing is computed by the rule of the place, or refused by name', async () => {
    const unfiled = await gathered({ key: 'journey-1', fields: { payeeName: '李示例' } });
    const { review } = value(await services.claimOf(maker, unfiled));
    expect(review!.proposal.verdict).toBe('refuse');
    expect(review!.proposal.reasons[0]).toContain('备案');
  });

  it('is for its person and the agency of the insured area only', async () => {
    const claimId = await gathered();
    const stranger = self(knownPersonOf('journey-1')!.personId);
    const abroad = { ...maker, areas: ['990101'] };
    for (const actor of [stranger, abroad]) {
      expect(codeOf(await services.claimOf(actor, claimId))).toBe('not-permitted');
      expect(codeOf(await services.submitClaim(actor, claimId))).toBe('not-permitted');
    }
    value(await services.submitClaim(maker, claimId));
    const own = self(person.personId);
    const propose = { claimId, verdict: 'approve', reason: '' } as const;
    expect(codeOf(await services.proposeClaim(own, propose))).toBe('not-permitted');
    expect(codeOf(await services.correctClaim(own, { claimId, fields: { payer: '某' } }))).toBe(
      'claim-not-open',
    );
  });

  it('says what is missing, what does not add up and what was read without certainty', async () => {
    const { personId } = person;
    const actor = self(personId);
    const { claimId } = value(await services.openClaim(actor, { personId }));
    const odd = invoiceText()
      .replace('<ItemAmount>1800.00', '<ItemAmount>1700.00')
      .replace('周示长', '别人')
      .replace('>3f8a2c<', '>3f8a<');
    const paper = { claimId, kind: 'invoice', name: 'a.xml', bytes: bytesOf(odd) } as const;
    value(await services.addClaimPaper(actor, paper));
    value(await services.addClaimPaper(actor, paper));
    value(
      await services.correctClaim(actor, { claimId, fields: { careArea: '310000', careType: 'outpatient' } }),
    );
    const { review, papers } = value(await services.claimOf(actor, claimId));
    expect(papers).toHaveLength(1);
    expect(review!.missingPapers).toEqual(['itemised-list', 'diagnosis-proof']);
    expect(review!.problems.map(({ field }) => field)).toEqual([
      'providerLevel',
      'payeeName',
      'payeeBank',
      'payeeAccount',
    ]);
    expect(review!.findings.map(({ code }) => code)).toEqual([
      'check-code-wrong',
      'code-of-other-place',
      'code-of-other-kind',
      'payer-differs',
      'items-do-not-add-up',
      'not-verified',
    ]);
    expect(codeOf(await services.submitClaim(actor, claimId))).toBe('claim-papers-missing');
    expect(review!.proposal.verdict).toBe('complete-first');
  });

  it('past its day is shown as overdue until it is decided', async () => {
    const page = { after: null, limit: 500 };
    const own = { key: 'journey-referral', fields: { admittedOn: '2026-02-01', dischargedOn: '2026-02-03' } };
    const claimId = await gathered(own);
    value(await services.submitClaim(maker, claimId));
    const rows = async () =>
      value(await services.claimsOfAreas(maker, page)).find((claim) => claim.claimId === claimId);
    expect(await rows()).toMatchObject({ isOverdue: false, dueOn: '2026-05-07' });
    house.clock.now = at('2026-05-07 23:59:00');
    expect(await rows()).toMatchObject({ isOverdue: false });
    house.clock.now = at('2026-05-08 00:00:00');
    expect(await rows()).toMatchObject({ isOverdue: true });
  });

  it('whose books or history are changed by hand is found by the doctor and named', async () => {
    const claimId = await approved({
      key: 'journey-referral',
      fields: { admittedOn: '2026-01-05', dischargedOn: '2026-01-09' },
    });
    await db.query(CHANGE_FUNDS, [claimId]);
    await db.query(FREE_INVOICE, [claimId]);
    const found = (await breaches()).map(({ invariant, subject }) => `${invariant} ${subject}`);
    expect(found).toEqual([
      `claim-agrees-with-its-settlement ${claimId}`,
      `claim-owes-what-is-unpaid ${claimId}`,
      `claim-has-its-invoice ${claimId}`,
    ]);
  });
});
