/** `spec/openapi.json`: the gateway of a care place, every transaction with its envelope. */
import {
  officialTransactions,
  TRANSACTION_GROUPS,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
} from '@zhijie/wire';
import { goldenFiles } from './golden.ts';
import { schemaFiles } from './schema.ts';

type Schema = Record<string, unknown>;

const text = (title: string, maxLength: number): Schema => ({ type: 'string', title, maxLength });

/** The head of a request; `input` is added by each transaction. */
const ENVELOPE: Schema = {
  type: 'object',
  properties: {
    infno: text('交易编号；也可以只写在网址最后一段', 6),
    msgid: text('发送方报文ID：本机构内唯一，重发时不变', 30),
    mdtrtarea_admvs: { type: 'string', title: '就医地医保区划', pattern: '^\\d{6}$' },
    insuplc_admdvs: { type: 'string', title: '参保地医保区划；本地病人可以留空', pattern: '^(\\d{6})?$' },
    recer_sys_code: text('接收方系统代码', 10),
    dev_no: text('设备编号', 100),
    dev_safe_info: text('设备安全信息', 2000),
    cainfo: text('数字签名信息', 1024),
    signtype: text('签名类型', 10),
    infver: text('接口版本号', 6),
    opter_type: { enum: ['1', '2', '3'], title: '经办人类别：1 经办人、2 自助终端、3 移动终端' },
    opter: text('经办人', 30),
    opter_name: text('经办人姓名', 50),
    inf_time: { type: 'string', title: '交易时间 yyyy-MM-dd HH:mm:ss' },
    fixmedins_code: text('定点医药机构编号', 30),
    fixmedins_name: text('定点医药机构名称', 200),
    sign_no: text('交易签到流水号', 30),
  },
  required: ['msgid', 'mdtrtarea_admvs', 'fixmedins_code'],
};

const ANSWER: Schema = {
  type: 'object',
  properties: {
    infcode: { enum: [0, -1], title: '0 成功，-1 失败' },
    inf_refmsgid: { type: 'string', title: '接收方报文ID', pattern: '^\\d{30}$' },
    refmsg_time: { type: 'string', title: '接收报文时间', pattern: '^\\d{17}$' },
    respond_time: { type: 'string', title: '响应报文时间', pattern: '^\\d{17}$' },
    err_msg: { type: 'string', title: '错误信息：【编号】原因。处理办法', maxLength: 200 },
    warn_msg: { type: 'string', title: '提示' },
    cainfo: { type: 'string' },
    signtype: { type: 'string' },
    output: { type: ['object', 'array', 'null'] },
  },
  required: ['infcode', 'inf_refmsgid', 'refmsg_time', 'respond_time', 'err_msg', 'output'],
};

const FAILURE: Schema = {
  title: '失败：没有输出；编号见 spec/errors.json',
  allOf: [
    { $ref: '#/components/schemas/Answer' },
    { type: 'object', properties: { infcode: { const: -1 }, output: { type: 'null' } } },
  ],
};

/** `personId; text 30` → `personId`: how the schema files describe a field. */
const FIELD = /^(\w+); /;

/** Puts each field once under the components, where all its uses have the same schema. */
function shared(schema: unknown, fields: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => shared(item, fields));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { description } = schema as Schema;
  const name = typeof description === 'string' ? FIELD.exec(description)?.[1] : undefined;
  if (name !== undefined) {
    const known = fields.get(name) ?? schema;
    fields.set(name, known);
    return JSON.stringify(known) === JSON.stringify(schema)
      ? { $ref: `#/components/schemas/field.${name}` }
      : schema;
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, shared(value, fields)]));
}

type Parts = { readonly input: unknown; readonly output: unknown };

function operation(number: TransactionNumber, parts: Parts, golden: ReadonlyMap<string, string>): Schema {
  const example = (kind: string): unknown =>
    JSON.parse(golden.get(`spec/golden/wire-1/${number}.${kind}.json`) ?? 'null');
  const { label, writes, answersFile } = transactionOf(number);
  const body = (ref: string, input: Schema) => ({ allOf: [{ $ref: `#/components/schemas/${ref}` }, input] });
  const success = body('Answer', {
    type: 'object',
    properties: { infcode: { const: 0 }, output: parts.output },
  });
  const failure = { $ref: '#/components/schemas/Failure' };
  const answer = answersFile
    ? { 'application/octet-stream': {}, 'application/json': { schema: failure } }
    : {
        'application/json': { schema: { oneOf: [success, failure] }, example: example('answer') },
      };
  const group = officialTransactions.get(number)!.group;
  return {
    operationId: `call${number}`,
    summary: `${number} ${label}`,
    description: writes
      ? '写交易：同一 msgid 同一内容重发，得到与第一次相同的字节，只有一次效果。'
      : '读交易：不改变任何记录。',
    tags: [TRANSACTION_GROUPS[group]],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: body('Envelope', {
            type: 'object',
            properties: { infno: { const: number }, input: parts.input },
            required: ['input'],
          }),
          example: example('request'),
        },
      },
    },
    responses: { '200': { description: 'HTTP 状态总是 200；成败看 infcode。', content: answer } },
  };
}

/** The document; fields that several transactions share stand once. */
export function openApiFile(): string {
  const fields = new Map<string, unknown>();
  const schemas = schemaFiles();
  const golden = goldenFiles();
  const paths: Record<string, Schema> = {};
  for (const number of TRANSACTION_NUMBERS) {
    const { properties } = JSON.parse(schemas.get(`spec/schema/${number}.json`)!);
    paths[`/fsi/${number}`] = { post: operation(number, shared(properties, fields) as Parts, golden) };
  }
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const document = {
    openapi: '3.1.0',
    info: {
      title: '直结：定点医药机构接口',
      version: '1',
      description:
        '路径为 /fsi/ 下任意一段，交易编号写在最后一段或只写在报文 infno 中；任何 Content-Type 都按 JSON 读。' +
        '这里每个交易列为 /fsi/{编号}。错误字典见 spec/errors.json，流程见 docs/integrating。',
    },
    servers: [{ url: 'http://127.0.0.1:8600', description: 'npm start' }],
    paths,
    components: {
      schemas: {
        Envelope: ENVELOPE,
        Answer: ANSWER,
        Failure: FAILURE,
        ...Object.fromEntries(sorted.map(([name, schema]) => [`field.${name}`, schema])),
      },
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}
