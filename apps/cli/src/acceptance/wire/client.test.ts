import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSACTION_NUMBERS, wireErrors } from '@zhijie/wire';
import { describe, expect, it } from 'vitest';
import {
  type Client,
  type ClientOptions,
  createClient,
  csbHeaders,
  errors,
  formatTime,
  GatewayRejected,
  NoAnswer,
  Refused,
  readJson,
  tifHeaders,
  transactions,
} from '../../../../../clients/typescript/index.js';
import { REPOSITORY } from '../../policy-files.ts';
import { findings, useNetwork } from '../network-under-test.ts';

const underTest = useNetwork(['11', '41']);
const CERTIFICATE = '419900198503121358';

const clientWith = (own: Partial<ClientOptions> = {}): Client =>
  createClient({
    url: underTest().url,
    providerId: 'H11010500001',
    providerName: '北京示例医院',
    careRegion: '110000',
    operatorId: 'c01',
    operatorName: '窗口一',
    retryAfterMs: 1,
    ...own,
  });

const credential = { mdtrt_cert_type: '02', mdtrt_cert_no: CERTIFICATE } as const;
const doctor = { code: 'D110105000001', name: '示例医师' };

/** A visit of Li Jianguo with one line of 98.00, ready to be settled. */
async function visitWith(client: Client) {
  const { output: person } = await client.call('1101', {
    data: { ...credential, psn_cert_type: '01', certno: CERTIFICATE },
  });
  const { psn_no } = person.baseinfo;
  const { insutype, insuplc_admdvs: insuredRegion } = person.insuinfo[0]!;
  const now = formatTime(new Date());
  const registered = await client.call(
    '2201',
    {
      data: {
        ...credential,
        psn_no,
        insutype,
        begntime: now,
        ipt_otp_no: client.newMessageId(),
        dept_code: '0300',
        dept_name: '内科',
        caty: 'A03',
      },
    },
    { insuredRegion },
  );
  const { mdtrt_id } = registered.output.data;
  const key = { mdtrt_id, psn_no };
  const diagnosis = {
    diag_type: '1',
    diag_srt_no: 1,
    diag_code: 'J18.900',
    diag_name: '肺炎',
    diag_dept: '内科',
    dise_dor_no: doctor.code,
    dise_dor_name: doctor.name,
    diag_time: now,
    vali_flag: '1',
  } as const;
  const mdtrtinfo = { ...key, med_type: '11', begntime: now } as const;
  await client.call('2203', { mdtrtinfo, diseinfo: [diagnosis] }, { insuredRegion });
  const line = {
    ...key,
    feedetl_sn: '1',
    chrg_bchno: 'B1',
    rx_circ_flag: '0',
    fee_ocur_time: now,
    med_list_codg: 'XZ99ZZA001A001010100001',
    medins_list_codg: 'HIS-1',
    det_item_fee_sumamt: '98.00',
    cnt: 1,
    pric: '98.00',
    bilg_dept_codg: '0300',
    bilg_dept_name: '内科',
    bilg_dr_codg: doctor.code,
    bilg_dr_name: doctor.name,
    hosp_appr_flag: '0',
  } as const;
  const { output: split } = await client.call('2204', { feedetail: [line] }, { insuredRegion });
  expect(split.result[0]).toMatchObject({ feedetl_sn: '1', det_item_fee_sumamt: '98.00' });
  const bill = {
    data: {
      ...key,
      ...credential,
      med_type: '11',
      medfee_sumamt: '98.00',
      psn_setlway: '01',
      chrg_bchno: 'B1',
      acct_used_flag: '0',
      insutype,
    },
  } as const;
  return { key, bill, insuredRegion };
}

describe('the client package in clients/typescript', () => {
  it('completes an outpatient visit, and brings amounts as text', async () => {
    const client = clientWith();
    const { key, bill, insuredRegion } = await visitWith(client);
    const { output: quoted } = await client.call('2206', bill, { insuredRegion });
    const { output } = await client.call('2207', bill, { insuredRegion });
    expect(output.setlinfo).toMatchObject({ medfee_sumamt: '98.00', psn_no: key.psn_no });
    expect(output.setlinfo.fund_pay_sumamt).toBe(quoted.setlinfo.fund_pay_sumamt);
    const { setl_id } = output.setlinfo;
    const { output: undone } = await client.call('2208', { data: { ...key, setl_id } }, { insuredRegion });
    expect(undone.setlinfo.medfee_sumamt).toBe('-98.00');
  });

  it('repeats a lost answer under the same message id: one settlement', async () => {
    const sent: string[] = [];
    const losing: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      sent.push(JSON.parse(String(init?.body)).msgid);
      if (sent.length > 1) return response;
      await response.arrayBuffer();
      throw new TypeError('the line broke');
    };
    const { key, bill, insuredRegion } = await visitWith(clientWith());
    const { output, messageId } = await clientWith({ fetch: losing }).call('2207', bill, { insuredRegion });
    expect(sent).toEqual([messageId, messageId]);
    const again = await clientWith().call('2207', bill, { insuredRegion, messageId });
    expect(again.output).toEqual(output);
    await clientWith().reverse({ number: '2207', messageId, personId: key.psn_no, insuredRegion });
    expect(await findings(underTest())).toEqual([]);
  });

  it('gives up with the message id that may have had its effect, and can reverse it', async () => {
    const dead: typeof fetch = async () => {
      throw new TypeError('nobody listens');
    };
    const { key, bill, insuredRegion } = await visitWith(clientWith());
    const gaveUp = await clientWith({ fetch: dead, retries: 1 })
      .call('2207', bill, { insuredRegion })
      .catch((error: unknown) => error);
    expect(gaveUp).toBeInstanceOf(NoAnswer);
    const { messageId } = gaveUp as NoAnswer;
    await clientWith().reverse({ number: '2207', messageId, personId: key.psn_no, insuredRegion });
    const late = await clientWith()
      .call('2207', bill, { insuredRegion, messageId })
      .catch((error: unknown) => error);
    expect(late).toMatchObject({ error: 'call-reversed', number: 4017 });
  });

  it('tells a refusal with its cause, who mends it and the next step', async () => {
    const wrong = { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '419900198503121351' } } as const;
    const refused = await clientWith()
      .call('1101', wrong)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({
      number: 2003,
      error: 'bad-check-digit',
      whoLabel: '医院医保办',
      next: '请核对证件号码',
      isRepeatable: false,
    });
  });

  it('brings the bytes of a file', async () => {
    const client = clientWith();
    const { output: named } = await client.call('1301', { data: {} });
    const { output: zip } = await client.call('9102', {
      fsDownloadIn: { file_qury_no: named.file_qury_no, filename: named.filename, fixmedins_code: 'plc' },
    });
    expect([...zip.subarray(0, 2)]).toEqual([0x50, 0x4b]);
  });

  it('says that the header signature did not pass', async () => {
    const rejecting: typeof fetch = async () => new Response('{"code":401,"message":"签名不一致!"}');
    const call = clientWith({ fetch: rejecting, headers: tifHeaders({ account: 'a', secret: 's' }) });
    await expect(call.call('9001', { signIn: { opter_no: '1' } })).rejects.toThrow(GatewayRejected);
  });

  it('signs as the public examples of both header styles', () => {
    const at = new Date('2026-11-21T01:35:00.000Z');
    const tif = tifHeaders({ account: 'his', secret: 's3cret' })('2207', at);
    expect(tif['x-tif-timestamp']).toBe('1795224900');
    expect(tif['x-tif-signature']).toMatch(/^[0-9a-f]{64}$/);
    expect(csbHeaders({ accessKey: 'ak', secretKey: 'sk' })('9001', at)).toMatchObject({ _api_name: '9001' });
  });

  it('reads numbers as text wherever they stand, and texts as they are', () => {
    expect(readJson('{"a":1.10,"b":[-2,3e5],"c":"x 12.50 \\" 7","d":true,"e":null}')).toEqual({
      a: '1.10',
      b: ['-2', '3e5'],
      c: 'x 12.50 " 7',
      d: true,
      e: null,
    });
  });

  it('has a table entry of every transaction and error, and needs nothing but Node', () => {
    expect(Object.keys(transactions).sort()).toEqual([...TRANSACTION_NUMBERS].sort());
    expect(Object.keys(errors)).toHaveLength(Object.keys(wireErrors).length);
    const text = readFileSync(join(REPOSITORY, 'clients/typescript/index.js'), 'utf8');
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name!);
    expect(imported.filter((name) => !name.startsWith('node:'))).toEqual(['./tables.generated.js']);
  });
});
