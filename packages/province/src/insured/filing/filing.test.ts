import { statement, useTestDatabase } from '@zhijie/database';
import { assert, calendarDate, dateOf } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agencyOf,
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  personId,
  valueIn,
} from '../testing/harness.ts';
import type { FilingSubmission } from './service.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db);
  await h.side.seed(examplePersons);
});
beforeEach(() => {
  h.clock.now = at('2026-03-10 09:00:00');
});

const submission = (person: string, own: Partial<FilingSubmission> = {}): FilingSubmission => ({
  personId: person,
  insuranceType: 'resident',
  category: 'other-temporary',
  destination: '110000',
  documents: ['id-card', 'filing-form'],
  channel: 'mini-program',
  ...own,
});
const file = (person: string, own: Partial<FilingSubmission> = {}) =>
  h.side.services.submitFiling(personActor(person), submission(person, own));

const check = async (person: string, careArea = '110000') => {
  const answer = await h.ask(
    'entitlement.check@1',
    {
      personId: person,
      insuranceType: 'resident',
      careType: 'inpatient',
      careArea,
      providerId: 'H1',
      isEmergency: false,
      on: dateOf(h.clock.now),
    },
    { careArea, providerId: 'H1' },
  );
  return valueIn(answer);
};

const events = statement(
  'insured.testing.filing-events',
  `select o.id, e.event_id from node.outbox o left join insured.filing_event e on e.event_id = o.id
   where o.message = 'filing.changed@1'`,
);
const tasks = statement(
  'insured.testing.verification-tasks',
  'select done_at from insured.verification_task where person_id = $1 and filing_id = $2',
);

describe('filing for care elsewhere', () => {
  const journey = personId('journey-1');

  test('F-10 a filing made after the admission opens direct settlement', async () => {
    const bill = inpatientBill({ personId: journey, visitId: 'late' });
    const request = { settlementId: 'S-late', requestedAt: h.clock.now, bill };
    expect(await h.ask('settlement.settle@1', request)).toMatchObject({
      refusal: { code: 'filing-required' },
    });
    expect(await check(journey)).toMatchObject({ referralClass: 'unfiled', unfiledRule: 'refused' });
    const filed = valueIn(await file(journey));
    expect(filed.state).toBe('in-force');
    expect(await check(journey)).toMatchObject({ referralClass: 'other-temporary' });
    const settled = valueIn(await h.ask('settlement.settle@1', request));
    expect(settled.filingId).toBe(filed.filingId);
  });

  test('F-15 every change leaves an event on both sides in its own transaction', async () => {
    const rows = await db.query<{ id: string; event_id: string | null }>(events, []);
    expect(rows).toHaveLength(1);
    expect(rows.every((row) => row.id === row.event_id)).toBe(true);
  });

  test('F-03 an emergency without filing settles at the emergency class', async () => {
    const careArea = '310000';
    const from = { careArea, providerId: 'H31010400001' };
    const bill = inpatientBill({ personId: journey, visitId: 'E', ...from, isEmergency: true });
    const request = { settlementId: 'S-E', requestedAt: h.clock.now, bill };
    expect(valueIn(await h.ask('settlement.settle@1', request, from)).referralClass).toBe('emergency');
  });

  test.each([
    ['home', { destination: '990100' }, 'destination-is-home'],
    ['a whole province', { destination: '430000' }, 'destination-too-wide'],
    ['another insurance', { insuranceType: 'employee' as const }, 'not-insured'],
    ['a start in the past', { startsOn: calendarDate('2026-02-01') }, 'start-too-early'],
    ['no documents', { documents: [], destination: '370600' }, 'document-missing'],
    ['the same once more', {}, 'filing-exists'],
    [
      'a renewal of nothing',
      { category: 'referral' as const, renews: 'F0', destination: '310000' },
      'renewal-not-possible',
    ],
  ])('refuses %s', async (_, own, code) => {
    const answer = await file(journey, own);
    expect(answer.ok ? 'filed' : answer.refusal.code).toBe(code);
  });

  test('nobody files for somebody else but the agency of the area', async () => {
    const stranger = await h.side.services.submitFiling(personActor('X'), submission(journey));
    const other = await h.side.services.submitFiling(agencyOf('990101'), submission(journey));
    expect([stranger, other]).toMatchObject([
      { refusal: { code: 'not-permitted' } },
      { refusal: { code: 'not-permitted' } },
    ]);
    const own = await h.side.services.submitFiling(
      agencyOf('990100'),
      submission(journey, { destination: '370600', channel: 'window' }),
    );
    expect(own.ok).toBe(true);
  });
});

describe('a reviewed filing', () => {
  const person = personId('journey-temporary');
  const papers = { category: 'long-term-resident', destination: '440100' } as const;

  test('F-04 waits for its decision, is overdue after two working days, and counts once accepted', async () => {
    const documents = ['id-card', 'filing-form', 'residence-proof'] as const;
    const filed = valueIn(await file(person, { ...papers, documents }));
    expect(filed.state).toBe('submitted');
    expect((await check(person, '440100')).referralClass).toBe('unfiled');
    h.clock.now = at('2026-03-13 00:00:00');
    const waiting = valueIn(await h.side.services.waitingFilings(agencyOf('990100')));
    expect(waiting).toMatchObject([{ dueOn: '2026-03-12', isOverdue: true }]);
    const decision = { personId: person, filingId: filed.filingId, accept: false };
    expect(await h.side.services.decideFiling(agencyOf('990100'), decision)).toMatchObject({
      refusal: { code: 'reason-missing' },
    });
    const accept = { ...decision, accept: true };
    expect(await h.side.services.decideFiling(agencyOf('990101'), accept)).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
    expect(valueIn(await h.side.services.decideFiling(agencyOf('990100'), accept)).state).toBe('in-force');
    expect(await h.side.services.decideFiling(agencyOf('990100'), accept)).toMatchObject({
      refusal: { code: 'filing-not-open' },
    });
    expect(await check(person, '440100')).toMatchObject({ referralClass: 'long-term' });
  });

  test('F-05 a long-term filing is locked for six months, then may be cancelled', async () => {
    const filings = valueIn(await h.side.services.filingsOf(personActor(person), person));
    const longTerm = filings.find((f) => f.category === 'long-term-resident');
    assert(longTerm !== undefined, 'the filing is listed');
    const request = { personId: person, filingId: longTerm.filingId };
    expect(await h.side.services.cancelFiling(personActor(person), request)).toMatchObject({
      refusal: { code: 'filing-locked' },
    });
    h.clock.now = at('2026-09-11 09:00:00');
    expect(valueIn(await h.side.services.cancelFiling(personActor(person), request)).state).toBe('cancelled');
  });

  test('F-11 F-12 a commitment takes effect at once, leaves a task, and ends with the documents', async () => {
    h.clock.now = at('2026-10-01 09:00:00');
    const committed = valueIn(await file(person, { ...papers, destination: '310000', commitment: true }));
    expect(committed).toMatchObject({ state: 'in-force', byCommitment: true });
    const key = [person, committed.filingId];
    expect(await db.query(tasks, key)).toEqual([{ done_at: null }]);
    expect((await check(person, '990100')).referralClass).toBe('other-temporary');
    const completion = {
      personId: person,
      filingId: committed.filingId,
      documents: ['residence-proof'],
    } as const;
    valueIn(await h.side.services.completeFiling(personActor(person), completion));
    expect((await check(person, '990100')).referralClass).toBe('referral');
    expect(await db.query<{ done_at: number | null }>(tasks, key)).not.toEqual([{ done_at: null }]);
  });
});

describe('a temporary filing', () => {
  const person = personId('journey-referral');
  const diseaseCode = 'C34.900';

  test('F-16 continued treatment of the same disease is filed without a new certificate', async () => {
    const documents = ['id-card', 'filing-form', 'referral-certificate'] as const;
    const own = { category: 'referral', destination: '310000', diseaseCode } as const;
    const first = valueIn(await file(person, { ...own, documents }));
    h.clock.now = at('2026-09-20 09:00:00');
    const other = await file(person, { ...own, renews: first.filingId, diseaseCode: 'I21.901' });
    expect(other).toMatchObject({ refusal: { code: 'renewal-not-possible' } });
    expect(valueIn(await file(person, { ...own, renews: first.filingId })).state).toBe('in-force');
  });

  test('a change replaces the old filing from the first day of the new one', async () => {
    const filings = valueIn(await h.side.services.filingsOf(personActor(person), person));
    const old = filings.find((f) => f.careAreas.includes('310000') && f.state === 'in-force');
    assert(old !== undefined, 'the filing is listed');
    const changed = await h.side.services.changeFiling(personActor(person), {
      filingId: old.filingId,
      submission: submission(person, { destination: '440100' }),
    });
    expect(valueIn(changed).careAreas).toEqual(['440100', '449900']);
    const after = valueIn(await h.side.services.filingsOf(personActor(person), person));
    expect(after.find((f) => f.filingId === old.filingId)?.state).toBe('replaced');
  });
});
