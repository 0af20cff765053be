import { statement, useTestDatabase } from '@zhijie/database';
import type { Fen, Quantity } from '@zhijie/kernel';
import { encodeRequest } from '@zhijie/wire';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setAgreement } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { type Books, booksOf } from '../testing/books.ts';
import {
  codeOf,
  failureOf,
  HOSPITAL,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  outpatientLines,
  sendBytes,
} from '../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  PERSON,
  personOf,
  registration,
  settlementOf,
  staySettlement,
  stayWithLines,
  type Visit,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
const SUSPEND = statement(
  'test-suspend',
  `UPDATE insured.coverage SET status = $2, paused_on = CASE $2 WHEN 'in-force' THEN NULL ELSE '2026-01-01' END
   WHERE person_id = $1`,
);
let network: TestNetwork;
let beijing: Hospital;
let visit: Visit & { readonly batch: string };
let before: Books;
const region = { insuredRegion: '990100' };
const person = personOf(PERSON);
const books = () => booksOf(network, care);
const actor = { id: 'agency', kind: 'agency', node: '11', areas: ['110000'], roles: [] } as const;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  visit = await visitWithBatch(beijing);
});
beforeEach(async () => {
  before = await books();
});

/** The answer names the error and says in Chinese what to do; nothing changed anywhere. */
async function expectRefused(
  answer: Promise<{ text: string; bytes: Uint8Array } & Parameters<typeof codeOf>[0]>,
  code: string,
) {
  const reply = await answer;
  expect(codeOf(reply), reply.text).toBe(code);
  expect(failureOf(reply.bytes)).toMatch(/^【\d{4}】.*[\u4e00-\u9fff].*。/);
  expect(await books()).toEqual(before);
}

describe('refused with a clear reason and without effect', () => {
  it('V-01 a person whom no place insures', async () => {
    const certificate = '119900199001011234';
    const call = beijing.call('1101', { credentialType: 'id-card', credentialNumber: certificate });
    expect(codeOf(await call)).toBe('bad-check-digit');
    const nobody = { credentialType: 'id-card', credentialNumber: '119900199001011013' } as const;
    await expectRefused(beijing.call('1101', nobody), 'unknown-person');
    await expectRefused(
      beijing.call('1101', { credentialType: 'social-card', credentialNumber: 'X000', cardSerial: '1' }),
      'unknown-person',
    );
  });

  it('V-01 a name that does not belong to the number', async () => {
    const input = {
      credentialType: 'id-card',
      credentialNumber: person.certificate,
      personName: '他人',
    } as const;
    await expectRefused(beijing.call('1101', input, region), 'name-mismatch');
    await expectRefused(
      beijing.call('2201', { ...registration(person), personName: '他人' }, region),
      'name-mismatch',
    );
  });

  it('V-01 a wrong check digit', async () => {
    const last = person.certificate.endsWith('1') ? '2' : '1';
    const credentialNumber = person.certificate.slice(0, 17) + last;
    await expectRefused(
      beijing.call('1101', { credentialType: 'id-card', credentialNumber }),
      'bad-check-digit',
    );
  });

  it('V-01 the certificate of another person', async () => {
    const other = personOf('journey-1').certificate;
    const input = { ...registration(person), credentialNumber: other };
    await expectRefused(beijing.call('2201', input, region), 'person-mismatch');
  });

  it('a suspended coverage', async () => {
    const temporary = personOf('journey-temporary');
    await insured.query(SUSPEND, [temporary.personId, 'suspended']);
    await expectRefused(beijing.call('2201', registration(temporary), region), 'coverage-suspended');
    await expectRefused(beijing.call('2401', admission(temporary), region), 'coverage-suspended');
    await insured.query(SUSPEND, [temporary.personId, 'in-force']);
  });

  it('an item that the catalogue of the care place does not list', async () => {
    const lines = outpatientLines(visit, 'B9', [['XZ99ZZA999A001010100001', '98.00', '1']]);
    await expectRefused(beijing.call('2204', lines), 'unknown-item');
  });

  it('quantity × price other than the amount', async () => {
    const [line] = outpatientLines(visit, 'B9', [[ITEMS.drugA, '98.00', '3']]);
    const reply = beijing.call('2204', [{ ...line!, lineAmount: 29_401 as Fen }]);
    await expectRefused(reply, 'amount-mismatch');
    expect((await reply).text).toContain('294.00');
    const negative = [{ ...line!, quantity: -10_000 as Quantity, lineAmount: -9_800 as Fen }];
    await expectRefused(beijing.call('2204', negative), 'quantity-invalid');
  });

  it('a line number used before in the visit', async () => {
    const [line] = outpatientLines(visit, 'B1', [[ITEMS.drugA, '98.00', '1']]);
    await expectRefused(beijing.call('2204', [line!]), 'line-duplicate');
    await expectRefused(
      beijing.call('2204', [
        { ...line!, lineId: 'N1' },
        { ...line!, lineId: 'N1' },
      ]),
      'line-duplicate',
    );
  });

  it('V-03 a total other than the sum of the lines', async () => {
    const reply = beijing.call('2207', settlementOf(visit, 36_601 as Fen));
    await expectRefused(reply, 'total-mismatch');
    expect((await reply).text).toContain('366.01');
    const part = { ...settlementOf(visit), feeExcluded: 1 as Fen };
    await expectRefused(beijing.call('2207', part), 'fee-parts-mismatch');
    await expectRefused(beijing.call('2206', settlementOf(visit, 1 as Fen)), 'total-mismatch');
  });

  it('the same message id with another content, naming the field', async () => {
    const messageId = nextMessageId();
    const input = registration(person);
    await beijing.must('2201', input, { ...region, messageId });
    before = await books();
    const changed = { ...input, departmentName: '外科' };
    const reply = beijing.call('2201', changed, { ...region, messageId });
    await expectRefused(reply, 'message-id-reused');
    expect((await reply).text).toContain('dept_name');
  });

  it('a discharge before the admission', async () => {
    const stay = await stayWithLines(beijing);
    before = await books();
    const early = dischargeOf(stay, at('2026-03-05 09:59:59'));
    await expectRefused(beijing.call('2402', early), 'discharge-before-admission');
    await expectRefused(beijing.call('2402', dischargeOf(stay, at('2027-01-01 00:00:00'))), 'date-in-future');
  });

  it('an amount with three decimals', async () => {
    const header = {
      messageId: nextMessageId(),
      careRegion: '110000',
      operatorId: '1',
      operatorName: '收费员',
      sentAt: network.clock.now,
      providerId: HOSPITAL,
      providerName: '示例医院',
    };
    const text = Buffer.from(encodeRequest('2207', header, settlementOf(visit))).toString('utf8');
    const body = Buffer.from(text.replace('366.00', '366.001'));
    const message = failureOf(await sendBytes(network, body));
    expect(message).toContain('366.001');
    expect(message).toContain('节点 data');
    expect(await books()).toEqual(before);
  });

  it('F-17 a hospital whose agreement is suspended', async () => {
    const change = { providerId: HOSPITAL, reason: '检查' };
    await setAgreement(network.care.care.deps, actor, { ...change, agreement: 'suspended' });
    await expectRefused(beijing.call('2207', settlementOf(visit)), 'provider-suspended');
    await expectRefused(beijing.call('2201', registration(person), region), 'provider-suspended');
    await setAgreement(network.care.care.deps, actor, { ...change, agreement: 'active' });
    const stranger = { ...actor, areas: ['310000'] };
    const refused = await setAgreement(network.care.care.deps, stranger, {
      ...change,
      agreement: 'suspended',
    });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
    expect(await books()).toEqual(before);
  });

  it('F-17 a chronic disease that the hospital has not opened', async () => {
    const small = hospital(network, 'H11010500003');
    const { visitId, personId } = await small.must('2201', registration(person), region);
    before = await books();
    const chronic = {
      visit: {
        visitId,
        personId,
        careType: 'chronic',
        startedAt: at('2026-03-10 08:00:00'),
        diseaseCode: 'M03900',
      },
      diagnoses: [],
    } as const;
    await expectRefused(small.call('2203', chronic), 'provider-not-open-for-care');
  });

  it('V-09 a trauma without the third-party flag, and a settlement with a third party', async () => {
    const stay = admission(person);
    const flagged = (flags: object) => ({ ...stay, stay: { ...stay.stay, outOfAreaFlags: flags } });
    await expectRefused(
      beijing.call('2401', flagged({ isTrauma: true }), region),
      'trauma-statement-missing',
    );
    const liable = flagged({ isTrauma: true, involvesThirdParty: true });
    const { visitId } = await beijing.must('2401', liable, region);
    before = await books();
    const settlement = staySettlement({ visitId, personId: person.personId });
    await expectRefused(beijing.call('2304', settlement), 'third-party-liability');
  });

  it('F-10 a missing filing where the insured place demands one: admitted with a warning, not settled', async () => {
    const unfiled = personOf('journey-1');
    const admitted = await beijing.call('2401', admission(unfiled), region);
    expect(codeOf(admitted)).toBe('success');
    expect(admitted.warning).toMatch(/备案/);
    const stay = await stayWithLines(beijing, 'journey-1');
    await beijing.must('2402', dischargeOf(stay));
    before = await books();
    await expectRefused(beijing.call('2303', staySettlement(stay)), 'filing-required');
    await expectRefused(beijing.call('2304', staySettlement(stay)), 'filing-required');
  });

  it.each([
    ['not JSON', Buffer.from('hello'), '1001'],
    ['an array', Buffer.from('[1]'), '1003'],
    ['nothing', Buffer.from(''), '1001'],
    ['10 MB', Buffer.alloc(10 * 1024 * 1024, 0x20), '1004'],
    ['deep nesting', Buffer.from('['.repeat(200_000)), '1001'],
  ])('a body that is %s', async (_what, body, number) => {
    expect(failureOf(await sendBytes(network, body))).toContain(`【${number}】`);
    expect(await books()).toEqual(before);
  });

  it('a hospital that nobody knows, and a visit of another hospital', async () => {
    const stranger = hospital(network, 'H11010599999');
    await expectRefused(stranger.call('2207', settlementOf(visit)), 'provider-unknown');
    const other = hospital(network, 'H11010500002');
    await expectRefused(other.call('2207', settlementOf(visit)), 'visit-not-found');
  });
});
