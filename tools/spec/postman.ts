/** `spec/postman.json`: a collection in the Postman format (v2.1) that makes the calls of each flow. */

import type { TransactionNumber } from '@zhijie/wire';
import { transactionOf } from '@zhijie/wire';
import { type Flow, flows, type Step } from './flows/index.ts';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Times in China Standard Time, and the last eighteen characters of the message id. */
const BEFORE_EACH = `
const china = new Date(Date.now() + 8 * 3600 * 1000).toISOString();
const stamp = china.slice(0, 19).replace(/[^0-9]/g, '');
const serial = (Number(pm.collectionVariables.get('serial') || 0) + 1) % 10000;
pm.collectionVariables.set('serial', String(serial));
pm.collectionVariables.set('now', china.slice(0, 10) + ' ' + china.slice(11, 19));
pm.collectionVariables.set('today', china.slice(0, 10));
pm.collectionVariables.set('year', china.slice(0, 4));
pm.collectionVariables.set('month', china.slice(5, 7));
pm.collectionVariables.set('stamp', stamp + String(serial).padStart(4, '0'));`;

const BEGIN = `
pm.collectionVariables.set('run', Date.now().toString(36));
for (const name of ['sign_no', 'insuplc_admdvs', 'psn_no']) pm.collectionVariables.set(name, '');`;

/** A place in the output; a text that holds an object (extension fields) is looked into. */
const AT = [
  "const open = (value) => (typeof value === 'string' && value[0] === '{' ? JSON.parse(value) : value);",
  "const at = (path) => path.split('.')",
  '  .reduce((value, key) => (value == null ? value : open(value)[key]), answer.output);',
];

const lines = (text: string): string[] => text.trim().split('\n');
const script = (listen: string, exec: string[]) => ({ listen, script: { type: 'text/javascript', exec } });

function testScript(
  { keep = {}, expect = {}, keepMessageId, keepReference, isFile = false, elsewhere }: Step,
  provider: string,
): string[] {
  if (isFile) {
    return [
      "const type = pm.response.headers.get('content-type');",
      "pm.test('得到文件', () => pm.expect(type).to.eql('application/octet-stream'));",
    ];
  }
  if (elsewhere !== undefined) return scriptElsewhere(keep);
  const texts = [
    'const answer = pm.response.json();',
    ...AT,
    `pm.test('成功', () => pm.expect(answer.infcode, answer.err_msg).to.eql(0));`,
  ];
  for (const [path, value] of Object.entries(expect)) {
    const wanted = `pm.collectionVariables.replaceIn(${JSON.stringify(String(value))})`;
    texts.push(
      typeof value === 'number'
        ? `pm.test('${path} = ${value}', () => pm.expect(Number(at('${path}'))).to.eql(${value}));`
        : `pm.test('${path}', () => pm.expect(at('${path}')).to.eql(${wanted}));`,
    );
  }
  for (const [name, path] of Object.entries(keep)) {
    texts.push(`pm.collectionVariables.set('${name}', String(at('${path}')));`);
  }
  if (keepReference !== undefined) {
    texts.push(`pm.collectionVariables.set('${keepReference}', answer.inf_refmsgid);`);
  }
  if (keepMessageId !== undefined) {
    texts.push(
      `pm.collectionVariables.set('${keepMessageId}', '${provider}' + pm.collectionVariables.get('stamp'));`,
    );
  }
  return texts;
}

/** A page answers text; what is kept comes from an answer in JSON. */
const scriptElsewhere = (keep: NonNullable<Step['keep']>): string[] => [
  "pm.test('有答复', () => pm.expect(pm.response.headers.get('content-type') == null).to.eql(false));",
  ...Object.entries(keep).map(
    ([name, key]) => `pm.collectionVariables.set('${name}', String(pm.response.json()['${key}']));`,
  ),
];

function bodyOf(flow: Flow, step: Step): string {
  const envelope = {
    infno: step.number,
    msgid: step.messageId === undefined ? `${flow.provider}{{stamp}}` : `{{${step.messageId}}}`,
    mdtrtarea_admvs: flow.area,
    insuplc_admdvs: '{{insuplc_admdvs}}',
    recer_sys_code: 'HIS',
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: 'V1.0',
    opter_type: '1',
    opter: 'c01',
    opter_name: '窗口一',
    inf_time: '{{now}}',
    fixmedins_code: flow.provider,
    fixmedins_name: flow.providerName,
    sign_no: '{{sign_no}}',
    input: step.input,
  };
  return JSON.stringify(envelope, null, 2);
}

const urlOf = (raw: string) => {
  const [host, ...path] = raw.split('/');
  return { raw, host: [host!], path };
};

function requestElsewhere({ title, elsewhere }: Step) {
  const { url, type, body } = elsewhere!;
  return {
    method: 'POST',
    description: `不是接口交易：${title}`,
    header: [{ key: 'content-type', value: type }],
    url: urlOf(url),
    body: { mode: 'raw', raw: body },
  };
}

function request(flow: Flow, step: Step, index: number) {
  if (step.elsewhere !== undefined) {
    const event = [script('test', testScript(step, flow.provider))];
    return { name: `${index + 1} ${step.title}`, event, request: requestElsewhere(step) };
  }
  const { label } = transactionOf(step.number as TransactionNumber);
  return {
    name: `${index + 1} ${step.number} ${step.title}`,
    event: [
      ...(index === 0 ? [script('prerequest', lines(BEGIN))] : []),
      script('test', testScript(step, flow.provider)),
    ],
    request: {
      method: 'POST',
      description: `${label}。字段见 docs/reference/transactions.md#${step.number}`,
      header: [{ key: 'content-type', value: 'application/json' }],
      url: {
        raw: '{{baseUrl}}/fsi/api/callService',
        host: ['{{baseUrl}}'],
        path: ['fsi', 'api', 'callService'],
      },
      body: { mode: 'raw', raw: bodyOf(flow, step), options: { raw: { language: 'json' } } },
    },
  };
}

export function postmanFile(): string {
  const collection = {
    info: {
      _postman_id: '5a68696a-6965-4000-8000-000000000001',
      name: '直结 · 医药机构接口',
      description: '每个文件夹是一个流程，按顺序整体运行（Run folder）。先 npm start；所有人员为虚构。',
      schema: SCHEMA,
    },
    variable: [{ key: 'baseUrl', value: 'http://127.0.0.1:8600' }],
    event: [script('prerequest', lines(BEFORE_EACH))],
    item: flows.map((flow) => ({
      name: flow.title,
      description: flow.purpose,
      item: flow.steps.map((step, index) => request(flow, step, index)),
    })),
  };
  return `${JSON.stringify(collection, null, 1)}\n`;
}
