import { useTestDatabase } from '@zhijie/database';
import { calendarDate, type Fen, month } from '@zhijie/kernel';
import {
  type InputOf,
  readAnswer,
  statementRows,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
  writeRowFile,
  zipOf,
} from '@zhijie/wire';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  failureOf,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  nextMessageId,
  outpatientLines,
  requestBytes,
  sendBytes,
} from '../testing/hospital.ts';
import {
  admission,
  BILL,
  dischargeOf,
  PERSON,
  personOf,
  registration,
  STAY,
  settlementOf,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';
import { booked, totalsOf } from '../testing/reconciliation.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

afterEach(() => void network.restart());

const REGION = { insuredRegion: '990100' };
const TODAY = { from: calendarDate('2026-03-10'), until: calendarDate('2026-03-10') };

async function settledVisit(messageId = nextMessageId()) {
  const visit = await visitWithBatch(beijing);
  const { settlement } = await beijing.must('2207', settlementOf(visit), { messageId });
  const { settlementId, visitId, personId } = settlement;
  return { settlement, key: { settlementId, visitId, personId }, messageId };
}

async function settledStay(own: { isInterim?: boolean } = {}) {
  const stay = await stayWithLines(beijing);
  if (own.isInterim !== true) await beijing.must('2402', dischargeOf(stay));
  const { settlement } = await beijing.must('2304', staySettlement(stay, own));
  return { ...stay, settlementId: settlement.settlementId };
}

async function registered() {
  const input = registration(personOf(PERSON));
  const { visitId, personId } = await beijing.must('2201', input, REGION);
  return { visitId, personId, hospitalVisitNumber: input.hospitalVisitNumber };
}

const admitted = async () => {
  const input = admission(personOf(PERSON));
  const { visitId } = await beijing.must('2401', input, REGION);
  return { visitId, personId: input.stay.personId, stay: input.stay };
};

const MAPPING = {
  mappedItemCode: 'HIS-1',
  mappedItemName: '本院甲类片',
  catalogueKind: 'drug',
  itemCode: ITEMS.drugA,
  startedOn: calendarDate('2026-01-01'),
} as const;

async function clearingRows(): Promise<InputOf<'3261'>> {
  await settledVisit();
  const period = { clearingYear: 2026, clearingMonthOfYear: '03' } as const;
  const [row] = (await beijing.must('3260', period)).slice(-1);
  const { certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays } = row!;
  return {
    period,
    rows: [{ certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays }],
  };
}

let applied = 0;

/** An application for nothing, each for a day of its own: there are no such bills. */
function application(): InputOf<'3203'> {
  applied += 1;
  const day = calendarDate(`2026-03-0${applied}`);
  return {
    clearingCategory: 'emergency',
    clearingMonth: month('2026-03'),
    visitsCounted: 0,
    feeTotal: 0 as Fen,
    recognisedTotal: 0 as Fen,
    fundsDeclared: 0 as Fen,
    paidInCashInQuery: 0 as Fen,
    paidByPersonalAccount: 0 as Fen,
    startedOn: day,
    endedOn: day,
  };
}

let filed = 0;
const marchFirst = calendarDate('2026-03-01');

/** Each time another institution or disease: the same again would be on file already. */
const filings = {
  transfer: (): InputOf<'2501'> => ({
    personId: personOf(PERSON).personId,
    diagnosisCode: 'I25.101',
    diagnosisName: '冠心病',
    transferInstitution: `H1101050${String(++filed).padStart(4, '0')}`,
    transferInstitutionName: '北京示例医院',
    destinationRegion: '110000',
    transferKind: 'cross-province',
    transferredOn: calendarDate('2026-03-10'),
    transferReason: '手术',
    transferOpinion: '同意',
  }),
  chronic: (): InputOf<'2503'> => ({
    personId: personOf(PERSON).personId,
    insuranceType: 'resident',
    registeredDisease: `M${String(10_000 + 100 * ++filed)}`,
    registeredDiseaseName: '示例病种',
    appraisingInstitution: 'H11010500001',
    appraisingInstitutionName: '北京示例医院',
    appraisedOn: marchFirst,
    appraisingDoctorCode: 'D110000000001',
    appraisingDoctorName: '示医生',
    startedOn: marchFirst,
  }),
  designated: (): InputOf<'2505'> => ({
    personId: personOf(PERSON).personId,
    applicationKind: 'designated-institution',
    startedOn: marchFirst,
    designationOrder: '1',
    providerId: `H1101050${String(++filed).padStart(4, '0')}`,
    providerName: '北京示例医院',
  }),
  accident: (): InputOf<'2507'> => ({
    reportSource: 'institution',
    personId: personOf(PERSON).personId,
    certificateType: 'id-card',
    certificateNumber: personOf(PERSON).certificate,
    personName: personOf(PERSON).name,
    catalogueRegion: '990100',
    isPayable: false,
    startedOn: marchFirst,
    providerId: `H1101050${String(++filed).padStart(4, '0')}`,
  }),
};

/** A filing of a person to take back. */
const undo = async (filing: Promise<{ registrationId: string }>) => {
  const { registrationId } = await filing;
  return { registrationId, personId: personOf(PERSON).personId, remark: '录入有误' };
};

type Writing = { [N in TransactionNumber]?: () => Promise<InputOf<N>> };

/** A line of a patient who pays: one bed day. */
const [{ price: BED_PRICE, quantity: BED_DAYS, lineAmount: BED_TOTAL }] = inpatientLines(
  { visitId: '', personId: '' },
  'Z',
  [[ITEMS.bed, '60.00', '1']],
) as [InputOf<'2301'>[number]];
const OWN_LINE = {
  lineId: 'Z-1',
  occurredAt: at('2026-03-08 08:30:00'),
  price: BED_PRICE,
  quantity: BED_DAYS,
  lineAmount: BED_TOTAL,
};

/** A call of each writing transaction that succeeds now, with all that must be there before. */
const CALLS: Writing = {
  '2201': async () => registration(personOf(PERSON)),
  '2202': registered,
  '2203': async () => {
    const { visitId, personId } = await registered();
    const startedAt = at('2026-03-10 08:00:00');
    const visit = { visitId, personId, careType: 'outpatient', startedAt } as const;
    return { visit, diagnoses: [] };
  },
  '2204': async () => outpatientLines(await pair(registered()), 'B1', BILL),
  '2205': async () => {
    const { visitId, personId, batch } = await visitWithBatch(beijing);
    return { visitId, personId, batchNumber: batch };
  },
  '2207': async () => settlementOf(await visitWithBatch(beijing)),
  '2208': async () => (await settledVisit()).key,
  '2301': async () => inpatientLines(await pair(admitted()), 'L', STAY),
  '2302': async () => {
    const stay = await stayWithLines(beijing);
    return [{ ...stay, lineId: 'L-1' }];
  },
  '2304': async () => {
    const stay = await stayWithLines(beijing);
    await beijing.must('2402', dischargeOf(stay));
    return staySettlement(stay);
  },
  '2305': settledStay,
  '2306': async () => {
    const { visitId, personId } = await stayWithLines(beijing);
    return [{ visitId, personId, bookedLineId: 'L-2', itemCode: ITEMS.bed, remark: '床位调整' }];
  },
  '2401': async () => admission(personOf(PERSON)),
  '2402': async () => dischargeOf(await pair(admitted())),
  '2403': async () => {
    const { visitId, stay } = await admitted();
    const { hospitalAdmissionNumber: hospitalVisitNumber, ...rest } = stay;
    return { stay: { ...rest, visitId, hospitalVisitNumber, admissionBed: '99' }, diagnoses: [] };
  },
  '2404': async () => pair(admitted()),
  '2405': async () => {
    const stay = await pair(admitted());
    await beijing.must('2402', dischargeOf(stay));
    return stay;
  },
  '2501': async () => filings.transfer(),
  '2501A': async () => filings.transfer(),
  '2502': () => undo(beijing.must('2501', filings.transfer(), REGION)),
  '2503': async () => filings.chronic(),
  '2504': () => undo(beijing.must('2503', filings.chronic(), REGION)),
  '2505': async () => filings.designated(),
  '2506': () => undo(beijing.must('2505', filings.designated(), REGION)),
  '2507': async () => filings.accident(),
  '2601': async () => {
    const { key, messageId } = await settledVisit();
    return { personId: key.personId, reversedMessageId: messageId, reversedTransaction: '2207' };
  },
  '3201': async () => totalsOf([booked((await settledVisit()).settlement, PERSON)], TODAY),
  '3202': async () => {
    const { settlement, key } = await settledVisit();
    const rows = [booked(settlement, key.personId)];
    const fileContent = writeRowFile(statementRows, '3202.txt', rows);
    const { fileId } = await beijing.must('9101', { fileName: '3202.zip', fileContent });
    return { ...totalsOf(rows, TODAY), fileId, paidInCashInQuery: 0 as Fen };
  },
  '3203': async () => application(),
  '3204': async () => beijing.must('3203', application()),
  '3203A': async () => ({ ...application(), clearingAgency: '110000' }),
  '3204A': async () => ({ ...(await beijing.must('3203', application())), clearingAgency: '110000' }),
  '3211': async () => {
    const { settlement, key } = await settledVisit();
    const fileContent = writeRowFile(statementRows, '3211.txt', [booked(settlement, key.personId)]);
    const { fileId } = await beijing.must('9101', { fileName: '3211.zip', fileContent });
    return { clearingFrom: TODAY.from, clearingUntil: TODAY.until, fileId };
  },
  '3261': clearingRows,
  '3262': async () => {
    await beijing.must('3261', await clearingRows());
    return { clearingYear: 2026, clearingMonthOfYear: '03', confirmationReference: '0' };
  },
  '3301': async () => [MAPPING],
  '3302': async () => {
    await beijing.must('3301', [{ ...MAPPING, mappedItemCode: 'HIS-2' }]);
    return { mappedItemCode: 'HIS-2', catalogueKind: 'drug', itemCode: ITEMS.drugA };
  },
  '4201': async () => [
    {
      ...OWN_LINE,
      visitSerial: `ZF-${nextMessageId()}`,
      hospitalVisitNumber: 'MZ-1',
      batchNumber: 'B1',
      certificateType: 'id-card',
      kindOfCare: 'outpatient',
      certificateNumber: personOf(PERSON).certificate,
      personName: personOf(PERSON).name,
      itemCode: ITEMS.bed,
      hospitalItemCode: 'HIS-1',
      hospitalItemName: '床位',
      feeCategory: 'bed',
      productName: '无',
      orderingDepartmentCode: '01',
      orderingDepartmentName: '内科',
      orderingDoctorCode: 'D110000000001',
      orderingDoctorName: '示医生',
    },
  ],
  '4261': async () => {
    const institution = { providerId: 'H11010500001', providerName: '北京示例医院' };
    return {
      upload: { uploadKind: 'whole' },
      visit: {
        ...institution,
        visitSerial: `ZF-${nextMessageId()}`,
        certificateType: 'id-card',
        certificateNumber: personOf(PERSON).certificate,
        personName: personOf(PERSON).name,
        startedAt: at('2026-03-08 08:00:00'),
        kindOfCare: 'inpatient',
        stayState: 'in-hospital',
        isValid: true,
      },
      diagnoses: [],
      lines: [{ ...OWN_LINE, ...institution, isValid: true }],
    };
  },
  '4501': async () => ({
    report: { visitSerial: 'MZ-1', reportNumber: `CT-${nextMessageId()}`, isValid: true },
    items: [],
    samples: [],
    images: [],
  }),
  '4502': async () => ({
    report: { visitSerial: 'MZ-1', reportNumber: `LAB-${nextMessageId()}`, isValid: true },
    results: [],
    samples: [],
    images: [],
  }),
  '9001': async () => ({ operatorNumber: '001' }),
  '9002': async () => {
    const { signInNumber } = await beijing.must('9001', { operatorNumber: '001' });
    return { operatorNumber: '001', signInNumber };
  },
  '9101': async () => ({ fileName: 'a.zip', fileContent: zipOf('a.txt', Buffer.from('a')) }),
};

async function pair(visit: Promise<{ visitId: string; personId: string }>) {
  const { visitId, personId } = await visit;
  return { visitId, personId };
}

/** The same envelope with one more key in its input. */
function withOtherContent(body: Uint8Array): Uint8Array {
  const sent = JSON.parse(Buffer.from(body).toString('utf8'));
  sent.input = { ...sent.input, another: '1' };
  return Buffer.from(JSON.stringify(sent));
}

const WRITING = TRANSACTION_NUMBERS.filter((number) => transactionOf(number).writes);
/** Told in the tests of their own stories. */
const ELSEWHERE: readonly string[] = [
  '6201',
  '6202',
  '6203',
  '6204',
  '6401',
  '2102',
  '2102A',
  '2103',
  '2203A',
  '2207A',
  '2304A',
  '3101',
  '3102',
  '3103',
  '3505',
  '3506',
  '3401',
  '3401A',
  '3402',
  '3403',
  '4101',
  '4101A',
  '4102',
];

it('every writing transaction stands in the table', () => {
  expect(WRITING.filter((number) => CALLS[number] === undefined && !ELSEWHERE.includes(number))).toEqual([]);
});

describe.each(WRITING.filter((number) => CALLS[number] !== undefined))('T-06 %s', (number) => {
  it('gets the same bytes again, has one effect, and is another call with other content', async () => {
    const input = await (CALLS[number] as () => Promise<never>)();
    const messageId = nextMessageId();
    const body = requestBytes(network, number, input, { messageId, ...REGION });
    const first = await sendBytes(network, body);
    expect(readAnswer(number, first).ok).toBe(true);
    const books = await booksOf(network, care);
    for (let again = 0; again < 2; again++) expect(await sendBytes(network, body)).toEqual(first);
    network.restart();
    expect(await sendBytes(network, body)).toEqual(first);
    expect(failureOf(await sendBytes(network, withOtherContent(body)))).toContain('【1031】');
    expect(await booksOf(network, care)).toEqual(books);
    expect(books).toMatchObject({ breaches: [] });
  });

  it('answers the same after its answer was lost behind the commit', async () => {
    const input = await (CALLS[number] as () => Promise<never>)();
    const body = requestBytes(network, number, input, { messageId: nextMessageId(), ...REGION });
    let isDead = false;
    network.restart({
      crashpoint: (name) => {
        isDead ||= /after-(?:commit|complete)$/.test(name);
        if (isDead) throw new Error('a dead program answers nothing');
      },
    });
    await sendBytes(network, body);
    expect(isDead).toBe(true);
    network.restart();
    const known = await booksOf(network, care);
    const answer = await sendBytes(network, body);
    expect(readAnswer(number, answer).ok).toBe(true);
    expect(await sendBytes(network, body)).toEqual(answer);
    expect(await booksOf(network, care)).toEqual(known);
  });
});

const REVERSIBLE = ['2207', '2304', '2401'] as const;

describe.each(REVERSIBLE)('T-06 2601 of %s', (number) => {
  const personId = personOf(PERSON).personId;
  it.each(['arrived', 'was lost'])('takes back what it did when its answer %s, once', async (how) => {
    const input = await (CALLS[number] as () => Promise<never>)();
    const messageId = nextMessageId();
    const body = requestBytes(network, number, input, { messageId, ...REGION });
    if (how === 'was lost' && number !== '2401') {
      network.faults.push({ message: 'settlement.settle@1', what: 'lose-answer' });
    }
    await sendBytes(network, body);
    const reversal = { personId, reversedMessageId: messageId, reversedTransaction: number };
    const own = { messageId: nextMessageId() };
    const first = await beijing.call('2601', reversal, own);
    expect(codeOf(first)).toBe('success');
    const books = await booksOf(network, care);
    expect((await beijing.call('2601', reversal, own)).text).toBe(first.text);
    expect(codeOf(await beijing.call('2601', reversal))).toBe('success');
    expect(failureOf(await sendBytes(network, body))).toContain('【4017】');
    expect({ ...(await booksOf(network, care)), keys: 0 }).toEqual({ ...books, keys: 0 });
    expect(books).toMatchObject({ open: 0, breaches: [] });
  });

  it('before it arrives leaves nothing for it to do, for ever', async () => {
    const input = await (CALLS[number] as () => Promise<never>)();
    const messageId = nextMessageId();
    const reversal = { personId, reversedMessageId: messageId, reversedTransaction: number };
    expect(codeOf(await beijing.call('2601', reversal))).toBe('success');
    const books = await booksOf(network, care);
    const body = requestBytes(network, number, input, { messageId, ...REGION });
    expect(failureOf(await sendBytes(network, body))).toContain('【4017】');
    expect(codeOf(await beijing.call('2601', reversal))).toBe('success');
    expect({ ...(await booksOf(network, care)), keys: 0 }).toEqual({ ...books, keys: 0 });
  });
});
