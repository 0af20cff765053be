import { decryptField } from '@zhijie/crypto';
import { statement, useTestDatabase } from '@zhijie/database';
import { type ActingScope, calendarDate, instant } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { beforeAll, expect, test } from 'vitest';
import {
  agencyOf,
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { DELEGATION_REFUSAL_TEXTS } from './refusals.ts';

const db = useTestDatabase(allMigrations);
const father = knownPersonOf('journey-1');
const daughter = personActor(personId('curl'));
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

const wish = (scopes: readonly ActingScope[], endsOn?: string) => ({
  relation: 'child' as const,
  scopes,
  ...(endsOn === undefined ? {} : { endsOn: calendarDate(endsOn) }),
});

/** What the telephone shows. */
async function codeOnPhone(codeId: string): Promise<string> {
  const read = statement('test.code', 'select words_sealed from insured.message where subject = $1');
  const [row] = await db.query<{ words_sealed: string }>(read, [codeId]);
  return /\d{6}/.exec(decryptField(h.deps.fieldKeys, row!.words_sealed))![0];
}

const ask = (scopes: readonly ActingScope[], number: string = father.citizenNumber) =>
  h.side.services.askForDelegationCode(daughter, {
    certificateType: 'id-card',
    certificateNumber: number,
    delegateName: '李女儿',
    wish: wish(scopes),
  });

async function delegated(scopes: readonly ActingScope[]): Promise<string> {
  h.clock.now = instant(h.clock.now + 86_400_000);
  const { codeId } = valueIn(await ask(scopes));
  const code = await codeOnPhone(codeId);
  return valueIn(await h.side.services.grantByCode(daughter, { codeId, code })).delegationId;
}

test('ID4 Q-07 a daughter files for her father by card and text code; he stays the person, she the actor', async () => {
  await delegated(['filing']);
  const acting = valueIn(await h.side.services.actAs(daughter, father.personId));
  const filing = valueIn(
    await h.side.services.submitFiling(acting, {
      personId: father.personId,
      insuranceType: 'resident',
      category: 'other-temporary',
      destination: '110000',
      documents: ['id-card', 'filing-form'],
      channel: 'national-app',
    }),
  );
  expect(filing.personId).toBe(father.personId);
  const events = statement('test.events', 'select actor_id from insured.filing_event where filing_id = $1');
  expect(await db.query(events, [filing.filingId])).toEqual([{ actor_id: daughter.id }]);
  const me = personActor(father.personId);
  const log = valueIn(await h.side.services.accessLog(me, { personId: father.personId, limit: 1 }));
  expect(log[0]).toMatchObject({ actor_id: daughter.id, purpose: 'filing', subject: filing.filingId });
});

test('ID4 within scope only: each business asks for its own word', async () => {
  const services = h.side.services;
  const { personId: id } = father;
  const tries: Readonly<Record<string, (actor: typeof daughter) => Promise<{ ok: boolean }>>> = {
    filing: (actor) => services.filingsOf(actor, id),
    bills: (actor) => services.billsOf(actor, { personId: id }),
    claims: (actor) => services.claimsOfPerson(actor, id),
    consents: (actor) => services.accessLog(actor, { personId: id }),
  };
  for (const scope of Object.keys(tries)) {
    await delegated([scope as ActingScope]);
    const acting = valueIn(await services.actAs(daughter, id));
    const allowed = await Promise.all(
      Object.entries(tries).map(async ([name, run]) => [name, (await run(acting)).ok]),
    );
    expect(Object.fromEntries(allowed)).toEqual({
      ...Object.fromEntries(Object.keys(tries).map((name) => [name, name === scope])),
    });
  }
  expect(await services.billsOf(daughter, { personId: id })).toMatchObject({
    refusal: { code: 'not-permitted' },
  });
});

test('ID4 ended at once by the person or the delegate, and with its last day; a stranger ends nothing', async () => {
  const services = h.side.services;
  const me = personActor(father.personId);
  const stranger = personActor(personId('a1'));
  for (const by of [me, daughter]) {
    const delegationId = await delegated(['bills']);
    expect(await services.endDelegation(stranger, delegationId)).toMatchObject({ ok: false });
    expect((await services.actAs(daughter, father.personId)).ok).toBe(true);
    valueIn(await services.endDelegation(by, delegationId));
    expect(await services.actAs(daughter, father.personId)).toMatchObject({
      refusal: { code: 'delegation-unknown' },
    });
  }
  valueIn(await services.endDelegation(agencyOf('990100'), await delegated(['bills'])));
  const ended = valueIn(await services.delegationsOf(me, father.personId));
  expect(ended.slice(0, 3).map(({ reason }) => reason)).toEqual(['by-agency', 'renounced', 'revoked']);
  const granted = await services.grantDelegation(me, {
    principalId: father.personId,
    delegate: { personId: daughter.id, name: '李女儿' },
    wish: wish(['bills'], '2026-06-01'),
  });
  valueIn(granted);
  h.clock.now = at('2026-06-01 23:59:58');
  expect((await services.actAs(daughter, father.personId)).ok).toBe(true);
  h.clock.now = at('2026-06-02 00:00:00');
  expect((await services.actAs(daughter, father.personId)).ok).toBe(false);
  expect(valueIn(await services.delegationsOf(me, father.personId))[0]).toMatchObject({
    state: 'expired',
    delegateName: '李女儿',
    method: 'signed-in',
  });
});

test('ID4 a text code: five wrong answers lock it, it expires, it serves once and its asker alone', async () => {
  h.clock.now = at('2026-07-01 09:00:00');
  const services = h.side.services;
  const grant = async (codeId: string, code: string, by = daughter) => {
    const result = await services.grantByCode(by, { codeId, code });
    return result.ok ? 'granted' : result.refusal.code;
  };
  const first = valueIn(await ask(['bills'])).codeId;
  const right = await codeOnPhone(first);
  const wrong = right === '000000' ? '000001' : '000000';
  for (let turn = 0; turn < 5; turn++) expect(await grant(first, wrong)).toBe('code-wrong');
  expect(await grant(first, right)).toBe('code-locked');
  const second = valueIn(await ask(['bills'])).codeId;
  const code = await codeOnPhone(second);
  expect(await grant(second, code, personActor(personId('a1')))).toBe('code-unknown');
  h.clock.now = instant(h.clock.now + 5 * 60_000);
  expect(await grant(second, code)).toBe('code-expired');
  const third = valueIn(await ask(['bills'])).codeId;
  expect(await grant(third, await codeOnPhone(third))).toBe('granted');
  expect(await grant(third, await codeOnPhone(third))).toBe('code-unknown');
  valueIn(await ask(['bills']));
  valueIn(await ask(['bills']));
  expect(await ask(['bills'])).toMatchObject({ refusal: { code: 'too-many-codes' } });
  expect(await ask(['bills'], '419900198503121358')).toMatchObject({
    refusal: { code: 'delegation-not-possible' },
  });
});

test('ID4 a delegate passes nothing on, and a face opens nothing before it is enrolled (Q-11)', async () => {
  h.clock.now = at('2026-07-05 09:00:00');
  await delegated(['consents', 'filing']);
  const acting = valueIn(await h.side.services.actAs(daughter, father.personId));
  const granted = await h.side.services.grantDelegation(acting, {
    principalId: father.personId,
    delegate: { personId: personId('a1'), name: '某人' },
    wish: wish(['bills']),
  });
  expect(granted).toMatchObject({ refusal: { code: 'not-permitted' } });
  expect(DELEGATION_REFUSAL_TEXTS['face-not-enrolled']).toContain('窗口');
});

const maker = { ...agencyOf('990100'), id: 'agency-990100/0001' };
const checker = { ...agencyOf('990100'), id: 'agency-990100/0002' };
const paper = new TextEncoder().encode('委托书扫描件');

test('journey 13 identity at the window by two persons: method, both operators, a digest and no face', async () => {
  const services = h.side.services;
  const elder = personId('journey-referral');
  const proposal = {
    personId: elder,
    paper: 'id-card',
    document: paper,
    content: { kind: 'identity', purpose: '结算' },
  } as const;
  const { actId } = valueIn(await services.proposeAtWindow(maker, proposal));
  const decide = (actor: typeof maker) =>
    services.decideAtWindow(actor, { actId, accept: true, note: '人证一致' });
  expect(await decide(maker)).toMatchObject({ refusal: { code: 'window-same-person' } });
  expect(await decide(agencyOf('990101'))).toMatchObject({ refusal: { code: 'not-permitted' } });
  valueIn(await decide(checker));
  expect(await decide(checker)).toMatchObject({ refusal: { code: 'window-act-decided' } });
  const [act] = valueIn(await services.windowActs(maker)).filter((each) => each.act_id === actId);
  expect(act).toMatchObject({ paper: 'id-card', maker: maker.id, checker: checker.id, accepted: true });
  expect(act!.paper_digest).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(act)).not.toMatch(/face|image|photo/i);
  const twice = statement(
    'test.two',
    `insert into insured.window_decision values ($1, $2, true, '', 1, null)`,
  );
  const other = valueIn(await services.proposeAtWindow(maker, proposal)).actId;
  await expect(db.query(twice, [other, maker.id])).rejects.toThrow();
});

test('journey 13 consent on paper before two persons stands as one given by telephone', async () => {
  const services = h.side.services;
  const elder = personId('journey-referral');
  const request = {
    recipient: { kind: 'insurer', id: 'INS-001', name: '示例保险' },
    purpose: 'claim-settlement',
    product: 'P-001',
    dataClasses: ['inScope'],
  } as const;
  const form = valueIn(await services.consentForm(personActor(elder), { ...request, personId: elder }));
  const content = { kind: 'consent', request, textHash: form.textHash, separately: ['inScope'] } as const;
  const proposal = { personId: elder, paper: 'consent-form', document: paper, content } as const;
  const { actId } = valueIn(await services.proposeAtWindow(maker, proposal));
  const accept = { actId, accept: true, note: '本人签名' };
  const { result } = valueIn(await services.decideAtWindow(checker, accept));
  const [consent] = valueIn(await services.consentsOf(personActor(elder), { personId: elder }));
  expect(consent).toMatchObject({
    consent_id: result,
    channel: 'window-paper',
    confirmed_by: 'staff-verified-paper',
    confirmation_ref: actId,
    state: 'standing',
  });
});

test('K-03 under fourteen a guardian consents, proven on paper before two persons; everything is sensitive', async () => {
  const services = h.side.services;
  const child = personId('a3');
  const young = statement('test.young', 'update insured.person set birth_date = $2 where person_id = $1');
  await db.query(young, [child, '2016-05-01']);
  const request = {
    personId: child,
    recipient: { kind: 'insurer', id: 'INS-001', name: '示例保险' },
    purpose: 'underwriting',
    product: 'P-001',
    dataClasses: ['coverage'],
  } as const;
  expect(await services.consentForm(personActor(child), request)).toMatchObject({
    refusal: { code: 'guardian-needed' },
  });
  const content = {
    kind: 'delegation',
    delegate: { personId: daughter.id, name: '李女儿' },
    wish: { relation: 'parent', scopes: ['filing'] },
    isGuardian: true,
  } as const;
  const staff = (operator: string) => ({ ...agencyOf('990103'), id: `agency-990103/${operator}` });
  const propose = (paperKind: 'id-card' | 'household-register', who = child) =>
    services.proposeAtWindow(staff(who === child ? '1' : '3'), {
      personId: who,
      paper: paperKind,
      document: paper,
      content,
    });
  expect(await propose('id-card')).toMatchObject({ refusal: { code: 'guardian-paper-missing' } });
  const { actId } = valueIn(await propose('household-register'));
  valueIn(await services.decideAtWindow(staff('2'), { actId, accept: true, note: '与户口簿一致' }));
  const guardian = valueIn(await services.actAs(daughter, child));
  expect(guardian.actsFor).toMatchObject({ isGuardian: true });
  const form = valueIn(await services.consentForm(guardian, request));
  expect(form.sensitiveClasses).toEqual(['coverage']);
  expect(form.text).toContain('监护人');
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  valueIn(await services.giveConsent(guardian, { ...request, ...agreed }));
  const [given] = valueIn(await services.consentsOf(guardian, { personId: child }));
  expect(given).toMatchObject({ giver_id: daughter.id, giver_role: 'guardian' });
  const grown = statement(
    'test.grown',
    `update insured.person set birth_date = '2000-05-01' where person_id = $1`,
  );
  await db.query(grown, [child]);
  expect(await propose('household-register')).toMatchObject({ refusal: { code: 'not-a-minor' } });
});
