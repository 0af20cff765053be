import {
  dischargeInpatient,
  openInpatient,
  quoteVisit,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { dateOf } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { verifyDisclosure } from '@zhijie/province';
import { describe, expect, it } from 'vitest';
import { wallClock } from '../network/network.ts';
import { TWENTY_LINES } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';
import { codeOnPhone } from './phone.ts';
import { type Json, type Reply, visitorOf } from './visitor.ts';

const underTest = useNetwork(['11', '99']);
const BEIJING = 'H11010500001';
const CASH = { usesPersonalAccount: false };
const father = knownPersonOf('curl');
const daughter = knownPersonOf('journey-1');

const visitor = (certificateNumber: string) => visitorOf(underTest().url, certificateNumber);

describe('journey 6: in hospital, no filing', () => {
  it('Q-07 a daughter files for her father by text code, and the hospital settles directly as filed', async () => {
    const hospital = clientOf(underTest().url, BEIJING).hospital;
    const patient = await hospital.identify(father.citizenNumber);
    const open = await openInpatient(hospital, patient);
    const stay = await uploadLines(hospital, open, TWENTY_LINES);
    const unfiled = await quoteVisit(hospital, stay, CASH).catch((error: Error) => error);
    const her = await visitor(daughter.citizenNumber);
    const { codeId } = await her.must('person/delegations/codes', {
      certificateType: 'id-card',
      certificateNumber: father.citizenNumber,
      insuredArea: '990100',
      relation: 'child',
      scopes: ['filing'],
    });
    const answer = { codeId: String(codeId), code: codeOnPhone(underTest(), '99', String(codeId)) };
    const { personId } = await her.must('person/delegations', answer);
    expect(personId).toBe(father.personId);
    await her.must('person/acting', { personId });
    await her.renew();
    const filing = await her.must('person/filings', {
      insuranceType: 'resident',
      category: 'other-temporary',
      destination: '110000',
      startsOn: dateOf(wallClock()),
      documents: ['id-card', 'filing-form'],
      commitment: false,
    });
    expect(filing).toMatchObject({ personId: father.personId, state: 'in-force' });
    // The scope ends there: bills and consents are not hers to see.
    expect((await her.call('person/consents')).body.refusal).toMatchObject({ code: 'not-permitted' });
    await dischargeInpatient(hospital, stay);
    const settled = await settleVisit(hospital, stay, CASH);
    expect(settled.paidByFunds).toBeGreaterThan(0);
    if (!(unfiled instanceof Error)) expect(settled.paidByFunds).toBeGreaterThan(unfiled.paidByFunds);
    const his = await visitor(father.citizenNumber);
    const { entries } = await his.must('person/access-log?limit=50');
    const filed = (entries as Json[]).find((each) => each.subject === filing.filingId);
    expect(filed).toMatchObject({ actorId: daughter.personId, actorKind: 'delegate', purpose: 'filing' });
    const { delegates } = await his.must('person/delegates');
    const [delegate] = delegates as Json[];
    expect(delegate).toMatchObject({ name: daughter.name, method: 'card-and-text-code', state: 'standing' });
    await his.must(`person/delegates/${delegate!.delegationId}/end`, {});
    const late = await her.call('person/filings');
    expect([late.status, late.body.refusal]).toMatchObject([404, { code: 'delegation-unknown' }]);
  });

  it('needs the token of the session, and a face opens nothing', async () => {
    const his = await visitor(father.citizenNumber);
    const face = {
      certificateNumber: daughter.citizenNumber,
      relation: 'child',
      scopes: ['bills'],
      method: 'face',
    };
    expect((await his.call('person/delegates', face)).body.refusal).toMatchObject({
      code: 'face-not-enrolled',
    });
    const plain = await fetch(`${underTest().url}/api/person/consents`);
    expect(plain.status).toBe(401);
  });
});

describe('journey 15: consent, minimum data, revoke', () => {
  const asInsurer = async (body: Json): Promise<Reply> => {
    const response = await fetch(`${underTest().url}/api/disclosures`, {
      method: 'POST',
      headers: { 'x-zhijie-recipient': 'insurer/demo-life' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };

  it('K-03 in-scope result of one product; after the revocation 403, and both in the access log', async () => {
    const his = await visitor(father.citizenNumber);
    const { bills } = await his.must('person/bills');
    const { settlementId } = (bills as Json[])[0]!;
    const asked = {
      insuredArea: '990100',
      personId: father.personId,
      settlementId,
      purpose: 'claim-settlement',
      product: 'P-001',
    };
    expect((await asInsurer(asked)).status).toBe(403);
    const terms = {
      recipientKind: 'insurer',
      recipientId: 'demo-life',
      recipientName: '示例人寿保险（虚构）',
      purpose: 'claim-settlement',
      product: 'P-001',
      dataClasses: ['inScope'],
    };
    const form = await his.must('person/consents/form', terms);
    const agreed = { ...terms, textHash: form.textHash, separately: form.sensitiveClasses };
    const { consentId } = await his.must('person/consents', agreed);
    const pulled = await asInsurer(asked);
    expect([pulled.status, pulled.body.dataClasses]).toEqual([200, ['inScope']]);
    const keys = (await (await fetch(`${underTest().url}/api/disclosures/keys`)).json()) as { keys: Json[] };
    const token = String(pulled.body.token);
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string };
    const key = keys.keys.find((each) => each.kid === header.kid) as never;
    const now = Math.floor(wallClock() / 1000);
    const read = await verifyDisclosure(token, { key, audience: 'insurer/demo-life', now });
    expect(read).toMatchObject({ ok: true, value: { values: { inScope: expect.any(Number) } } });
    await his.must(`person/consents/${consentId}/revocation`, {});
    const after = await asInsurer(asked);
    expect([after.status, after.body.refusal]).toMatchObject([403, { code: 'consent-revoked' }]);
    const { entries } = await his.must('person/access-log?limit=20');
    const looks = (entries as Json[]).filter((each) => each.actorId === 'insurer/demo-life');
    expect(looks.map((each) => [each.purpose, each.refusal])).toEqual([
      ['disclosure-refused', 'consent-revoked'],
      ['disclosure', null],
      ['disclosure-refused', 'consent-missing'],
    ]);
    expect(looks[1]).toMatchObject({
      fields: [{ word: 'inScope' }],
      product: 'P-001',
      subject: settlementId,
    });
    const { consents } = await his.must('person/consents');
    expect((consents as Json[])[0]).toMatchObject({ consentId, state: 'revoked' });
  });
});

describe('journey 13: without a telephone, before two members of staff', () => {
  const staff = async (operator: string, path: string, body?: Json): Promise<Reply> => {
    const response = await fetch(`${underTest().url}/api/agency/${path}`, {
      headers: { 'x-zhijie-agency': '990100', 'x-zhijie-operator': operator },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };

  it('one compares, another confirms; the record has the way, both operators, a digest and no face', async () => {
    const document = Buffer.from('身份证和签名的复印件').toString('base64');
    const made = await staff('0001', 'window-acts', {
      certificateNumber: father.citizenNumber,
      paper: 'consent-form',
      document,
      consent: {
        recipientKind: 'insurer',
        recipientId: 'demo-life',
        recipientName: '示例人寿保险（虚构）',
        purpose: 'claim-settlement',
        product: 'P-013',
        dataClasses: ['inScope'],
        separately: ['inScope'],
      },
    });
    expect([made.status, made.body.refusal]).toEqual([200, undefined]);
    expect(made.body.text).toContain('范围内个人负担金额');
    const decide = (operator: string) =>
      staff(operator, `window-acts/${made.body.actId}/decision`, { accept: true, note: '人证一致' });
    expect((await decide('0001')).body.refusal).toMatchObject({ code: 'window-same-person' });
    const decided = await decide('0002');
    expect([decided.status, decided.body.refusal]).toEqual([200, undefined]);
    const { acts } = (await staff('0001', 'window-acts')).body as { acts: Json[] };
    const act = acts.find((each) => each.actId === made.body.actId)!;
    expect(act).toMatchObject({
      kind: 'consent',
      paper: 'consent-form',
      maker: 'agency-990100/0001',
      checker: 'agency-990100/0002',
    });
    expect(JSON.stringify(act)).not.toContain(document);
    const his = await visitor(father.citizenNumber);
    const { consents } = await his.must('person/consents');
    expect((consents as Json[]).find((each) => each.product === 'P-013')).toMatchObject({
      consentId: act.result,
      confirmedBy: 'staff-verified-paper',
      state: 'standing',
    });
  });
});

describe('the person’s own code and covers', () => {
  it('Q-10 shows a code as a picture with the seconds left; switched off, none is shown', async () => {
    const his = await visitor(father.citizenNumber);
    const shown = await his.must('person/code', {});
    expect(shown.code).toMatch(/^990100\d{22}$/);
    expect(shown.secondsLeft).toBeGreaterThan(50);
    expect(shown.svg).toContain('<svg');
    expect(await his.must('person/code/deactivation', {})).toMatchObject({ state: 'inactive' });
    const refused = await his.call('person/code', {});
    expect([refused.status, refused.body.refusal]).toMatchObject([422, { code: 'credential-inactive' }]);
    expect(await his.must('person/code/activation', {})).toMatchObject({ state: 'active' });
  });

  it('OS3 offers what takes the person, and no premium from an account that is no employee’s', async () => {
    const his = await visitor(father.citizenNumber);
    const { products } = await his.must('person/products');
    const offer = (products as Json[]).find((each) => each.product === 'demo-a-2026');
    expect(offer).toMatchObject({
      insurer: { id: 'demo-life' },
      premiums: [{ amount: '99.00' }],
      obstacle: null,
    });
    const bought = await his.call('person/purchases', {
      requestKey: 'P-1',
      product: 'demo-a-2026',
      premium: '99.00',
    });
    expect([bought.status, bought.body.refusal]).toMatchObject([422, { code: 'payer-not-employee' }]);
  });

  it('leaves books that the doctor finds nothing in', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
