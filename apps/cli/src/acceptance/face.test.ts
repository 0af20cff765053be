/** Identification by face through the public interfaces: consent, token, the same bill, another way at every failure. */
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it } from 'vitest';
import { SHORT_BILL } from './bills.ts';
import { findings, useNetwork } from './network-under-test.ts';
import { type Json, visitorOf } from './visitor.ts';

const underTest = useNetwork(['11', '99']);
const person = knownPersonOf('journey-1');
const PROVIDER = 'H11010500001';

/** What a camera's page would send of face `who`. */
const lookOf = (who: number, own: Json = {}): Json => {
  const numbers = Float32Array.from({ length: 1024 }, (_, index) => (index % 16 === who ? 1 : 0));
  const descriptor = Buffer.from(numbers.buffer).toString('base64');
  return { model: 'human-3.3.6/faceres', descriptor, action: 'turn', live: 9_000, real: 8_000, ...own };
};

type Reply = { readonly status: number; readonly body: Json };
let cookie = '';
let token = '';
let keys = 0;
const requestKey = (): string => `face-${++keys}`;

async function ask(path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api${path}`, {
    headers: { cookie, 'x-zhijie-token': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const set = response.headers.get('set-cookie');
  if (set !== null) cookie = set.split(';')[0]!;
  return { status: response.status, body: (await response.json()) as Json };
}

const business = 'registration';
const asked = { certificateType: 'id-card', certificateNumber: person.citizenNumber, business };
const challenge = async (): Promise<string> => {
  const { status, body } = await ask('/counter/face/challenges', asked);
  expect([status, body.refusal]).toEqual([200, undefined]);
  return String(body.challengeId);
};
const match = async (look: Json): Promise<Reply> =>
  ask('/counter/face/matches', { challengeId: await challenge(), business, ...look });

const PLACE = {
  departmentCode: '0300',
  departmentName: '内科',
  doctorCode: 'D110105000001',
  doctorName: '示例医师',
};
const ILLNESS = { diagnosisCode: 'J18.900', diagnosisName: '肺炎' };

/** Registers and charges the short bill of whoever shows this; what it would cost. */
async function quoteOf(credential: string, number: string): Promise<{ visitId: string; quote: Json }> {
  const at = Date.now();
  const shown = { credential, number, insuredArea: '990100', careType: 'outpatient' };
  const read = await ask('/counter/patients', { requestKey: requestKey(), ...shown });
  expect([read.status, read.body.refusal]).toEqual([200, undefined]);
  const { personId, insuranceType, insuredArea, name, certificateNumber } = read.body.patient as Json;
  expect(personId).toBe(person.personId);
  const who = { personId, insuranceType, insuredArea, credential, number, name, certificateNumber };
  const kind = { requestKey: requestKey(), at, careType: 'outpatient' };
  const visit = await ask('/counter/visits', { ...kind, ...who, ...PLACE, ...ILLNESS });
  expect([visit.status, visit.body.refusal]).toEqual([200, undefined]);
  const visitId = String(visit.body.visitId);
  const lines = SHORT_BILL.map(({ item, price, quantity }) => ({ itemCode: item, price, quantity }));
  const sent = await ask(`/counter/visits/${visitId}/lines`, {
    requestKey: requestKey(),
    at,
    ...PLACE,
    lines,
  });
  expect([sent.status, sent.body.refusal]).toEqual([200, undefined]);
  const quoted = await ask(`/counter/visits/${visitId}/quote`, {
    requestKey: requestKey(),
    usesPersonalAccount: true,
  });
  expect([quoted.status, quoted.body.refusal]).toEqual([200, undefined]);
  return { visitId, quote: quoted.body.quote as Json };
}

describe('Q-11 a face at a window of another province', () => {
  it('Q-11 is of no use before the person enrolled it, and the refusal names the other ways', async () => {
    await ask('/session/sign-in', { kind: 'account', value: `counter-${PROVIDER}/cashier` }).then(
      ({ body }) => {
        token = String(body.token);
      },
    );
    const refused = await ask('/counter/face/challenges', asked);
    expect(refused).toMatchObject({ status: 422, body: { refusal: { code: 'face-not-enrolled' } } });
    expect(JSON.stringify(refused.body)).toContain('医保码、社会保障卡');
  });

  it('K-03 Q-11 is enrolled by the person alone, with a consent of its own', async () => {
    const visitor = await visitorOf(underTest().url, person.citizenNumber);
    expect(await visitor.must('person/face')).toMatchObject({ state: 'never', ways: { length: 4 } });
    const form = await visitor.must('person/face/form', {});
    const unticked = { textHash: form.textHash, separately: [], ...lookOf(1) };
    const refused = await visitor.call('person/face', unticked);
    expect([refused.status, refused.body.refusal]).toMatchObject([403, { code: 'separate-consent-missing' }]);
    await visitor.must('person/face', { ...unticked, separately: ['faceTemplate'] });
    expect(await visitor.must('person/face')).toMatchObject({ state: 'enrolled' });
    const picture = await visitor.call('person/face', { ...unticked, image: 'data:image/jpeg;base64,AAAA' });
    expect(picture.body.refusal).toMatchObject({ field: 'image' });
  });

  it('Q-11 liveness fail → no token; another face → no token', async () => {
    const still = await match(lookOf(1, { action: null }));
    expect([still.status, still.body.refusal]).toMatchObject([422, { code: 'face-not-live' }]);
    const other = await match(lookOf(2));
    expect([other.status, other.body.refusal]).toMatchObject([422, { code: 'face-no-match' }]);
    for (const { body } of [still, other]) {
      expect(body.token).toBeUndefined();
      expect(JSON.stringify(body)).toContain('由两名工作人员核验');
    }
  });

  it('Q-01 Q-11 the face’s token ends in the same amounts as the card, and serves one registration', async () => {
    const { body } = await match(lookOf(1));
    expect(String(body.token)).toMatch(/^EC990100/);
    const byCard = await quoteOf('id-card', person.citizenNumber);
    const byFace = await quoteOf('insurance-code', String(body.token));
    expect(byFace.quote).toEqual(byCard.quote);
    expect(byFace.quote).toMatchObject({ total: '168.00' });
    const { visitId } = byFace;
    const methods = [{ kind: 'channel', payer: 'cash' }];
    const bill = { requestKey: requestKey(), providerId: PROVIDER, visitId, methods };
    const paid = await ask('/agency/acts', bill);
    expect([paid.status, paid.body.refusal]).toEqual([200, undefined]);
    const { total, cash } = byCard.quote;
    expect(paid.body.act).toMatchObject({ word: 'paid', total, rest: cash });
    const shown = { credential: 'insurance-code', number: body.token, careType: 'outpatient' };
    const again = await ask('/counter/patients', { requestKey: requestKey(), ...shown });
    expect(again.body.refusal).toMatchObject({ code: 'line-refused' });
  });

  it('K-03 is deleted by one step, and everything about it is in the access log', async () => {
    const visitor = await visitorOf(underTest().url, person.citizenNumber);
    await visitor.must('person/face/revocation', {});
    expect(await visitor.must('person/face')).toMatchObject({ state: 'ended' });
    expect(await ask('/counter/face/challenges', asked)).toMatchObject({
      body: { refusal: { code: 'face-not-enrolled' } },
    });
    const { entries } = await visitor.must('person/access-log?limit=100');
    const looks = (entries as Json[]).filter(({ purpose }) => purpose === 'face');
    expect(looks.map(({ actorId }) => actorId)).toContain(PROVIDER);
    expect(await findings(underTest())).toEqual([]);
  });
});
