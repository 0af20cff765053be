import { type Fen, fen, instant, parseYuan, rate } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorOfText, type WireErrorName, wireErrors } from '../errors/index.ts';
import { brokenIdentity, type SettlementAmounts } from '../identities.ts';
import type { OutputOf } from '../transactions/index.ts';
import { encodeAnswer, encodeFailure, referenceNumber } from './answer.ts';
import { readAnswer } from './client.ts';

const receivedAt = instant(Date.parse('2026-11-21T01:35:00.007Z'));
const receipt = {
  reference: referenceNumber({ careRegion: '110000', at: receivedAt, serial: 12 }),
  receivedAt,
  answeredAt: instant(receivedAt + 41),
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const amounts: SettlementAmounts = {
  feeTotal: fen(10_010),
  feeExcluded: fen(1_000),
  feeOverLimit: fen(10),
  feeSelfPaidFirst: fen(0),
  feeEligible: fen(9_000),
  deductibleApplied: fen(2_000),
  paidByPooledFund: fen(3_500),
  poolRate: rate(5_000),
  paidByCivilServantFund: fen(0),
  paidByEnterpriseSupplement: fen(0),
  paidByCriticalIllness: fen(5),
  paidByLargeAmount: fen(0),
  paidByMedicalAssistance: fen(0),
  paidByOtherFunds: fen(0),
  paidByFunds: fen(3_505),
  borneByPerson: fen(6_505),
  paidByPersonalAccount: fen(505),
  paidByFamilyAccount: fen(0),
  paidInCash: fen(6_000),
  paidByHospital: fen(0),
  accountBalance: fen(7),
};

const settlement = {
  ...amounts,
  visitId: 'V1',
  settlementId: 'S1',
  personId: 'P1',
  personName: '李娜',
  certificateType: 'id-card',
  certificateNumber: '419900198503121358',
  personGroup: 'adult',
  isCivilServant: false,
  settledAt: receivedAt,
  careType: 'inpatient',
  originalMessageId: 'm-1',
  clearingCategory: 'inpatient',
} as const satisfies OutputOf<'2304'>['settlement'];

describe('a success', () => {
  const bytes = encodeAnswer({ interfaceNumber: '2304', output: { settlement, funds: [] }, receipt });

  test('has a numeric code, a reference of thirty digits and stamps of seventeen', () => {
    expect(receipt.reference).toBe('110000202611210935000000000012');
    expect(text(bytes)).toContain(
      '{"infcode":0,"inf_refmsgid":"110000202611210935000000000012","refmsg_time":"20261121093500007",' +
        '"respond_time":"20261121093500048","err_msg":"",',
    );
  });

  test('writes amounts as numbers with two decimals, dates in full, and empty fields as the standard says', () => {
    const written = text(bytes);
    for (const part of [
      '"medfee_sumamt":100.10',
      '"fund_pay_sumamt":35.05',
      '"hosp_part_amt":0.00',
      '"pool_prop_selfpay":0.5000',
      '"setl_time":"2026-11-21 09:35:00"',
      '"age":0',
      '"brdy":""',
      '"cvlserv_flag":"0"',
      '"med_type":"21"',
      '"setldetail":[]',
    ]) {
      expect(written).toContain(part);
    }
  });

  test('is read back by a client', () => {
    expect(readAnswer('2304', bytes)).toMatchObject({
      ok: true,
      value: { reference: receipt.reference, output: { settlement: { ...amounts, personName: '李娜' } } },
    });
  });

  test('of the line query is an array', () => {
    expect(text(encodeAnswer({ interfaceNumber: '5204', output: [], receipt }))).toContain('"output":[]}');
  });

  test('without output nodes is an empty object', () => {
    expect(text(encodeAnswer({ interfaceNumber: '2601', output: {}, receipt }))).toContain('"output":{}}');
  });

  test('of an outpatient void writes the cash amount under both spellings', () => {
    const voided = {
      ...amounts,
      visitId: 'V1',
      settlementId: 'S2',
      settledAt: receivedAt,
      originalMessageId: 'm',
    };
    const written = text(
      encodeAnswer({ interfaceNumber: '2208', output: { settlement: voided, funds: [] }, receipt }),
    );
    expect(written).toContain('"pdn_cash_pay":60.00,"psn_cash_pay":60.00');
  });
});

test('prose that is too long is cut; a number that is too long is a defect', () => {
  const funds = [
    {
      fund: 'other',
      feeEligible: fen(0),
      payableLimit: fen(0),
      fundAmount: fen(0),
      explanation: '据'.repeat(4001),
    },
  ] as const;
  const bytes = encodeAnswer({ interfaceNumber: '2304', output: { settlement, funds }, receipt });
  expect(text(bytes)).toContain(`"setl_proc_info":"${'据'.repeat(3999)}…"`);
  const tooLong = { ...settlement, settlementId: 'S'.repeat(31) };
  expect(() =>
    encodeAnswer({ interfaceNumber: '2304', output: { settlement: tooLong, funds: [] }, receipt }),
  ).toThrow(/too long for setl_id/);
});

describe('the identities of amounts', () => {
  const names = Object.keys(amounts).filter(
    (name) => !['deductibleApplied', 'poolRate', 'accountBalance', 'paidByFamilyAccount'].includes(name),
  ) as (keyof SettlementAmounts)[];

  test.each(names)('an answer with one fen more in %s is never written', (name) => {
    const wrong = { ...settlement, [name]: fen((amounts[name] as Fen) + 1) };
    expect(brokenIdentity(wrong)).not.toBeNull();
    expect(() =>
      encodeAnswer({ interfaceNumber: '2304', output: { settlement: wrong, funds: [] }, receipt }),
    ).toThrow(/breaks/);
  });

  test('hold for a reversal with every amount negated', () => {
    const negated = Object.fromEntries(
      Object.entries(amounts).map(([name, value]) => [name, name === 'poolRate' ? value : fen(-value)]),
    ) as SettlementAmounts;
    expect(brokenIdentity(negated)).toBeNull();
  });

  test('the family account is contained in the account', () => {
    expect(brokenIdentity({ ...amounts, paidByFamilyAccount: fen(506) })).not.toBeNull();
  });
});

test('any amount written is the same amount read, to the fen', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (n) => {
      const output = {
        accumulators: [
          {
            insuranceType: 'resident',
            policyYear: 2026,
            cumulativeMonth: '2026-11',
            counterCode: 'x',
            counterValue: fen(n),
          },
        ],
      } as unknown as OutputOf<'5206'>;
      const bytes = encodeAnswer({ interfaceNumber: '5206', output, receipt });
      const number = /"cum":(-?\d+\.\d\d)/.exec(text(bytes))![1]!;
      expect(parseYuan(number)).toMatchObject({ ok: true, value: n });
      expect(readAnswer('5206', bytes)).toMatchObject({ ok: true, value: { output } });
    }),
    { numRuns: 300 },
  );
});

describe('a failure', () => {
  test('has code -1, a stable number in the text, what to do, and no output', () => {
    const bytes = encodeFailure(
      { error: 'total-mismatch', detail: { total: '100.00', lines: '98.00' } },
      receipt,
    );
    expect(text(bytes)).toContain('"infcode":-1,');
    expect(text(bytes)).toContain('"output":null}');
    expect(readAnswer('2207', bytes)).toMatchObject({
      ok: false,
      refusal: {
        kind: 'refused',
        error: 'total-mismatch',
        message: '【4001】医疗费总额与已上传明细合计不符：报送 100.00 元，明细 98.00 元。请核对明细后重发',
      },
    });
  });

  test('leaves out the part of its text whose value is not known', () => {
    const bytes = encodeFailure({ error: 'outcome-unknown' }, receipt);
    expect(text(bytes)).toContain('【4051】结果未知。请稍后用同一 msgid 重发');
    expect(text(bytes)).not.toMatch(/[[\]{}]\w*结算ID/);
  });

  test('never exceeds two hundred characters', () => {
    const bytes = encodeFailure({ error: 'unknown-item', detail: { itemCode: 'X'.repeat(500) } }, receipt);
    const answer = readAnswer('2204', bytes);
    expect(answer.ok || answer.refusal.message.length).toBe(200);
  });

  test('is read by its number, and every error has a number of its own', () => {
    const names = Object.keys(wireErrors) as WireErrorName[];
    expect(new Set(names.map((name) => wireErrors[name].number)).size).toBe(names.length);
    for (const name of names) {
      const answer = readAnswer('2601', encodeFailure({ error: name }, receipt));
      expect(answer).toMatchObject({ ok: false, refusal: { error: name } });
    }
    expect(errorOfText('数据库异常')).toBeNull();
  });
});

test('a client tells a gateway rejection and rubbish from answers', () => {
  const read = (body: string) => readAnswer('2601', new TextEncoder().encode(body));
  expect(read('{"code":401,"message":"签名不一致!"}')).toMatchObject({
    refusal: { kind: 'gateway', message: '签名不一致!' },
  });
  for (const body of ['', '<html>', '[]', '{}', '{"infcode":{}}']) {
    expect(read(body)).toMatchObject({ refusal: { kind: 'not-an-answer' } });
  }
  expect(read('{"infcode":"0","inf_refmsgid":null,"output":null}')).toMatchObject({ ok: true });
  expect(read('{"infcode":"-1","err_msg":"java.lang.NullPointerException"}')).toMatchObject({
    refusal: { kind: 'refused', error: null },
  });
});
