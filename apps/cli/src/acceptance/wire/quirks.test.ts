import {
  createHospital,
  dischargeInpatient,
  type Hospital,
  openInpatient,
  openOutpatient,
  type Patient,
  quoteVisit,
  settleVisit,
  uploadLines,
  voidSettlement,
} from '@zhijie/counterparties';
import { knownPersonOf, knownProviders } from '@zhijie/population';
import { setAgreement } from '@zhijie/province';
import { errorOfText } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { wallClock } from '../../network/network.ts';
import { amountsOf, SHORT_BILL } from '../bills.ts';
import { findings, sendRaw, useNetwork } from '../network-under-test.ts';

const underTest = useNetwork(['11', '41']);
const CASH = { usesPersonalAccount: false };
const BEIJING = 'H11010500001';
const ZHENGZHOU = 'H41010500001';
const LI = knownPersonOf('li-jianguo').citizenNumber;

type Json = Record<string, unknown>;
type Way = {
  /** Changes a whole request; the input is an object. */
  readonly change?: (envelope: Json, text: string) => Json | string;
  readonly path?: string | ((number: string) => string);
  readonly contentType?: string;
  readonly provider?: string;
};

let clients = 0;
/** Calls that went out otherwise than the standard has them. */
let changedCalls = 0;

/** A hospital's system that writes its messages in a way of its own. */
function hospitalWith({ change = (one) => one, path, contentType, provider = BEIJING }: Way): Hospital {
  const known = knownProviders.find((each) => each.providerId === provider)!;
  clients += 1;
  return createHospital({
    providerId: provider,
    name: known.name,
    careRegion: known.area,
    now: wallClock,
    prefix: `Q${clients.toString(36)}`,
    post: async (body) => {
      const written = Buffer.from(body).toString('utf8');
      const sent = JSON.parse(written) as Json;
      const text = change(structuredClone(sent), written);
      const to = typeof path === 'function' ? path(String(sent.infno)) : (path ?? '/fsi/api/callService');
      const options = { path: to, ...(contentType === undefined ? {} : { contentType }) };
      const whole = typeof text === 'string' ? text : JSON.stringify(text);
      if (to !== '/fsi/api/callService' || contentType !== undefined || whole !== JSON.stringify(sent)) {
        changedCalls += 1;
      }
      return (await sendRaw(underTest().url, whole, options)).bytes;
    },
  });
}

/** Every leaf of a message changed. */
function leaves(value: unknown, change: (leaf: unknown, key: string) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => leaves(item, change, key));
  if (typeof value !== 'object' || value === null) return change(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, leaves(item, change, name)]));
}

const inputOf =
  (change: (input: Json, number: string) => Json) =>
  (envelope: Json): Json => ({
    ...envelope,
    input: change(envelope.input as Json, String(envelope.infno)),
  });

/** Every row of every node changed. */
const rowsOf = (change: (row: Json, node: string) => Json) =>
  inputOf((input) =>
    Object.fromEntries(
      Object.entries(input).map(([node, rows]) => [
        node,
        Array.isArray(rows) ? rows.map((row) => change(row, node)) : change(rows as Json, node),
      ]),
    ),
  );

/** The standard lets these be numbers; systems send them as either. */
const isNumeric = (text: unknown): text is string => typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text);

const WAYS: readonly (readonly [name: string, way: Way])[] = [
  ['as the standard has it', {}],
  [
    'numbers as strings',
    {
      change: inputOf(
        (input) => leaves(input, (leaf) => (typeof leaf === 'number' ? String(leaf) : leaf)) as Json,
      ),
    },
  ],
  [
    'codes and serials as numbers',
    { change: inputOf((input) => leaves(input, (leaf) => (isNumeric(leaf) ? Number(leaf) : leaf)) as Json) },
  ],
  [
    'amounts with four decimals that mean nothing',
    { change: (_envelope, text) => text.replace(/:(-?\d+\.\d\d)([,}])/g, ':$100$2') },
  ],
  [
    'absent fields as null and "null", blanks around values',
    {
      change: rowsOf((row) => ({
        ...(leaves(row, (leaf) => (typeof leaf === 'string' ? ` ${leaf} ` : leaf)) as Json),
        exp_content: null,
        expContent: 'null',
        dise_codg: 'null',
        dise_name: null,
        memo: '',
      })),
    },
  ],
  [
    'rows of one as single objects',
    {
      change: inputOf((input) =>
        Object.fromEntries(
          Object.entries(input).map(([node, rows]) => [
            node,
            Array.isArray(rows) && rows.length === 1 ? rows[0] : rows,
          ]),
        ),
      ),
    },
  ],
  [
    'single rows as arrays of one',
    {
      change: inputOf((input) =>
        Object.fromEntries(
          Object.entries(input).map(([node, rows]) => [node, Array.isArray(rows) ? rows : [rows]]),
        ),
      ),
    },
  ],
  [
    'the type of paper without its zero',
    {
      change: rowsOf((row) =>
        'psn_cert_type' in row ? { ...row, psn_cert_type: '1', mdtrt_cert_type: 2 } : row,
      ),
    },
  ],
  [
    'letters in the message id',
    {
      change: (envelope) => ({
        ...envelope,
        msgid: `${String(envelope.msgid).slice(0, 20)}-xYzQk_${String(envelope.msgid).slice(-3)}`,
      }),
    },
  ],
  [
    'the input as JSON text',
    { change: (envelope) => ({ ...envelope, input: JSON.stringify(envelope.input) }) },
  ],
  [
    'the transaction in the path only',
    {
      change: ({ infno: _, ...rest }) => rest,
      path: (number) => `/fsi/api/rsfComIfsService/callService/${number}`,
    },
  ],
  ['the transaction in both places', { path: (number) => `/ebus/gdyb_api/prd/hsa/hgs/${number}` }],
  ['the path of Jilin', { path: '/mbs/fmi/fsi/api/callFsiService/callService' }],
  ['the path of Inner Mongolia', { path: '/uif-hsaf-med-api/api/medical/service' }],
  ['the path of Nanyang', { path: '/hss-call-service-interface' }],
  [
    'a path of its own for each service, with a query',
    { path: '/ebus/rio_fsi/fsi/api/outpatientSettleService/saveSettletmentV2?v=1' },
  ],
  ['text/plain', { contentType: 'text/plain;charset=UTF-8' }],
  ['a form that is none', { contentType: 'application/x-www-form-urlencoded' }],
  ['a content type that is broken', { contentType: 'json; charset' }],
  [
    'a byte-order mark and line ends',
    { change: (envelope) => `\ufeff${JSON.stringify(envelope, null, '\r\n\t')}\r\n` },
  ],
  [
    'keys that nobody knows, in head and rows',
    {
      change: (envelope) => ({
        ...rowsOf((row) => ({ ...row, his_id: '7', constructor: 'x' }))(envelope),
        fixmedins_soft_fcty: 'X',
        serv_sign: '',
      }),
    },
  ],
  [
    'a head without operator, time and version',
    { change: ({ opter: _o, opter_name: _n, opter_type: _t, inf_time: _i, infver: _v, ...rest }) => rest },
  ],
  [
    'the area of care under its other spelling',
    { change: ({ mdtrtarea_admvs, ...rest }) => ({ ...rest, mdtrtarea_admdvs: mdtrtarea_admvs }) },
  ],
];

/** An outpatient visit, and a stay unless told, from beginning to end; what each came to. */
async function wholeVisits(hospital: Hospital, patient: Patient, { hasStay = true } = {}) {
  const open = await openOutpatient(hospital, patient);
  const visit = await uploadLines(hospital, open, SHORT_BILL);
  const quoted = await quoteVisit(hospital, visit, CASH);
  const settled = await settleVisit(hospital, visit, CASH);
  expect(amountsOf(settled)).toEqual(amountsOf(quoted));
  await voidSettlement(hospital, visit, settled.settlementId);
  if (!hasStay) return [amountsOf(settled)];
  const stay = await uploadLines(hospital, await openInpatient(hospital, patient), SHORT_BILL.slice(1, 2));
  await dischargeInpatient(hospital, stay);
  const bill = await settleVisit(hospital, stay, CASH);
  await voidSettlement(hospital, stay, bill.settlementId);
  return [amountsOf(settled), amountsOf(bill)];
}

describe('quirks of the wild: the same visits come to the same, however the messages are written', () => {
  let expected: Awaited<ReturnType<typeof wholeVisits>>;
  beforeAll(async () => {
    const hospital = hospitalWith({});
    expected = await wholeVisits(hospital, await hospital.identify(LI));
  });

  it.each(WAYS)('%s', async (name, way) => {
    const before = changedCalls;
    const hospital = hospitalWith(way);
    // Path and content type are the same thing for every call.
    const hasStay = way.change !== undefined;
    const found = await wholeVisits(hospital, await hospital.identify(LI), { hasStay });
    expect(found).toEqual(expected.slice(0, found.length));
    expect(changedCalls > before).toBe(name !== 'as the standard has it');
  });

  it('an empty place of insurance of a local patient, in each of its spellings', async () => {
    const local = knownPersonOf('a7-first').citizenNumber;
    const told = hospitalWith({ provider: ZHENGZHOU });
    const short = { hasStay: false };
    const own = await wholeVisits(told, await told.identify(local, '410100'), short);
    for (const empty of ['', null, 'null']) {
      const change = (envelope: Json) => ({ ...envelope, insuplc_admdvs: empty });
      const hospital = hospitalWith({ provider: ZHENGZHOU, change });
      expect(await wholeVisits(hospital, await hospital.identify(local), short), String(empty)).toEqual(own);
    }
  });

  it('the split of 2204 copied back into the next lines', async () => {
    const hospital = hospitalWith({});
    const patient = await hospital.identify(LI);
    const first = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
    const copying = hospitalWith({
      change: rowsOf((row, node) =>
        node === 'feedetail'
          ? {
              ...row,
              fulamt_ownpay_amt: 1.234,
              overlmt_amt: 0,
              preselfpay_amt: '0',
              inscp_scp_amt: 98,
              selfpay_prop: 1,
            }
          : row,
      ),
    });
    const second = await uploadLines(copying, await openOutpatient(copying, patient), SHORT_BILL);
    const amounts = async (visit: typeof first) => amountsOf(await quoteVisit(hospital, visit, CASH));
    expect(await amounts(second)).toEqual(await amounts(first));
  });

  it('leave books in which the doctor finds nothing', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('reading by institution', () => {
  const STRICT = 'H11010500002';
  const agency = { id: 'agency-11', kind: 'agency', node: '11', areas: ['110000'], roles: [] } as const;
  const set = (isReadStrictly: boolean) => {
    const { deps } = underTest().network.provinces.get('11')!.care;
    return setAgreement(deps, agency, { providerId: STRICT, isReadStrictly, reason: '联调' });
  };
  const identify = async (provider: string, change: (envelope: Json) => Json) => {
    const hospital = hospitalWith({ provider, change });
    return hospital.identify(LI).then(
      () => 'success',
      (error: Error) => error.message.replace(/^\d{4}: /, ''),
    );
  };
  const unknownKey = rowsOf((row) => ({ ...row, his_id: '7' }));
  const unknownHead = (envelope: Json) => ({ ...envelope, serv_sign: 'x' });
  const noTime = ({ inf_time: _, ...rest }: Json) => rest;

  it('strict: what the standard does not have, or wants and misses, is refused by name', async () => {
    expect(await set(true)).toMatchObject({ ok: true, value: { outcome: 'applied' } });
    for (const [change, named] of [
      [unknownKey, 'data.his_id'],
      [unknownHead, 'serv_sign'],
      [noTime, 'inf_time'],
    ] as const) {
      const said = await identify(STRICT, change);
      expect(errorOfText(said), said).toBe('message-not-exact');
      expect(said).toContain(named);
    }
    expect(await identify(STRICT, (one) => one)).toBe('success');
    expect(await identify(BEIJING, unknownKey)).toBe('success');
  });

  it('tolerant again: the same messages are read', async () => {
    expect(await set(false)).toMatchObject({ ok: true, value: { outcome: 'applied' } });
    for (const change of [unknownKey, unknownHead, noTime])
      expect(await identify(STRICT, change)).toBe('success');
  });
});
