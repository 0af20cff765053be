import { statement, useTestDatabase } from '@zhijie/database';
import { calendarDate, citizenNumberOf } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  agencyOf,
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  logEntries,
  personActor,
  personId,
  SYSTEM,
  valueIn,
} from '../testing/harness.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});

const known = examplePersons.find((p) => p.key === 'journey-long-term')!;
const request = (own = {}) => ({
  certificateType: 'id-card' as const,
  certificateNumber: known.citizenNumber as string,
  cardSerial: null,
  name: known.name,
  asOf: '2026-03-10',
  ...own,
});
const nobody = citizenNumberOf({
  region: '999900',
  birthDate: calendarDate('1950-01-01'),
  sequence: 999,
});
const wrongDigit = known.citizenNumber.slice(0, 17) + (known.citizenNumber.endsWith('1') ? '2' : '1');

describe('V-01 identifying a person', () => {
  test.each(['id-card', 'social-card', 'insurance-code'] as const)('a %s names the person', async (type) => {
    const answer = valueIn(await h.ask('person.identify@1', request({ certificateType: type })));
    expect(answer.person).toMatchObject({ personId: known.personId, name: known.name });
    expect(answer.coverages).toEqual([
      expect.objectContaining({ insuredArea: '990100', status: 'in-force', insuranceType: 'resident' }),
    ]);
  });

  test.each([
    ['a name that does not match', { name: '王一' }, 'name-mismatch'],
    ['a wrong check digit', { certificateNumber: wrongDigit }, 'certificate-check-digit'],
    ['something that is no number', { certificateNumber: 'abc' }, 'certificate-malformed'],
    ['an unknown person', { certificateNumber: nobody }, 'person-unknown'],
  ])('%s is refused', async (_, own, code) => {
    const answer = await h.ask('person.identify@1', request(own));
    expect(answer.ok ? 'found' : answer.refusal.code).toBe(code);
  });

  test('blanks and lower-case letters in the request do not matter', async () => {
    const spaced = request({ name: ` ${[...known.name].join(' ')} ` });
    expect((await h.ask('person.identify@1', spaced)).ok).toBe(true);
  });

  test('each look leaves one entry, a refused one too; a look at nobody leaves none', async () => {
    const before = await logEntries(db, known.personId);
    await h.ask('person.identify@1', request());
    await h.ask('person.identify@1', request({ name: '王一' }));
    await h.ask('person.identify@1', request({ certificateNumber: wrongDigit }));
    expect(await logEntries(db, known.personId)).toBe(before + 2);
  });

  test('a node asks only for care areas of its own province', async () => {
    const handler = h.side.handlers['person.identify@1']!;
    const route = { careArea: '110000', insuredArea: '990100', providerId: 'H1', personId: '', month: '' };
    const question = {
      message: 'person.identify@1',
      from: '31',
      route,
      frameId: 'f',
      sentAt: h.clock.now,
    } as const;
    expect(await handler(request(), question)).toMatchObject({ refusal: { code: 'not-permitted' } });
  });
});

const stored = statement(
  'insured.testing.stored-person',
  `select p.name_cipher || p.certificate_cipher || p.phone_cipher || n.digest as text
   from insured.person p join insured.certificate n on n.person_id = p.person_id where p.person_id = $1`,
);

test('names, numbers and phones are not readable in the tables', async () => {
  const rows = await db.query<{ text: string }>(stored, [known.personId]);
  expect(rows).toHaveLength(3);
  for (const { text } of rows) {
    for (const secret of [known.name, known.citizenNumber, known.phone]) expect(text).not.toContain(secret);
  }
});

const outbox = statement(
  'insured.testing.directory-messages',
  `select id, convert_from(payload, 'UTF8') as body from node.outbox where message = 'directory.register@1'`,
);

test('seeding twice has no second effect; the hub hears digests only', async () => {
  await h.side.seed(examplePersons);
  const rows = await db.query<{ id: string; body: string }>(outbox, []);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.body).not.toContain(known.citizenNumber);
  expect(rows[0]?.body).toContain(known.personId);
  const journey = examplePersons.find((p) => p.key === 'journey-1')!;
  const summary = valueIn(await h.side.services.personSummary(SYSTEM, journey.personId));
  expect(summary.coverages[0]?.accountBalance).toBe(4560);
});

describe('who may read a record', () => {
  const id = personId('journey-long-term');
  test('the person reads the own record and sees who looked', async () => {
    expect((await h.side.services.personSummary(personActor(id), id)).ok).toBe(true);
    const log = valueIn(await h.side.services.accessLog(personActor(id), { personId: id, limit: 100 }));
    expect(log.some((entry) => entry.actor_id === 'H11010500001' && entry.purpose === 'identify')).toBe(true);
    expect(log.some((entry) => entry.purpose === 'own-record')).toBe(true);
  });
  test('P-02 another person and the agency of another area do not', async () => {
    for (const actor of [personActor('somebody'), agencyOf('990101')]) {
      expect(await h.side.services.personSummary(actor, id)).toMatchObject({
        refusal: { code: 'not-permitted' },
      });
    }
    expect((await h.side.services.personSummary(agencyOf('990100'), id)).ok).toBe(true);
  });
  test('a list shows masked names only, page by page', async () => {
    const first = valueIn(await h.side.services.listPersons(agencyOf('990100'), { limit: 2 }));
    const after = first.at(-1)!;
    const second = valueIn(await h.side.services.listPersons(agencyOf('990100'), { limit: 2, after }));
    expect(first.map((line) => line.maskedName).every((name) => name.includes('*'))).toBe(true);
    expect(second.some((line) => first.some((other) => other.personId === line.personId))).toBe(false);
    expect(first.concat(second).every((line) => line.insuredArea === '990100')).toBe(true);
  });
});
