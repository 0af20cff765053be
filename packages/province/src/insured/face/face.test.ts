import { type Executor, statement, useTestDatabase } from '@zhijie/database';
import type { RequestOf } from '@zhijie/exchange';
import { assert, instant } from '@zhijie/kernel';
import { beforeAll, expect, test } from 'vitest';
import { insuredInvariants } from '../doctor/invariants.ts';
import { enrolled, faceOf, lookOf, self } from '../testing/face.ts';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { likeness, readDescriptor } from './descriptor.ts';
import { FACE_REFUSAL_TEXTS } from './refusals.ts';
import { FACE_LIMITS, type FaceLook } from './words.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

const persons = ['journey-1', 'curl', 'a1', 'a2', 'a3', 'journey-referral', 'journey-temporary'].map((key) =>
  personId(key),
);
const [first, second, third, fourth, fifth, sixth, seventh] = persons as [string, ...string[]] as string[];
const numberOf = (id: string): string => {
  const person = examplePersons.find((one) => one.personId === id);
  assert(person !== undefined, 'a known person');
  return person.citizenNumber;
};

const bound = { operatorId: '0001', business: 'registration' } as const;
const asks = (id: string) => ({
  certificateType: 'id-card' as const,
  certificateNumber: numberOf(id),
  departmentId: '01',
  ...bound,
});
const challengeOf = async (id: string): Promise<string> =>
  valueIn(await h.ask('face.challenge@1', asks(id))).challengeId;

type Match = RequestOf<'face.match@1'>;
const match = (challengeId: string, look: FaceLook, own: Partial<Match> = {}, from = {}) =>
  h.ask('face.match@1', { challengeId, ...bound, ...look, ...own }, from);
const tried = async (id: string, look: FaceLook) => match(await challengeOf(id), look);
const refusedWith = (code: string) => ({ ok: false, refusal: { code } });

const shows = (token: string, own: object = {}, from = {}) =>
  h.ask(
    'person.identify@1',
    {
      certificateType: 'insurance-code',
      certificateNumber: token,
      cardSerial: null,
      name: null,
      asOf: '2026-03-10',
      presentation: { operatorId: '0001', businesses: ['registration'], usedBy: null, ...own },
    },
    from,
  );

test('Q-11 likeness is the cosine, and the threshold is between the cases', () => {
  const read = (text: string) => readDescriptor(text)!;
  expect(likeness(read(faceOf(1)), read(faceOf(1)))).toBe(10_000);
  expect(likeness(read(faceOf(1)), read(faceOf(2)))).toBe(0);
  const near = likeness(read(faceOf(1)), read(faceOf(1, 0.5)));
  const far = likeness(read(faceOf(1)), read(faceOf(1, 0.6)));
  expect([near >= FACE_LIMITS.same, far >= FACE_LIMITS.same]).toEqual([true, false]);
  const broken = Buffer.alloc(4096);
  broken.writeFloatLE(Number.NaN, 8);
  for (const text of [Buffer.alloc(4096).toString('base64'), broken.toString('base64'), 'AAAA']) {
    expect(readDescriptor(text)).toBeNull();
  }
});

test('Q-11 K-03 enrolment needs its own consent; what is kept is a sealed template and no picture', async () => {
  const form = valueIn(await h.side.services.faceForm(self(first!), first!));
  expect(form).toMatchObject({ sensitiveClasses: ['faceTemplate'] });
  expect(form.text).toContain('人脸特征（不留图像）');
  const given = { personId: first!, textHash: form.textHash, channel: 'web' as const, ...lookOf(1) };
  const unticked = await h.side.services.enrolFace(self(first!), { ...given, separately: [] });
  expect(unticked).toMatchObject(refusedWith('separate-consent-missing'));
  const flat = { ...given, separately: form.sensitiveClasses, live: FACE_LIMITS.live - 1 };
  expect(await h.side.services.enrolFace(self(first!), flat)).toMatchObject(refusedWith('face-not-live'));
  await enrolled(h, first!, 1);
  const all = statement('insured.testing.faces', 'select * from insured.face_template');
  const [row] = await db.query<{ template_sealed: string; key_id: string }>(all, []);
  expect(Object.keys(row!).sort()).toEqual(['enrolment_id', 'key_id', 'person_id', 'template_sealed']);
  expect([row!.key_id, row!.template_sealed.includes(faceOf(1).slice(0, 40))]).toEqual(['k1', false]);
});

test('Q-11 the same face gives the same kind of token as the insurance code; it is used up once', async () => {
  const { token, identified } = valueIn(await tried(first!, lookOf(1)));
  expect(token).toMatch(/^EC990100[0-9A-F]{32}$/);
  expect(identified.person.personId).toBe(first);
  expect(valueIn(await shows(token)).person.personId).toBe(first);
  expect((await shows(token, { usedBy: 'act-1' })).ok).toBe(true);
  expect(await shows(token, { usedBy: 'act-2' })).toMatchObject(refusedWith('credential-used'));
});

test('Q-10 Q-11 the token is of no use elsewhere, to another operator, for another business, too late', async () => {
  const { token, expiresAt } = valueIn(await tried(first!, lookOf(1)));
  const elsewhere = await shows(token, {}, { providerId: 'H11010500002' });
  expect(elsewhere).toMatchObject(refusedWith('credential-elsewhere'));
  expect(await shows(token, { operatorId: '2' })).toMatchObject(refusedWith('credential-other-operator'));
  expect(await shows(token, { businesses: ['admission'] })).toMatchObject(
    refusedWith('credential-other-business'),
  );
  h.clock.now = instant(expiresAt);
  expect(await shows(token)).toMatchObject(refusedWith('credential-expired'));
});

test('Q-11 liveness fail → no token, however like the face; a picture is not even compared', async () => {
  for (const own of [{ live: FACE_LIMITS.live - 1 }, { real: FACE_LIMITS.real - 1 }]) {
    expect(await tried(first!, lookOf(1, own))).toMatchObject(refusedWith('face-not-live'));
  }
  expect((await tried(first!, lookOf(1, { action: 'closer' }))).ok).toBe(true);
  expect(await tried(first!, lookOf(1, { action: null }))).toMatchObject(refusedWith('face-not-live'));
  const compared = statement(
    'insured.testing.compared',
    `select count(*)::int as n from insured.face_answer where outcome = 'not-live' and likeness is not null`,
  );
  expect(await db.query(compared, [])).toEqual([{ n: 0 }]);
});

test('Q-11 a challenge is answered once, in time, by whom it was given to', async () => {
  await enrolled(h, second!, 2);
  const other = await challengeOf(second!);
  const moved = [{ operatorId: '0002' }, { business: 'settlement' as const }];
  for (const own of moved) {
    expect(await match(other, lookOf(2), own)).toMatchObject(refusedWith('face-elsewhere'));
  }
  const away = await match(other, lookOf(2), {}, { providerId: 'H11010500002' });
  expect(away).toMatchObject(refusedWith('face-elsewhere'));
  const eight = await Promise.all(Array.from({ length: 8 }, () => match(other, lookOf(2))));
  const codes = eight.map((one) => (one.ok ? 'token' : one.refusal.code)).sort();
  expect(codes).toEqual([...Array(7).fill('face-challenge-used'), 'token']);
  const late = await challengeOf(second!);
  h.clock.now = instant(h.clock.now + FACE_LIMITS.challengeMs);
  expect(await match(late, lookOf(2))).toMatchObject(refusedWith('face-challenge-expired'));
  expect(await match('E9901002026030', lookOf(2))).toMatchObject(refusedWith('face-challenge-unknown'));
});

test('Q-11 another face is refused, three failures close the face for half an hour, and the texts say the other ways', async () => {
  await enrolled(h, third!, 3);
  for (let each = 0; each < 3; each += 1) {
    expect(await tried(third!, lookOf(4))).toMatchObject(refusedWith('face-no-match'));
  }
  expect(await h.ask('face.challenge@1', asks(third!))).toMatchObject(refusedWith('face-locked'));
  h.clock.now = instant(h.clock.now + FACE_LIMITS.lockedMs);
  expect((await tried(third!, lookOf(3))).ok).toBe(true);
  for (const text of Object.values(FACE_REFUSAL_TEXTS)) expect(text).toMatch(/换一种方式|医保码/);
});

test('Q-11 K-03 withdrawing deletes the template at once, ends unused tokens, and leaves only the fact', async () => {
  await enrolled(h, fourth!, 4);
  const { token } = valueIn(await tried(fourth!, lookOf(4)));
  const open = await challengeOf(fourth!);
  valueIn(await h.side.services.revokeFace(self(fourth!), { personId: fourth!, channel: 'web' }));
  expect(await shows(token)).toMatchObject(refusedWith('credential-expired'));
  expect(await match(open, lookOf(4))).toMatchObject(refusedWith('face-not-enrolled'));
  expect(await h.ask('face.challenge@1', asks(fourth!))).toMatchObject(refusedWith('face-not-enrolled'));
  const state = await h.side.services.faceState(self(fourth!), fourth!);
  expect(state).toMatchObject({ value: { state: 'ended' } });
  const again = await h.side.services.revokeFace(self(fourth!), { personId: fourth!, channel: 'web' });
  expect(again).toMatchObject(refusedWith('face-not-enrolled'));
  const log = valueIn(await h.side.services.accessLog(self(fourth!), { personId: fourth!, limit: 50 }));
  expect(log.filter(({ purpose }) => purpose === 'face').map(({ actor_kind }) => actor_kind)).toEqual(
    expect.arrayContaining(['hospital', 'person']),
  );
});

test('Q-11 a consent that has run out is none, and the template is deleted behind it', async () => {
  await enrolled(h, fifth!, 5);
  const then = h.clock.now;
  h.clock.now = instant(then + 366 * 86_400_000);
  expect(await h.ask('face.challenge@1', asks(fifth!))).toMatchObject(refusedWith('face-not-enrolled'));
  expect(await h.side.forgetLapsedFaces()).toBeGreaterThanOrEqual(1);
  expect(await h.side.forgetLapsedFaces()).toBe(0);
  h.clock.now = then;
});

test('Q-11 under 14 there is no face, and nobody enrols somebody else’s', async () => {
  const birth = statement(
    'insured.testing.birth',
    'update insured.person set birth_date = $2 where person_id = $1',
  );
  await db.query(birth, [sixth, '2013-01-01']);
  expect(await h.side.services.faceForm(self(sixth!), sixth!)).toMatchObject(refusedWith('face-under-age'));
  expect(await h.ask('face.challenge@1', asks(sixth!))).toMatchObject(refusedWith('face-under-age'));
  expect(FACE_REFUSAL_TEXTS['face-under-age']).toContain('监护人');
  const agency = { ...self('agency'), kind: 'agency', areas: ['990100'] } as const;
  for (const actor of [self(second!), agency]) {
    expect(await h.side.services.faceForm(actor, first!)).toMatchObject(refusedWith('not-permitted'));
  }
});

test('Q-11 ID4 a delegation by face: the person looks, the delegate is the one who asked', async () => {
  const { services } = h.side;
  await enrolled(h, seventh!, 6);
  const asked = { certificateType: 'id-card', certificateNumber: numberOf(seventh!) } as const;
  const request = async () => valueIn(await services.askPrincipalToLook(self(second!), asked)).challengeId;
  const wish = { relation: 'child', scopes: ['bills'] } as const;
  const delegate = { personId: second!, name: '某人' };
  const wrong = { challengeId: await request(), look: lookOf(2), delegate, wish };
  expect(await services.grantByFace(self(second!), wrong)).toMatchObject(refusedWith('face-no-match'));
  const stolen = { ...wrong, challengeId: await request(), look: lookOf(6) };
  const thief = { ...stolen, delegate: { personId: first!, name: '别人' } };
  expect(await services.grantByFace(self(first!), thief)).toMatchObject(refusedWith('face-elsewhere'));
  const granted = valueIn(await services.grantByFace(self(second!), stolen));
  expect(granted.personId).toBe(seventh);
  const rows = valueIn(await services.delegationsOf(self(seventh!), seventh!));
  expect(rows).toMatchObject([{ method: 'face', delegate_id: second, state: 'standing' }]);
  const token = await match(stolen.challengeId, lookOf(6));
  expect(token).toMatchObject(refusedWith('face-elsewhere'));
});

class Undo extends Error {}
async function afterChange(name: string, sql: string): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const quiet = statement('insured.testing.face-quiet', 'set local session_replication_role = replica');
  await db
    .transaction(async (tx: Executor) => {
      await tx.query(quiet, []);
      await tx.query(statement(`insured.testing.face-change-${name}`, sql), []);
      found = (await insuredInvariants(tx)).map(({ invariant }) => invariant);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return found;
}

const CHANGES: readonly (readonly [name: string, sql: string, invariant: string | null])[] = [
  ['nothing', 'select 1', null],
  [
    'withdrawn',
    `insert into insured.consent_revocation select consent_id, person_id, 1, person_id, 'web'
     from insured.face_enrolment join insured.face_template using (enrolment_id, person_id)`,
    'templates-rest-on-consents',
  ],
  ['vanished', 'delete from insured.face_template', 'templates-end-with-a-fact'],
  [
    'unlike',
    `update insured.face_answer set outcome = 'no-match' where outcome = 'matched'`,
    'face-tokens-rest-on-matches',
  ],
  ['unproved', `delete from evidence.journal where kind = 'insured.face-enrolled'`, 'faces-have-leaves'],
];
test.each(CHANGES)('Q-11 the doctor finds what is changed by hand: %s', async (name, sql, invariant) => {
  const found = [...new Set(await afterChange(name, sql))];
  expect(found).toEqual(invariant === null ? [] : expect.arrayContaining([invariant]));
});
