import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { decodeInput } from '../decode.ts';
import { encodeRequest } from './client.ts';
import { contentDigest, differingField } from './content.ts';
import { type RequestEnvelope, readRequest } from './request.ts';

const path = '/fsi/api/rsfComIfsService/callService';
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const envelope = {
  infno: '2208',
  msgid: 'H11010500001202611210935000001',
  mdtrtarea_admvs: '110000',
  insuplc_admdvs: '410100',
  recer_sys_code: 'HIS',
  dev_no: 'null',
  dev_safe_info: null,
  cainfo: '',
  signtype: '',
  infver: 'V1.0',
  opter_type: '1',
  opter: '001',
  opter_name: '王敏',
  inf_time: '2026-11-21 09:35:00',
  fixmedins_code: 'H11010500001',
  fixmedins_name: '北京示例医院',
  sign_no: '',
  input: { data: { setl_id: 'S1', mdtrt_id: 'V1', psn_no: 'P1' } },
};

const read = (value: unknown, at = path, maxBytes = 1_000_000) =>
  readRequest(bytes(value), { path: at, contentType: 'text/plain', headers: {}, maxBytes });

function accepted(value: unknown, at = path): RequestEnvelope {
  const result = read(value, at);
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) throw new Error(result.refusal.error);
  return result.value;
}

const refused = (value: unknown, at = path) => {
  const result = read(value, at);
  return result.ok ? 'accepted' : result.refusal.error;
};

describe('the envelope', () => {
  test('is read into English names', () => {
    expect(accepted(envelope)).toMatchObject({
      interfaceNumber: '2208',
      messageId: 'H11010500001202611210935000001',
      careRegion: '110000',
      insuredRegion: '410100',
      operatorId: '001',
      operatorName: '王敏',
      operatorType: 'operator',
      providerId: 'H11010500001',
      signInNumber: null,
      version: 'V1.0',
      ignored: [],
    });
  });

  test('names the transaction in the body, in the path, or in both when they agree', () => {
    const { infno, ...without } = envelope;
    expect(accepted(envelope, '/fsi/anything/2208').interfaceNumber).toBe('2208');
    expect(accepted(without, '/fsi/anything/2208?x=1').interfaceNumber).toBe('2208');
    expect(accepted({ ...envelope, infno: 2208 }).interfaceNumber).toBe(infno);
    expect(refused(without)).toBe('transaction-missing');
    expect(refused(envelope, '/fsi/anything/2207')).toBe('transaction-mismatch');
  });

  test('tells an unknown transaction from one that is not supported', () => {
    expect(refused({ ...envelope, infno: '9876' })).toBe('unknown-transaction');
    expect(refused({ ...envelope, infno: 'toString' })).toBe('unknown-transaction');
    expect(read({ ...envelope, infno: '7101' })).toMatchObject({
      refusal: { error: 'unsupported-transaction', detail: { transaction: '7101' } },
    });
  });

  test('takes a message id for what it is: any thirty characters', () => {
    for (const msgid of ['0e9f2B-任意 字符', 'A'.repeat(30), '🏥'.repeat(30), '7']) {
      expect(accepted({ ...envelope, msgid }).messageId).toBe(msgid);
    }
    expect(accepted({ ...envelope, msgid: 202611210935 }).messageId).toBe('202611210935');
    expect(refused({ ...envelope, msgid: 'A'.repeat(31) })).toBe('envelope-field');
    expect(refused({ ...envelope, msgid: 'null' })).toBe('envelope-field');
    expect(refused({ ...envelope, msgid: 'a\u0000' })).toBe('envelope-field');
    expect(refused(JSON.stringify(envelope).replace('H11010500001202611210935000001', '\\ud800'))).toBe(
      'envelope-field',
    );
  });

  test('takes null, "null", "" and nothing as an empty insured region', () => {
    for (const region of [null, 'null', '', ' ', undefined]) {
      expect(accepted({ ...envelope, insuplc_admdvs: region }).insuredRegion).toBeNull();
    }
    expect(refused({ ...envelope, insuplc_admdvs: '4101' })).toBe('envelope-field');
  });

  test('reads the care region under both spellings', () => {
    const { mdtrtarea_admvs, ...without } = envelope;
    expect(accepted({ ...without, mdtrtarea_admdvs: mdtrtarea_admvs }).careRegion).toBe('110000');
    expect(refused(without)).toBe('envelope-field');
  });

  test('accepts a name of the institution up to 200 characters', () => {
    expect(accepted({ ...envelope, fixmedins_name: '医'.repeat(200) }).providerName).toHaveLength(200);
    expect(refused({ ...envelope, fixmedins_name: '医'.repeat(201) })).toBe('envelope-field');
  });

  test('ignores and lists keys that nobody knows', () => {
    expect(accepted({ ...envelope, serv_code: 'x', enc_type: 'SM4' }).ignored).toEqual(['serv_code']);
  });

  test('does without operator, time and version, and says so', () => {
    const { opter, opter_name, inf_time, infver, opter_type, ...bare } = envelope;
    const result = accepted({ ...bare, inf_time: inf_time.replaceAll('-', '/') });
    expect(result.sentAt).toBeNull();
    expect(result.ignored).toHaveLength(5);
    expect([opter, opter_name, infver, opter_type]).toHaveLength(4);
  });

  test('may begin with a byte-order mark', () => {
    expect(accepted(`\ufeff${JSON.stringify(envelope)}`).interfaceNumber).toBe('2208');
  });

  test('may carry its input as JSON text', () => {
    const wrapped = accepted({ ...envelope, input: JSON.stringify(envelope.input) });
    expect(decodeInput('2208', wrapped.input)).toMatchObject({ ok: true, value: { visitId: 'V1' } });
  });

  test('that cannot be understood is a named fault', () => {
    expect(refused('<xml/>')).toBe('not-json');
    expect(refused('')).toBe('not-json');
    expect(refused('[1]')).toBe('not-an-object');
    expect(refused('"text"')).toBe('not-an-object');
    expect(refused('['.repeat(100_000))).toBe('not-json');
    expect(refused(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)).toBe('not-json');
    expect(refused({ ...envelope, input: [] })).toBe('input-missing');
    expect(readRequest(Uint8Array.of(0x7b, 0xff, 0x7d), { path, maxBytes: 10 })).toMatchObject({
      refusal: { error: 'not-utf8' },
    });
    expect(read(envelope, path, 100)).toMatchObject({ refusal: { error: 'body-too-large' } });
  });

  test('keeps what is known of a broken request for its answer', () => {
    expect(read({ ...envelope, input: 5 })).toMatchObject({
      refusal: { interfaceNumber: '2208', messageId: envelope.msgid, careRegion: '110000' },
    });
  });
});

describe('the input', () => {
  const line = { feedetl_sn: '1', mdtrt_id: 'V1', psn_no: 'P1' };

  test('takes a bare object for a multi-row node and a one-element array for a single row', () => {
    expect(decodeInput('2302', { data: line })).toMatchObject({ ok: true, value: [{ lineId: '1' }] });
    expect(decodeInput('2208', { data: [envelope.input.data] })).toMatchObject({
      ok: true,
      value: { settlementId: 'S1' },
    });
    expect(decodeInput('2208', { data: [envelope.input.data, envelope.input.data] })).toMatchObject({
      refusal: { node: 'data', rule: 'rows' },
    });
    expect(decodeInput('2302', { data: [] })).toMatchObject({ refusal: { rule: 'node' } });
    expect(decodeInput('2208', {})).toMatchObject({ refusal: { node: 'data', rule: 'node' } });
    expect(decodeInput('2208', { data: 'text' })).toMatchObject({ refusal: { rule: 'node' } });
  });

  const quote = (fee: string) =>
    accepted(
      JSON.stringify({
        ...envelope,
        infno: '2303',
        input: {
          data: {
            psn_no: 'P1',
            mdtrt_cert_type: '2',
            psn_setlway: '1',
            mdtrt_id: 'V1',
            insutype: 390,
            mid_setl_flag: 0,
            dscgTime: '2026-11-21',
            medfee_sumamt: 0.5,
          },
        },
      }).replace('"medfee_sumamt":0.5', `"medfee_sumamt":${fee}`),
    ).input;

  test('reads an amount from its source text, as number or as string, never through a float', () => {
    for (const fee of ['90071992.53', '"90071992.53"', '90071992.5300', '"+90071992.53"']) {
      expect(decodeInput('2303', quote(fee))).toMatchObject({ ok: true, value: { feeTotal: 9_007_199_253 } });
    }
    expect(decodeInput('2303', quote('1.005'))).toMatchObject({
      refusal: { field: 'medfee_sumamt', label: '医疗费总额', rule: 'decimals', value: '1.005' },
    });
    expect(decodeInput('2303', quote('1e2'))).toMatchObject({ refusal: { rule: 'type' } });
    expect(decodeInput('2303', quote('0.29999999999999998'))).toMatchObject({
      refusal: { rule: 'decimals' },
    });
  });

  test('reads codes without their leading zero and the camel-case discharge time', () => {
    expect(decodeInput('2303', quote('1'))).toMatchObject({
      ok: true,
      value: {
        credentialType: 'id-card',
        settlementWay: 'by-item',
        dischargedOn: '2026-11-21',
        isInterim: false,
      },
    });
  });

  test('reads the out-of-area flags from either spelling, as text or as object', () => {
    const visit = (extra: object) => ({
      mdtrtinfo: { mdtrt_id: 'V', psn_no: 'P', med_type: '21', begntime: '2026-11-21', ...extra },
    });
    const flags = { isTrauma: true, involvesThirdParty: false, admissionKind: 'emergency' };
    const text = '{"TRUM_FLAG":"1","REL_TTP_FLAG":0,"IPT_TYPE":"2","other":""}';
    for (const extra of [{ exp_content: text }, { expContent: text }, { expContent: JSON.parse(text) }]) {
      const sent = accepted({ ...envelope, infno: '2203', input: visit(extra) }).input;
      expect(decodeInput('2203', sent)).toMatchObject({
        ok: true,
        value: { visit: { outOfAreaFlags: flags, careType: 'inpatient' }, diagnoses: [] },
      });
    }
    expect(decodeInput('2203', visit({ exp_content: '{"IPT_TYPE":"9"}' }))).toMatchObject({
      refusal: { rule: 'dictionary', field: 'exp_content' },
    });
    expect(decodeInput('2203', visit({ exp_content: '急诊' }))).toMatchObject({
      refusal: { rule: 'format' },
    });
  });

  test('ignores and lists split amounts that a client copied back into its lines', () => {
    const decoded = decodeInput('2302', { data: { ...line, fulamt_ownpay_amt: '0', constructor: 'x' } });
    expect(decoded).toMatchObject({ ok: true, ignored: ['data.fulamt_ownpay_amt', 'data.constructor'] });
  });

  test('says that a known code is not handled here', () => {
    const sent = { mdtrtinfo: { mdtrt_id: 'V', psn_no: 'P', med_type: '52', begntime: '2026-11-21' } };
    const decoded = decodeInput('2203', sent);
    expect(decoded.ok ? '' : decoded.refusal.message).toContain('生育住院');
  });

  test('needs one of credential number and certificate number to identify a person', () => {
    expect(decodeInput('1101', { data: { mdtrt_cert_type: '02' } })).toMatchObject({
      refusal: { field: 'mdtrt_cert_no', rule: 'missing' },
    });
  });
});

describe('the content of a call', () => {
  const digestOf = (change: object) => contentDigest(accepted({ ...envelope, ...change }));

  test('is the same whatever times, operators, sign-in numbers, key order and blanks say', () => {
    const same = [
      { inf_time: '2026-11-21 09:36:00', sign_no: 'S2', opter: '002', dev_no: 'x' },
      { input: { data: { psn_no: 'P1', mdtrt_id: 'V1', setl_id: ' S1 ', exp_content: 'null' } } },
    ];
    for (const change of same) expect(digestOf(change)).toBe(digestOf({}));
    expect(digestOf({})).toMatch(/^[0-9a-f]{64}$/);
  });

  test('differs with input, regions, institution or transaction, and the field is named', () => {
    const first = accepted(envelope);
    const changes: [object, string][] = [
      [{ insuplc_admdvs: '' }, 'insuplc_admdvs'],
      [{ fixmedins_code: 'H11010500002' }, 'fixmedins_code'],
      [{ input: { data: { ...envelope.input.data, setl_id: 'S2' } } }, 'input.data.setl_id'],
      [{ input: { data: { ...envelope.input.data, exp_content: '{}' } } }, 'input.data.exp_content'],
    ];
    for (const [change, field] of changes) {
      const other = accepted({ ...envelope, ...change });
      expect(contentDigest(other)).not.toBe(contentDigest(first));
      expect(differingField(first.rawDigestInput, other.rawDigestInput)).toBe(field);
    }
    expect(differingField(first.rawDigestInput, first.rawDigestInput)).toBeNull();
  });
});

test('what a hospital client writes is what the gateway reads', () => {
  const sent = encodeRequest(
    '2208',
    {
      messageId: 'm-1',
      careRegion: '110000',
      operatorId: '001',
      operatorName: '王敏',
      sentAt: instant(1_795_000_000_000),
      providerId: 'H11010500001',
      providerName: '北京示例医院',
    },
    { settlementId: 'S"1', visitId: 'V1', personId: 'P1' },
  );
  const result = readRequest(sent, { path, maxBytes: 10_000 });
  expect(result).toMatchObject({
    ok: true,
    value: { insuredRegion: null, sentAt: 1_795_000_000_000, ignored: [] },
  });
  if (result.ok)
    expect(decodeInput('2208', result.value.input)).toMatchObject({ value: { settlementId: 'S"1' } });
});
