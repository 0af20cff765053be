import { type Database, statement, useTestDatabase } from '@zhijie/database';
import { type Actor, calendarDate, fen } from '@zhijie/kernel';
import { balanceOf, freeBalanceOf, personalAccount } from '@zhijie/ledger';
import { knownPersonOf } from '@zhijie/population';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Province, provinceMigrations } from '../../province.ts';
import { at, type TestNetwork, testNetwork } from '../../testing/network.ts';
import { agencyOf, personActor, valueIn } from '../testing/harness.ts';
import { transferFigures } from './index.ts';

const beijing = useTestDatabase(provinceMigrations);
const example = useTestDatabase(provinceMigrations);
let net: TestNetwork;
let old: Province;
let fresh: Province;
const A1 = knownPersonOf('a1');
const LEAVING = { from: '990101', to: '110000' };
const DUE = at('2026-03-10 09:00:00');

const agency = (area: string): Actor => ({ ...agencyOf(area), node: area.slice(0, 2) });
const MEMBER = statement(
  'test-relation-coverage',
  `select insured_area as area, status, started_on as "startedOn", paused_on as "pausedOn", facts
   from insured.coverage where person_id = $1 and insurance_type = 'employee'`,
);
const coverageAt = async (db: Database) =>
  (await db.query<Record<string, unknown>>(MEMBER, [A1.personId]))[0] ?? null;
const freeAt = async (db: Database) =>
  (await freeBalanceOf(db, 'insured_ledger', personalAccount(A1.personId)))?.free ?? null;
// More than are asked about at once, of an area that nobody can reach.
const WAITING = statement(
  'test-relation-waiting',
  `insert into insured.relation_in (application_id, certificate_digest, certificate_cipher, name_cipher,
     insurance_type, from_area, to_area, starts_on, state, applied_at, due_on, changed_at)
   select '0-waiting-' || n, certificate_digest || n, certificate_cipher, name_cipher, insurance_type,
     '880000', '110101', starts_on, 'accepted', applied_at, due_on, changed_at
   from insured.relation_in, generate_series(1, 51) n where application_id = $1`,
);
const codeOf = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? 'ok' : result.refusal?.code;
const breaches = async () => [
  ...(await net.care.figures()).breaches,
  ...(await net.insured.figures()).breaches,
];
const drive = async () => {
  for (let round = 0; round < 7; round++) {
    await old.insured.driveTransfers();
    await fresh.insured.driveTransfers();
  }
};

beforeAll(async () => {
  net = await testNetwork({ care: beijing, insured: example });
  old = net.insured;
  fresh = net.care;
  net.clock.now = DUE;
  const funding = {
    personId: A1.personId,
    insuranceType: 'employee',
    amount: fen(123_456),
    eventId: 'F1',
  } as const;
  valueIn(await old.insured.services.fundAccount(agency('990101'), funding));
});

async function apply(startsOn = '2026-04-01', toArea = LEAVING.to): Promise<string> {
  const wish = { personId: A1.personId, insuranceType: 'employee' as const, toArea, startsOn };
  const applied = await old.insured.services.applyForTransfer(personActor(A1.personId), wish);
  return valueIn(applied).applicationId;
}
const accept = (applicationId: string, node = fresh, area = LEAVING.to) =>
  node.insured.services.decideJoining(agency(area), { applicationId, accept: true });
const issue = (applicationId: string) =>
  old.insured.services.issueCertificate(agency(LEAVING.from), applicationId);
const statesOf = async (applicationId: string) => {
  const [mine] = valueIn(
    await old.insured.services.transfersOfPerson(personActor(A1.personId), A1.personId),
  ).transfers.filter((one) => one.applicationId === applicationId);
  const { transfers } = valueIn(
    await fresh.insured.services.transfersOfAreas(agency(LEAVING.to), { way: 'in' }),
  );
  const theirs = transfers.find((one) => one.applicationId === applicationId);
  return [mine?.state, theirs?.state];
};

describe('PS2 transfer of insurance to another province', () => {
  test('declined by the new area: the person reads why, nothing has changed', async () => {
    const id = await apply();
    expect(
      codeOf(
        await old.insured.services.applyForTransfer(personActor(A1.personId), {
          ...{ personId: A1.personId, insuranceType: 'employee', toArea: '110000', startsOn: '2026-04-01' },
        }),
      ),
    ).toBe('relation-open');
    await drive();
    expect(await statesOf(id)).toEqual(['applied', 'applied']);
    const decision = { applicationId: id, accept: false };
    expect(codeOf(await fresh.insured.services.decideJoining(agency('310000'), decision))).toBe(
      'relation-unknown',
    );
    expect(codeOf(await fresh.insured.services.decideJoining(agency('110000'), decision))).toBe(
      'relation-reason-missing',
    );
    valueIn(
      await fresh.insured.services.decideJoining(agency('110000'), { ...decision, reason: '未在本市就业' }),
    );
    await drive();
    expect(await statesOf(id)).toEqual(['refused', 'refused']);
    expect(await coverageAt(example)).toMatchObject({ status: 'in-force', pausedOn: null });
    expect(await freeAt(example)).toBe(123_456);
  });

  test('certificate, balance and periods arrive once, though messages are lost and others wait; no gap, no double benefit', async () => {
    const id = await apply();
    await drive();
    expect(codeOf(await issue(id))).toBe('relation-wrong-state');
    valueIn(await accept(id));
    await beijing.query(WAITING, [id]);
    await drive();
    expect(await statesOf(id)).toEqual(['received', 'accepted']);
    net.faults.push({ message: 'relation.request@1', what: 'lose-answer' });
    net.faults.push({ message: 'relation.joined@1', what: 'lose-answer' });
    const issued = valueIn(await issue(id));
    expect(issued.balance).toBe(123_456);
    expect(valueIn(await issue(id))).toEqual(issued);
    expect(await freeAt(example)).toBe(0);
    expect((await transferFigures(example)).transit).toBe(123_456);
    await drive();
    expect(await statesOf(id)).toEqual(['joined', 'done']);
    // The old one pays to the day before, the new one from the day on.
    const before = await coverageAt(example);
    const after = await coverageAt(beijing);
    expect(before).toMatchObject({ status: 'ended', pausedOn: '2026-04-01' });
    expect(after).toMatchObject({
      status: 'in-force',
      startedOn: '2026-04-01',
      area: '110000',
      pausedOn: null,
    });
    expect(after?.facts).toEqual([{ fact: 'enrolledSince', from: '2026-04-01', value: '2015-01-01' }]);
    expect(await freeAt(beijing)).toBe(123_456);
    const mine = valueIn(await fresh.insured.services.transfersOfAreas(agency('110000'), { way: 'in' }));
    // 2015-01 … 2026-03, each month once.
    expect(mine.transfers.find((one) => one.applicationId === id)).toMatchObject({
      months: 135,
      balance: 123_456,
    });
    for (const db of [beijing, example]) expect((await transferFigures(db)).transit).toBe(0);
    expect(await balanceOf(example, 'insured_ledger', 'relation-owed/990101/110000')).toBe(123_456);
    expect(await balanceOf(beijing, 'insured_ledger', 'relation-due/990101/110000')).toBe(-123_456);
    expect(await breaches()).toEqual([]);
  });

  test.each([
    ['2026-03-31', 'in the old area', 'ok', 'coverage-waiting'],
    ['2026-04-01', 'in the new area', 'coverage-ended', 'ok'],
  ])('PS2 on %s the person is entitled %s only', async (on, _, inOld, inNew) => {
    net.clock.now = at('2026-04-02 09:00:00');
    const ask = async (node: Province, area: string) => {
      const handler = node.insured.handlers['entitlement.check@1']!;
      const route = {
        careArea: '110000',
        insuredArea: area,
        providerId: 'H11010500001',
        personId: A1.personId,
        month: '',
      };
      const request = {
        ...{ personId: A1.personId, insuranceType: 'employee' as const, careType: 'inpatient' as const },
        ...{ careArea: '110000', providerId: 'H11010500001', isEmergency: true, on },
      };
      const question = {
        message: 'entitlement.check@1',
        from: '11',
        route,
        frameId: 'f',
        sentAt: net.clock.now,
      } as const;
      return codeOf(await handler(request, question));
    };
    // Beijing's own packs are not in these tests: past the coverage nothing else is asked.
    const passes = (code: string | undefined) => (code?.startsWith('coverage-') ? code : 'ok');
    expect([passes(await ask(old, '990101')), passes(await ask(fresh, '110000'))]).toEqual([inOld, inNew]);
  });
});

describe('PS2 transfer of insurance within a province', () => {
  const A3 = knownPersonOf('a3');
  const wish = (own = {}) => ({
    ...{ certificateNumber: A3.citizenNumber as string, name: A3.name, insuranceType: 'employee' as const },
    ...{ fromArea: '990103', toArea: '990101', startsOn: '2026-04-01', ...own },
  });
  const applyHere = (own = {}) => old.insured.services.applyAtNewArea(agency('990101'), wish(own));

  test.each([
    ['another area’s agency', { toArea: '990102' }, 'not-permitted'],
    ['the same area', { fromArea: '990101' }, 'relation-same-area'],
    ['a day too far', { startsOn: '2027-04-01' }, 'relation-date'],
  ])('%s is refused', async (_, own, code) => {
    expect(codeOf(await applyHere(own))).toBe(code);
  });

  test('a wrong name is refused by the old area and the person may apply again', async () => {
    const { applicationId } = valueIn(await applyHere({ name: '张例四' }));
    expect(codeOf(await applyHere())).toBe('relation-open');
    valueIn(await accept(applicationId, old, '990101'));
    await old.insured.driveTransfers();
    const { transfers } = valueIn(
      await old.insured.services.transfersOfAreas(agency('990101'), { way: 'in' }),
    );
    expect(transfers.find((one) => one.applicationId === applicationId)).toMatchObject({
      state: 'refused',
      reason: '在转出地没有查到该险种的参保关系，请核对转出地。',
    });
  });

  test('by the same messages; the one row of the coverage changes its area, the balance passes transit', async () => {
    const funding = {
      personId: A3.personId,
      insuranceType: 'employee',
      amount: fen(50_000),
      eventId: 'F3',
    } as const;
    valueIn(await old.insured.services.fundAccount(agency('990103'), funding));
    const free = async () =>
      (await freeBalanceOf(example, 'insured_ledger', personalAccount(A3.personId)))?.free;
    const before = await free();
    const { applicationId } = valueIn(await applyHere());
    valueIn(await accept(applicationId, old, '990101'));
    await old.insured.driveTransfers();
    valueIn(await old.insured.services.issueCertificate(agency('990103'), applicationId));
    expect(await free()).toBe(0);
    while ((await old.insured.driveTransfers()) > 0);
    expect(await free()).toBe(before);
    expect((await transferFigures(example)).transit).toBe(0);
    const summary = valueIn(await old.insured.services.personSummary(agency('990101'), A3.personId));
    expect(summary.coverages).toMatchObject([
      { insuranceType: 'employee', insuredArea: '990101', status: 'in-force', startedOn: '2026-04-01' },
    ]);
    expect(await breaches()).toEqual([]);
  });

  test('arrears are paid first', async () => {
    const feed = (status: 'arrears' | 'in-force', eventId: string) =>
      old.insured.services.applyContribution(agency('990101'), {
        ...{ eventId, personId: A3.personId, insuranceType: 'employee', status },
        effectiveOn: calendarDate('2026-04-02'),
      });
    const back = { fromArea: '990101', toArea: '990103', startsOn: '2026-05-01' };
    const applied = await old.insured.services.applyAtNewArea(agency('990103'), wish(back));
    const { applicationId } = valueIn(applied);
    valueIn(await accept(applicationId, old, '990103'));
    await old.insured.driveTransfers();
    valueIn(await feed('arrears', 'E-arrears'));
    const refused = await old.insured.services.issueCertificate(agency('990101'), applicationId);
    expect(codeOf(refused)).toBe('relation-in-arrears');
    valueIn(await feed('in-force', 'E-paid'));
    valueIn(await old.insured.services.issueCertificate(agency('990101'), applicationId));
    while ((await old.insured.driveTransfers()) > 0);
    expect(await breaches()).toEqual([]);
  });
});
