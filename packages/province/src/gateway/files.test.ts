import { useTestDatabase } from '@zhijie/database';
import { encodeRequest, readAnswer, tabRows, zipOf } from '@zhijie/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { failureOf, HOSPITAL, nextMessageId, requestBytes } from '../testing/hospital.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';
import { createGateway } from './index.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let app: FastifyInstance;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  app = Fastify({ logger: false });
  const careOf = (province: string) => (province === '11' ? network.care.care.deps : undefined);
  await app.register(createGateway({ careOf, now: () => network.clock.now, log: () => {} }));
});
afterAll(() => app.close());

const NAME = '3202-202603.zip';
const FILE = zipOf(
  '3202-202603.txt',
  tabRows([
    ['结算1', '9800'],
    ['结算2', null],
  ]),
);

async function post(payload: Uint8Array, contentType = 'text/plain') {
  const headers = { 'content-type': contentType };
  const reply = await app.inject({
    method: 'POST',
    url: '/fsi/call',
    payload: Buffer.from(payload),
    headers,
  });
  expect(reply.statusCode).toBe(200);
  return { bytes: Uint8Array.from(reply.rawPayload), type: String(reply.headers['content-type']) };
}

/** The envelope with anything in place of the file. */
function envelope(content: unknown, messageId = nextMessageId()): string {
  const fileContent = Uint8Array.of();
  const bytes = requestBytes(
    network,
    '9101',
    { fileName: NAME, providerId: HOSPITAL, fileContent },
    { messageId },
  );
  const body = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const { in: _own, ...others } = body.input.fsUploadIn;
  body.input.fsUploadIn = content === undefined ? others : { ...others, in: content };
  return JSON.stringify(body);
}

function multipart(json: string, file: Uint8Array): Uint8Array {
  const boundary = '----WebKitFormBoundary7MA4';
  const part = (head: string) => Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n`);
  return Buffer.concat([
    part('name="jsonStr"'),
    Buffer.from(`\r\n${json}\r\n`),
    part(`name="file"; filename="${NAME}"`),
    Buffer.from('content-type: application/octet-stream\r\n\r\n'),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

async function uploaded(payload: Uint8Array, contentType?: string) {
  const answer = readAnswer('9101', (await post(payload, contentType)).bytes);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.output;
}

const download = (fileId: string, own: { fileName?: string; providerId?: string } = {}) => {
  const { fileName = NAME, ...header } = own;
  return post(requestBytes(network, '9102', { fileId, fileName }, { messageId: nextMessageId(), ...header }));
};

describe('9101 takes a file in three forms, 9102 gives it back', () => {
  it.each([
    ['Base64 text', () => Buffer.from(envelope(Buffer.from(FILE).toString('base64')))],
    ['an array of signed bytes', () => Buffer.from(envelope([...new Int8Array(FILE)]))],
    ['a multipart body', () => multipart(envelope(undefined), FILE)],
  ])('%s', async (_form, payload) => {
    const file = await uploaded(payload());
    expect(file).toMatchObject({ fileName: NAME, providerId: HOSPITAL });
    expect(file.fileId).toMatch(/^[0-9a-f]{30}$/);
    const { bytes, type } = await download(file.fileId);
    expect(type).toBe('application/octet-stream');
    expect(bytes).toEqual(FILE);
  });

  it('T-06 the same message in another form is the same call', async () => {
    const messageId = nextMessageId();
    const first = await uploaded(Buffer.from(envelope(Buffer.from(FILE).toString('base64'), messageId)));
    const again = await uploaded(multipart(envelope(undefined, messageId), FILE), 'multipart/form-data');
    expect(again).toEqual(first);
    const changed = await post(
      Buffer.from(envelope(Buffer.from(zipOf('y', FILE)).toString('base64'), messageId)),
    );
    expect(failureOf(changed.bytes)).toContain('【1031】');
  });

  it.each([
    ['no file', undefined, '【1011】'],
    ['no Base64', '!!!', '【1016】'],
    ['a number that is no byte', [1, 2, 300], '【1013】'],
    ['no archive', Buffer.from('结算1\t9800').toString('base64'), '【1024】'],
  ])('refuses %s', async (_what, content, number) => {
    expect(failureOf((await post(Buffer.from(envelope(content)))).bytes)).toContain(number);
  });

  it('refuses a multipart body without the envelope, and one that breaks off', async () => {
    const whole = multipart(envelope(undefined), FILE);
    for (const broken of [whole.subarray(0, 60), Buffer.from('--x'), Buffer.from('--\r\n--\r\n')]) {
      expect(failureOf((await post(broken)).bytes)).toContain('【1001】');
    }
  });

  it('no other institution gets the file, nobody under another name, nobody after a week', async () => {
    const { fileId } = await uploaded(multipart(envelope(undefined), FILE));
    const refused = async (own: Parameters<typeof download>[1]) => {
      const { bytes, type } = await download(fileId, own);
      expect(type).toMatch(/^application\/json/);
      return failureOf(bytes);
    };
    expect(await refused({ providerId: 'H11010500002' })).toContain('【1023】');
    expect(await refused({ fileName: 'other.zip' })).toContain('【1023】');
    network.clock.now = (network.clock.now + 8 * 86_400_000) as typeof network.clock.now;
    expect(await refused({})).toContain('【1023】');
  });

  it('a file is not kept in the clear', async () => {
    await uploaded(multipart(envelope(undefined), FILE));
    const statement = { name: 'test-file-texts', text: 'SELECT content_sealed AS sealed FROM care.file' };
    const rows = await care.query<{ sealed: string }>(statement, []);
    expect(rows.length).toBeGreaterThan(0);
    const clear = Buffer.from(FILE).toString('base64').slice(0, 24);
    expect(rows.every(({ sealed }) => !sealed.includes(clear))).toBe(true);
  });
});

it('a client of the interface writes an upload by itself', () => {
  const header = {
    messageId: 'M',
    careRegion: '110000',
    operatorId: '1',
    operatorName: '收费员',
    sentAt: network.clock.now,
    providerId: HOSPITAL,
    providerName: '示例医院',
  };
  const bytes = encodeRequest('9101', header, { fileName: NAME, fileContent: FILE });
  expect(JSON.parse(Buffer.from(bytes).toString()).input.fsUploadIn.in).toBe(
    Buffer.from(FILE).toString('base64'),
  );
});
