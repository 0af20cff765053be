import {
  dischargeInpatient,
  type Hospital,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  type Patient,
  quoteVisit,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import {
  addDays,
  addFen,
  type CoverageStatus,
  calendarDate,
  citizenNumberOf,
  dateOf,
  type Fen,
  instant,
  startOfDay,
} from '@zhijie/kernel';
import { knownPersonOf, type SeedPerson } from '@zhijie/population';
import { errorOfText, readAnswer, type WireErrorName } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { wallClock } from '../network/network.ts';
import { personsOf } from '../network/seed.ts';
import { amountsOf, calculated, ITEM, SHORT_BILL } from './bills.ts';
import {
  type ClientUnderTest,
  clientOf,
  effects,
  findings,
  quiet,
  sendRaw,
  useNetwork,
} from './network-under-test.ts';

const CASH = { usesPersonalAccount: false };
const underTest = useNetwork(['11', '41', '43', '99']);
const li = knownPersonOf('li-jianguo');

let beijing: ClientUnderTest;
let patient: Patient;
/** An outpatient visit with the bill of journey 1, not settled. */
let visit: OpenVisit;

const patientOf = (person: SeedPerson, name = person.name): Patient => ({
  personId: person.personId,
  name,
  certificateNumber: person.citizenNumber,
  insuranceType: person.coverages[0]!.insuranceType,
  insuredRegion: person.coverages[0]!.area,
});

beforeAll(async () => {
  beijing = clientOf(underTest().url, 'H11010500001');
  patient = patientOf(li);
  visit = await uploadLines(beijing.hospital, await openOutpatient(beijing.hospital, patient), SHORT_BILL);
});

/** The call is refused with this error, says in Chinese what to do, and changes no row of any node. */
async function expectRefused(
  error: WireErrorName,
  call: () => Promise<unknown>,
  ...mentions: readonly string[]
): Promise<void> {
  await quiet(underTest());
  const before = await effects(underTest());
  const said = await call().then(
    () => 'accepted',
    (cause: Error) => cause.message.replace(/^\d{4}: /, ''),
  );
  expect(errorOfText(said), said).toBe(error);
  expect(said).toMatch(/^【\d{4}】.*\p{Script=Han}{4}/u);
  for (const mention of mentions) expect(said).toContain(mention);
  await quiet(underTest());
  expect(await effects(underTest())).toEqual(before);
}

const otherThan = (character: string | undefined): string => (character === '1' ? '2' : '1');
const identify = (number: string, own: { name?: string; region?: string } = {}) =>
  beijing.hospital.expect(
    '1101',
    {
      credentialType: 'id-card',
      credentialNumber: number,
      ...(own.name === undefined ? {} : { personName: own.name }),
    },
    { insuredRegion: own.region ?? null },
  );

describe('V-01 the person', () => {
  it.each([
    ['no insured place', undefined],
    ['an insured place', '410100'],
  ])('whom nobody insures is refused, with %s given', async (_what, region) => {
    const nobody = citizenNumberOf({
      region: '419900',
      birthDate: calendarDate('1959-12-31'),
      sequence: 998,
    });
    await expectRefused('unknown-person', () => identify(nobody, region === undefined ? {} : { region }));
  });

  it('whose name belongs to another number is refused, when looked up and when admitted', async () => {
    await expectRefused('name-mismatch', () => identify(li.citizenNumber, { name: '李建军' }));
    await expectRefused('name-mismatch', () =>
      identify(li.citizenNumber, { name: '李建军', region: '410100' }),
    );
    await expectRefused('name-mismatch', () => openInpatient(beijing.hospital, patientOf(li, '李建军')));
  });

  it('whose number has a wrong check digit is refused, when looked up and when registered', async () => {
    const wrong = li.citizenNumber.slice(0, 17) + otherThan(li.citizenNumber[17]);
    await expectRefused('bad-check-digit', () => identify(wrong));
    await expectRefused('bad-check-digit', () =>
      openOutpatient(beijing.hospital, { ...patient, certificateNumber: wrong }),
    );
  });

  it('whose number is another person’s is refused', async () => {
    const other = { ...patient, certificateNumber: knownPersonOf('a7-first').citizenNumber };
    await expectRefused('person-mismatch', () => openOutpatient(beijing.hospital, other));
  });
});

const ERROR_OF_STATUS = {
  suspended: 'coverage-suspended',
  arrears: 'coverage-arrears',
  waiting: 'coverage-waiting',
  ended: 'coverage-ended',
  dead: 'coverage-dead',
} as const satisfies Record<Exclude<CoverageStatus, 'in-force'>, WireErrorName>;

describe('the coverage', () => {
  it.each(Object.entries(ERROR_OF_STATUS))(
    'that is %s refuses registration and admission',
    async (status, error) => {
      const person = personsOf('41').find((each) => each.coverages[0]?.status === status)!;
      await expectRefused(error, () => openOutpatient(beijing.hospital, patientOf(person)));
      await expectRefused(error, () => openInpatient(beijing.hospital, patientOf(person)));
    },
  );

  it('suspended during the stay refuses the settlement; restored it settles', async () => {
    const other = patientOf(knownPersonOf('journey-long-term'));
    const open = await openInpatient(beijing.hospital, other);
    const stay = await uploadLines(beijing.hospital, open, SHORT_BILL);
    await dischargeInpatient(beijing.hospital, stay);
    await contribute(other, 'suspended');
    await expectRefused('coverage-suspended', () => quoteVisit(beijing.hospital, stay, CASH));
    await expectRefused('coverage-suspended', () => settleVisit(beijing.hospital, stay, CASH));
    await contribute(other, 'in-force');
    await settleVisit(beijing.hospital, stay, CASH);
    expect(await findings(underTest())).toEqual([]);
  });
});

async function contribute(of: Patient, status: CoverageStatus): Promise<void> {
  const province = underTest().network.provinces.get(of.insuredRegion.slice(0, 2))!;
  const actor = { id: 'feed', kind: 'system', node: province.address, areas: [], roles: [] } as const;
  const applied = await province.insured.services.applyContribution(actor, {
    eventId: `acceptance-${of.personId.slice(-8)}-${status}`,
    personId: of.personId,
    insuranceType: of.insuranceType,
    status,
    effectiveOn: addDays(dateOf(wallClock()), -1),
  });
  if (!applied.ok) throw new Error(applied.refusal.code);
}

describe('F-14 a person of Changsha without a filing, in Beijing', () => {
  const unfiled = knownPersonOf('zhao-zhiqiang');

  it('is admitted with a warning and not settled as an inpatient', async () => {
    const admitted = await openInpatient(beijing.hospital, patientOf(unfiled));
    expect(Buffer.from(beijing.latest().answer).toString('utf8')).toContain('备案');
    const stay = await uploadLines(beijing.hospital, admitted, SHORT_BILL);
    await expectRefused('filing-required', () => quoteVisit(beijing.hospital, stay, CASH), '备案');
    await dischargeInpatient(beijing.hospital, stay);
    await expectRefused('filing-required', () => settleVisit(beijing.hospital, stay, CASH), '备案');
  });

  it('settles as an outpatient, not reduced', async () => {
    const open = await openOutpatient(beijing.hospital, patientOf(unfiled));
    const own = await uploadLines(beijing.hospital, open, SHORT_BILL);
    const settlement = await settleVisit(beijing.hospital, own, CASH);
    const question = {
      area: '430100',
      insuranceType: 'employee',
      care: 'outpatient',
      group: 'retired',
      usesAccount: false,
      careArea: '110000',
      certificateNumber: unfiled.citizenNumber,
      on: dateOf(settlement.settledAt),
    } as const;
    expect(amountsOf(settlement)).toEqual(calculated(SHORT_BILL, { ...question, referral: 'unfiled' }));
    expect(amountsOf(settlement)).toEqual(calculated(SHORT_BILL, { ...question, referral: 'long-term' }));
  });
});

const upload = (hospital: Hospital, item: string, price: string, quantity: string) =>
  uploadLines(hospital, { ...visit, batchNumber: `${visit.batchNumber}B` }, [{ item, price, quantity }]);

/** The line's number is one of the visit's own; uploads that are refused for another reason never get there. */
const renumbered = (body: string): string => body.replace(/"1"(,"[a-z_]+":"[^"]{20,})/, '"77"$1');

describe('the lines', () => {
  it('of an item that the catalogue does not list are refused, naming the item', async () => {
    const hospital = beijing.altered(renumbered);
    const unlisted = 'XZ99ZZA999A001010100001';
    await expectRefused('unknown-item', () => upload(hospital, unlisted, '98.00', '1'), unlisted);
  });

  it('whose quantity × price is not the amount are refused, with both amounts', async () => {
    const hospital = beijing.altered((body) => renumbered(body).replace('294.00', '294.01'));
    await expectRefused(
      'amount-mismatch',
      () => upload(hospital, ITEM.drugA, '98.00', '3'),
      '294.00',
      '294.01',
    );
  });

  it('with an amount of three decimals are refused, naming node, row, field and value', async () => {
    const hospital = beijing.altered((body) => renumbered(body).replace('294.00', '294.001'));
    await expectRefused(
      'amount-decimals',
      () => upload(hospital, ITEM.drugA, '98.00', '3'),
      '节点',
      '第 1 行',
      '明细项目费用总额',
      '294.001',
    );
  });
});

describe('the settlement', () => {
  const of = (own: OpenVisit, messageId?: string) =>
    settleVisit(beijing.hospital, own, { ...CASH, ...(messageId === undefined ? {} : { messageId }) });

  it('V-03 of a total that is not the sum of the lines is refused, with both sums', async () => {
    const more = { ...visit, total: addFen(visit.total, 1 as Fen) };
    await expectRefused('total-mismatch', () => of(more), '168.01', '168.00');
    await expectRefused('total-mismatch', () => quoteVisit(beijing.hospital, more, CASH), '168.01');
  });

  it('of a total with three decimals is refused, naming node, field and value', async () => {
    const hospital = beijing.altered((body) => body.replace('168.00', '168.001'));
    await expectRefused(
      'amount-decimals',
      () => settleVisit(hospital, visit, CASH),
      '节点 data',
      '医疗费总额',
      '168.001',
    );
  });

  it('under a message id that carried other content is refused, and the first effect stands', async () => {
    const own = await uploadLines(
      beijing.hospital,
      await openOutpatient(beijing.hospital, patient),
      SHORT_BILL,
    );
    const messageId = beijing.hospital.nextMessageId();
    await of(own, messageId);
    const changed = { ...CASH, messageId, usesPersonalAccount: true };
    await expectRefused('message-id-reused', () => settleVisit(beijing.hospital, own, changed), '字段');
    await expectRefused('message-id-reused', () => of(visit, messageId), '字段');
    await expectRefused('message-id-reused', () => quoteVisit(beijing.hospital, own, { ...CASH, messageId }));
    await of(own, messageId);
  });
});

describe('the stay', () => {
  it('V-05 is not discharged before its admission nor in the future', async () => {
    const stay = await openInpatient(beijing.hospital, patient);
    const today = dateOf(wallClock());
    const dischargedAt = (at: number) =>
      dischargeInpatient(
        { ...beijing.hospital, options: { ...beijing.hospital.options, now: () => instant(at) } },
        stay,
      );
    await expectRefused('discharge-before-admission', () => dischargedAt(startOfDay(addDays(today, -4))));
    await expectRefused('date-in-future', () => dischargedAt(startOfDay(addDays(today, 2))));
    const lined = await uploadLines(beijing.hospital, stay, SHORT_BILL);
    await expectRefused('not-discharged', () => settleVisit(beijing.hospital, lined, CASH));
  });
});

describe('F-17 the hospital', () => {
  it('whose agreement is suspended may neither register, admit nor settle', async () => {
    const suspended = clientOf(underTest().url, 'H99010100009').hospital;
    const local = patientOf(knownPersonOf('journey-1'));
    await expectRefused('provider-suspended', () => openOutpatient(suspended, local), 'H99010100009');
    await expectRefused('provider-suspended', () => openInpatient(suspended, local), 'H99010100009');
    await expectRefused('provider-suspended', () => settleVisit(suspended, visit, CASH), 'H99010100009');
  });

  it('that nobody knows is refused, and so is a visit of another hospital', async () => {
    const stranger = beijing.altered((body) => body.replaceAll('H11010500001', 'H11010599999'));
    await expectRefused('provider-unknown', () => settleVisit(stranger, visit, CASH), 'H11010599999');
    const second = clientOf(underTest().url, 'H11010500002').hospital;
    await expectRefused('visit-not-found', () => settleVisit(second, visit, CASH));
  });
});

describe('the body', () => {
  it.each([
    ['not JSON', () => Buffer.from('hello'), 'not-json'],
    ['cut short', () => Buffer.from('{"infno":"1101","input":{"da'), 'not-json'],
    ['empty', () => Buffer.from(''), 'not-json'],
    ['an array', () => Buffer.from('[]'), 'not-an-object'],
    ['not UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf8'],
    ['of 10 MB', () => Buffer.alloc(10 * 1024 * 1024, ' '), 'body-too-large'],
  ] as const)('that is %s is refused with HTTP 200 and a content type', async (_what, body, error) => {
    await expectRefused(error, async () => {
      const answer = await sendRaw(underTest().url, body());
      expect(answer).toMatchObject({ status: 200, contentType: expect.stringContaining('json') });
      const read = readAnswer('1101', answer.bytes);
      if (!read.ok) throw new Error(read.refusal.message);
    });
  });

  it('the network is right after all of it', async () => {
    expect(await findings(underTest())).toEqual([]);
    await settleVisit(beijing.hospital, visit, CASH);
  });
});
