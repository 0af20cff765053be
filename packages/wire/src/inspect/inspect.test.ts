import { describe, expect, test } from 'vitest';
import { encodeFailure } from '../envelope/answer.ts';
import { readRequest } from '../envelope/request.ts';
import { exampleInput } from '../examples/messages.ts';
import { TRANSACTION_NUMBERS } from '../transactions/index.ts';
import { inspectAnswer, inspectCall, withMessageId, withUntidyOutput } from './index.ts';

const AT = 1_772_416_800_000 as never;
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const COMPLETE = { opter: '1', opter_type: '1', opter_name: '张收费', inf_time: '2026-03-02 10:00:00' };
const ENVELOPE = { infno: '2201', msgid: 'M1', mdtrtarea_admvs: '110100', fixmedins_code: 'H11010500001' };

describe('a call taken apart', () => {
  test.each(TRANSACTION_NUMBERS)('%s: the largest valid message has no fault', (number) => {
    const input = exampleInput(number, 'maximal');
    const request = bytes({ ...ENVELOPE, ...COMPLETE, infno: number, input });
    const call = inspectCall(request, '/fsi/x');
    const faults = [...call.envelope, ...call.rows.flatMap((row) => row.fields)].filter(
      (field) => field.verdict === 'fault',
    );
    expect(faults.map(({ code, fault }) => [code, fault])).toEqual([]);
    expect(call).toMatchObject({ unreadable: null, interfaceNumber: number, messageId: 'M1' });
  });

  test('every faulty field is named at once, with its rule, value and fix; unknown keys are reported', () => {
    const data = {
      psn_no: 'P1',
      insutype: '999',
      begntime: 'x'.repeat(60),
      certno: '11010519491231002X',
      extra: '王',
    };
    const call = inspectCall(bytes({ ...ENVELOPE, hospCode: '9', input: { data, other: {} } }), '/');
    const found = call.rows.flatMap((row) =>
      row.fields.map((field) => [field.code, field.verdict, field.fault?.rule]),
    );
    expect(found).toContainEqual(['psn_no', 'valid', undefined]);
    expect(found).toContainEqual(['insutype', 'fault', 'dictionary']);
    expect(found).toContainEqual(['dept_code', 'fault', 'missing']);
    expect(found).toContainEqual(['extra', 'ignored', undefined]);
    expect(found).toContainEqual(['other', 'ignored', undefined]);
    expect(call.envelope.map(({ code, verdict }) => [code, verdict])).toContainEqual(['hospCode', 'ignored']);
    expect(call.personal).toEqual(expect.arrayContaining(['11010519491231002X', '王']));
    expect(call.references.personId).toBe('P1');
  });

  test('another spelling of an envelope field is that field', () => {
    const { mdtrtarea_admvs: region, ...rest } = ENVELOPE;
    const call = inspectCall(bytes({ ...rest, mdtrtarea_admdvs: region, input: {} }), '/');
    expect(call.careRegion).toBe('110100');
    expect(call.envelope.filter(({ verdict }) => verdict === 'ignored')).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['a transaction that is none', '{"infno":"0000"}'],
    ['a number for a transaction', '{"infno":2207,"input":3}'],
    ['rows of texts', '{"infno":"2204","input":{"feedetail":["a",1]}}'],
    ['an array for one row', '{"infno":"2201","input":{"data":[{},{}]}}'],
  ])('%s is told, not thrown', (_what, text) => {
    expect(inspectCall(new TextEncoder().encode(text), '/').unreadable).toMatch(/^【\d{4}】/);
  });

  test('an answer says what became of the call', () => {
    const receipt = { reference: '1', receivedAt: AT, answeredAt: AT };
    const refused = encodeFailure({ error: 'provider-unknown' }, receipt);
    expect(inspectAnswer(refused, '2201')).toMatchObject({ kind: 'refused', error: 'provider-unknown' });
    expect(inspectAnswer(bytes({ code: 401, message: '非法用户!' }), null).kind).toBe('gateway');
    expect(inspectAnswer(Uint8Array.of(0x50, 0x4b), '9102').kind).toBe('file');
  });
});

describe('a copy of a message', () => {
  test('has another message id and nothing else changed', () => {
    const request = bytes({ ...ENVELOPE, input: { data: { note: '中文' } } });
    const changed = withMessageId(request, 'NEW-2')!;
    const read = readRequest(changed, { path: '/', maxBytes: 10_000 });
    expect(read.ok && read.value.messageId).toBe('NEW-2');
    expect(Buffer.from(changed).toString().replace('NEW-2', 'M1')).toBe(Buffer.from(request).toString());
    expect(withMessageId(bytes({ input: {} }), 'X')).toBeNull();
  });

  test('is written untidily with the same values', () => {
    const answer = bytes({ infcode: 0, output: { a: 1.5, b: '', c: [{ d: null }] } });
    const untidy = JSON.parse(Buffer.from(withUntidyOutput(answer)).toString());
    expect(untidy).toMatchObject({ infcode: 0, output: { a: '1.5', b: 'null', c: [{ d: 'null' }] } });
    const refused = bytes({ infcode: -1, output: null });
    expect(withUntidyOutput(refused)).toBe(refused);
  });
});
