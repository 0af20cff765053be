import { statement, useTestDatabase } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import { dictionary, type InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { PERSON, personOf, registration, settlementOf, visitWithBatch } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';
import { answerHospital } from './index.ts';
import { answerLocalComponent } from './local-component.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

/** The official code of the field is the wire package's to know. */
const CODE_FIELD = dictionary.credentialCode.code;
const MINUTES = 60_000;
const SECOND_HOSPITAL = 'H11010500002';

/** The text of the code that the person's own page would draw. */
async function shownCode(key = PERSON): Promise<string> {
  const { personId } = personOf(key);
  const actor = { id: personId, kind: 'person', node: '99', areas: [], roles: [] } as const;
  const issued = await network.insured.insured.services.issueCredential(actor, personId);
  assert(issued.ok, 'a person gets a code');
  return issued.value.code;
}

type Business = InputOf<'1162'>['credentialBusiness'];

const scan = (credentialCode: string, own: { business?: Business } = {}): InputOf<'1162'> => ({
  credentialInstitution: 'H11010500001',
  credentialBusiness: own.business ?? 'registration',
  credentialOperatorId: '0001',
  credentialOperatorName: '收费员',
  credentialDepartmentId: '01',
  credentialDepartmentName: '内科',
  credentialCode,
});

async function tokenFor(business: Business, key = PERSON): Promise<string> {
  const { card } = await beijing.must('1162', scan(await shownCode(key), { business }));
  return card.credentialToken!;
}

const shown = (credentialNumber: string) => ({ credentialType: 'insurance-code', credentialNumber }) as const;

describe('1161 and 1101: whoever shows a card is the same person', () => {
  it('names the place of insurance where the stated one does not know the person', async () => {
    const { certificate } = personOf(PERSON);
    const asked = {
      credentialType: 'id-card',
      credentialNumber: certificate,
      certificateType: 'id-card',
      certificateNumber: certificate,
    } as const;
    const wrong = await beijing.call('1101', asked, { insuredRegion: '110000' });
    expect(codeOf(wrong)).toBe('insured-region-mismatch');
    expect(wrong.text).toContain('990100');
    const stranger = {
      ...asked,
      credentialNumber: '110105195001011238',
      certificateNumber: '110105195001011238',
    };
    expect(codeOf(await beijing.call('1101', stranger, { insuredRegion: '110000' }))).not.toBe(
      'insured-region-mismatch',
    );
  });

  it('V-01 finds the person by each of the three certificates', async () => {
    const { certificate, personId } = personOf(PERSON);
    const card = await beijing.must('1161', { credentialNumber: certificate });
    expect(card).toMatchObject({ card: { cardNumber: certificate }, person: { personId } });
    for (const credentialType of ['id-card', 'social-card', 'insurance-code'] as const) {
      const found = await beijing.must(
        '1101',
        { credentialType, credentialNumber: certificate },
        { insuredRegion: '990100' },
      );
      expect(found.person.personId).toBe(personId);
    }
  });

  it('V-01 refuses a card whose holder has another name', async () => {
    const { certificate } = personOf(PERSON);
    const other = await beijing.call('1161', { credentialNumber: certificate, personName: '别人' });
    expect(codeOf(other)).toBe('name-mismatch');
  });
});

describe('Q-10 an electronic credential', () => {
  it('is decoded once into a token by which the person registers and is settled', async () => {
    const { personId, certificate } = personOf(PERSON);
    const code = await shownCode();
    const messageId = nextMessageId();
    const decoded = await beijing.must('1162', scan(code), { messageId });
    expect(decoded.person).toMatchObject({ personId, certificateNumber: certificate });
    const token = decoded.card.credentialToken!;
    const again = await beijing.must('1162', scan(code), { messageId });
    expect(again.card.credentialToken).toBe(token);
    expect(codeOf(await beijing.call('1162', scan(code)))).toBe('credential-used');
    const found = await beijing.must('1101', shown(token));
    expect(found.person.personId).toBe(personId);
    const registered = await beijing.call('2201', { ...registration(personOf(PERSON)), ...shown(token) });
    expect(codeOf(registered)).toBe('success');
    const visit = await visitWithBatch(beijing);
    const paying = await tokenFor('settlement');
    await beijing.must('2206', { ...settlementOf(visit), ...shown(paying) });
    const settled = await beijing.must('2207', { ...settlementOf(visit), ...shown(paying) });
    expect(settled.settlement.credentialType).toBe('insurance-code');
  });

  it('serves one act: a second one is refused, the same message repeats itself', async () => {
    const token = await tokenFor('registration');
    const input = { ...registration(personOf(PERSON)), ...shown(token) };
    const messageId = nextMessageId();
    const first = await beijing.call('2201', input, { messageId });
    expect(codeOf(first)).toBe('success');
    expect((await beijing.call('2201', input, { messageId })).text).toBe(first.text);
    const other = await beijing.call('2201', { ...registration(personOf(PERSON)), ...shown(token) });
    expect(codeOf(other)).toBe('credential-used');
    expect(codeOf(await beijing.call('1101', shown(token)))).toBe('credential-used');
  });

  it('expires: the code after a minute, the token after a quarter of an hour', async () => {
    const code = await shownCode();
    network.clock.now = (network.clock.now + 2 * MINUTES) as typeof network.clock.now;
    expect(codeOf(await beijing.call('1162', scan(code)))).toBe('credential-expired');
    const token = await tokenFor('registration');
    network.clock.now = (network.clock.now + 16 * MINUTES) as typeof network.clock.now;
    expect(codeOf(await beijing.call('1101', shown(token)))).toBe('credential-expired');
  });

  it('is replaced by the next one that is shown', async () => {
    const earlier = await shownCode();
    const later = await shownCode();
    expect(codeOf(await beijing.call('1162', scan(earlier)))).toBe('credential-unknown');
    expect(codeOf(await beijing.call('1162', scan(later)))).toBe('success');
  });

  it('is bound to institution, operator and business', async () => {
    const token = await tokenFor('settlement');
    const input = { ...registration(personOf(PERSON)), ...shown(token) };
    expect(codeOf(await beijing.call('2201', input))).toBe('credential-other-business');
    const elsewhere = await beijing.call('1101', shown(token), { providerId: SECOND_HOSPITAL });
    expect(codeOf(elsewhere)).toBe('credential-elsewhere');
    const other = await beijing.must('1162', { ...scan(await shownCode()), credentialOperatorId: '0002' });
    const byOther = await beijing.call('1101', shown(other.card.credentialToken!));
    expect(codeOf(byOther)).toBe('credential-other-operator');
    const foreign = await beijing.call('1162', {
      ...scan(await shownCode()),
      credentialInstitution: SECOND_HOSPITAL,
    });
    expect(codeOf(foreign)).toBe('operator-not-allowed');
    expect(codeOf(await beijing.call('1162', scan('not a code')))).toBe('credential-malformed');
  });

  it('of one person opens no visit of another, and stays usable', async () => {
    const token = await tokenFor('registration');
    const other = registration(personOf('journey-1'));
    const refused = await beijing.call('2201', { ...other, ...shown(token) }, { insuredRegion: '990100' });
    expect(codeOf(refused)).toBe('person-mismatch');
    expect(codeOf(await beijing.call('1101', shown(token)))).toBe('success');
  });

  it('is issued to the person alone, and leaves neither code nor token in the database', async () => {
    const { personId } = personOf(PERSON);
    const agency = { id: 'a', kind: 'agency', node: '99', areas: ['990100'], roles: [] } as const;
    const issued = await network.insured.insured.services.issueCredential(agency, personId);
    expect(issued).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
    const code = await shownCode();
    const { card } = await beijing.must('1162', scan(code));
    const read = statement(
      'test-credentials',
      'select row_to_json(c)::text as row from insured.credential c',
    );
    const rows = (await insured.query<{ row: string }>(read, [])).map(({ row }) => row).join('\n');
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(card.credentialToken!);
  });
});

describe('ec.query of the local component', () => {
  const query = (credentialCode: string, own: Record<string, unknown> = {}) => ({
    transType: 'ec.query',
    orgId: 'H11010500001',
    data: {
      orgId: 'H11010500001',
      businessType: '01101',
      operatorId: '0001',
      operatorName: '收费员',
      officeId: '01',
      officeName: '内科',
      [CODE_FIELD]: credentialCode,
    },
    ...own,
  });

  async function ask(body: unknown): Promise<{ code: number; data: Record<string, string> | null }> {
    const { deps } = network.care.care;
    const careOf = (province: string) => (province === '11' ? deps : undefined);
    const now = () => network.clock.now;
    const bytes = await answerLocalComponent(
      { careOf, now },
      { body: Buffer.from(JSON.stringify(body)), path: '/localcfc/api/hsecfc/localQrCodeQuery', headers: {} },
      (asked) => answerHospital({ careOf, now, log: () => {} }, asked),
    );
    return JSON.parse(Buffer.from(bytes!).toString('utf8'));
  }

  it('Q-10 gives the person and a token in its own form, once per code', async () => {
    const code = await shownCode();
    const answer = await ask(query(code));
    expect(answer.code).toBe(0);
    expect(Object.values(answer.data!)).toContain(personOf(PERSON).certificate);
    const token = Object.values(answer.data!).find((value) => value.startsWith('EC990100'));
    const input = { ...registration(personOf(PERSON)), ...shown(token!) };
    expect(codeOf(await beijing.call('2201', input))).toBe('success');
    expect((await ask(query(code))).code).toBe(-1);
  });

  it.each([
    ['another function', (code: string) => query(code, { transType: 'ec.auth' })],
    ['no data', (code: string) => query(code, { data: null })],
    ['no institution', (code: string) => query(code, { orgId: 'H', data: { orgId: 'H' } })],
    ['an institution that is not served', (code: string) => query(code, { data: { orgId: 'H99010100001' } })],
    ['text', () => 'ec.query'],
  ])('refuses %s in its own form', async (_name, body) => {
    expect(await ask(body('9901000000000000000000000000'))).toMatchObject({ code: -1, data: null });
  });
});

const question = (own: Partial<InputOf<'2001'>> = {}): InputOf<'2001'> => ({
  personId: personOf(PERSON).personId,
  insuranceType: 'resident',
  providerId: 'H11010500001',
  careType: 'inpatient',
  startedAt: at('2026-03-10 08:00:00'),
  ...own,
});

describe('2001 says benefit by benefit what can be used', () => {
  const here = { insuredRegion: '990100' };

  it('F-01 with a filing the pool can be used, and the filing says until when', async () => {
    const { benefits } = await beijing.must('2001', question(), here);
    const pool = benefits.find((row) => row.fund === 'resident-pooled');
    expect(pool).toMatchObject({ isBenefitUsable: true, benefitCheck: 'fund', startedOn: '2026-03-10' });
    const filing = benefits.find((row) => row.benefitCheck === 'other');
    expect(filing).toMatchObject({ isBenefitUsable: true, benefitReason: '异地就医备案有效。' });
    const account = benefits.find((row) => row.fund === 'resident-account');
    expect(account).toMatchObject({
      isBenefitUsable: false,
      benefitReason: '个人账户没有余额，或没有个人账户。',
    });
    const aid = benefits.find((row) => row.fund === 'medical-assistance');
    if (aid !== undefined) expect(aid.benefitReason).toBe('不是医疗救助对象。');
  });

  it('F-14 without a filing it says what is missing', async () => {
    const { personId } = personOf('journey-1');
    const { benefits } = await beijing.must('2001', question({ personId }), here);
    const filing = benefits.find((row) => row.benefitCheck === 'other');
    expect(filing?.isBenefitUsable).toBe(false);
    expect(filing?.benefitReason).toContain('未查到有效的异地就医备案');
  });

  it('F-03 an emergency counts as filed', async () => {
    const { personId } = personOf('journey-1');
    const input = question({
      personId,
      careType: 'emergency',
      outOfAreaFlags: { outpatientUrgency: 'emergency' },
    });
    const { benefits } = await beijing.must('2001', input, here);
    expect(benefits.find((row) => row.benefitCheck === 'other')).toMatchObject({
      isBenefitUsable: true,
      benefitReason: '急诊抢救视同已备案。',
    });
  });

  it('a number that nobody can have is nobody’s, whatever its characters', async () => {
    for (const personId of ['P0', '<b>', 'a/b', '张']) {
      expect(codeOf(await beijing.call('2001', question({ personId }), here))).toBe('unknown-person');
    }
  });

  it('an insurance that the person does not have pays nothing, and says so', async () => {
    const { benefits } = await beijing.must('2001', question({ insuranceType: 'employee' }), here);
    expect(benefits.every((row) => !row.isBenefitUsable && row.benefitReason !== '')).toBe(true);
  });

  it('F-17 a disease that the institution has not opened bars every fund with that reason', async () => {
    const input = question({ careType: 'chronic', diseaseCode: 'M07200' });
    const { benefits } = await beijing.must('2001', input, here);
    expect(benefits.length).toBeGreaterThan(0);
    for (const row of benefits) {
      expect(row.isBenefitUsable).toBe(false);
      expect(row.benefitReason).toContain('M07200');
    }
  });
});
