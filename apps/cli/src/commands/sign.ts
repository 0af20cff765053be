import { readFileSync } from 'node:fs';
import { explainPasted, type MarkedText, SIGN_REFUSALS, type SignAnswer } from '@zhijie/sandbox';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie sign explain：移动支付、电子凭证网关的签名为什么对不上（SM3、SM2；只用测试密钥，不联网、不保存）

  zhijie sign explain --body 报文.json --secret 应用密钥 [--key 私钥] [--public 公钥]
      [--theirs 对方待签文本.txt] [--signature 对方签名] [--json]

  --body       外层报文的 JSON 文件，含明文 data 或密文 encData；- 表示标准输入
  --secret     appSecret
  --key        SM2 私钥：文件，或直接写 PEM、十六进制、Base64；写了就给出我方签名的各种写法
  --public     SM2 公钥，同上；写了就验对方的签名（不写时由私钥得出）
  --theirs     对方待签文本的文件；写了就标出第一个不同的字符和原因
  --signature  对方签名，十六进制或 Base64，r‖s 或 DER；不写则用报文中的 signData
  --json       输出 JSON，可留作测试向量
退出码：0 一致或没有可比的，1 不一致，2 用法有误
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  body: TEXT,
  secret: TEXT,
  key: TEXT,
  public: TEXT,
  theirs: TEXT,
  signature: TEXT,
  json: { type: 'boolean' },
} as const;

export const sign: Command = {
  name: 'sign',
  summary: '签名对不上时：我方待签文本与对方的第一个不同之处，SM3、r‖s、DER、Base64',
  run: async ([verb, ...args]) => {
    if (verb === '--help' || verb === '-h') {
      console.log(USAGE);
      return 0;
    }
    if (verb !== 'explain') return wrongCall('要做什么：zhijie sign explain', USAGE);
    return withOptions(args, { usage: USAGE, options: OPTIONS }, explain);
  },
};

const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

/** The text of a file, of the standard input for `-`; undefined when there is none. */
function fileText(path: string): string | undefined {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A key is given as it is, or as the name of a file that holds it. */
const keyText = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : (fileText(value) ?? value);

function explain(values: Values): number {
  const path = text(values, 'body');
  const secret = text(values, 'secret');
  if (path === undefined || secret === undefined) return wrongCall('缺少 --body 或 --secret', USAGE);
  const body = fileText(path);
  if (body === undefined) return wrongCall(`--body：读不到文件 ${path}`, USAGE);
  const theirs = text(values, 'theirs');
  const canonical = theirs === undefined ? undefined : fileText(theirs);
  if (theirs !== undefined && canonical === undefined)
    return wrongCall(`--theirs：读不到文件 ${theirs}`, USAGE);
  const answer = explainPasted({
    body,
    appSecret: secret,
    privateKey: keyText(text(values, 'key')),
    publicKey: keyText(text(values, 'public')),
    canonical,
    signature: text(values, 'signature'),
  });
  if (!answer.ok) return wrongCall(SIGN_REFUSALS[answer.refusal.code] ?? answer.refusal.code, USAGE);
  const { value } = answer;
  console.log(values.json === true ? JSON.stringify(value, null, 2) : printed(value).join('\n'));
  return value.matches === false ? 1 : 0;
}

const shown = ({ before, character, after }: MarkedText): string =>
  `…${before}【${character ?? '文末'}】${after}`;

function printedTheirs({ form, fits, mistake, ...forms }: NonNullable<SignAnswer['theirs']>): string[] {
  const verdict = fits === null ? '没有公钥，未验' : fits ? '✓ 与我方待签文本相符' : '✗ 与我方待签文本不符';
  return [
    `对方签名（${form}）  ${verdict}`,
    ...(mistake === null ? [] : [`  原因：${mistake.text}`]),
    `  r‖s     ${forms.raw}`,
    `  DER     ${forms.der}`,
    `  Base64  ${forms.base64}`,
  ];
}

function printedDifference(difference: SignAnswer['difference']): string[] {
  if (difference === null) return [];
  if (difference === 'same') return ['对方待签文本  ✓ 与我方相同'];
  const { at, ours, theirs, mistakes } = difference;
  return [
    `对方待签文本  ✗ 第 ${at + 1} 个字符起不同`,
    `  我方  ${shown(ours)}`,
    `  对方  ${shown(theirs)}`,
    ...mistakes.map((mistake) => `  原因：${mistake.text}`),
  ];
}

function printed(answer: SignAnswer): string[] {
  const { canonical, dropped, sm3, signedDigest, ours, theirs } = answer;
  return [
    `待签文本      ${canonical}`,
    ...(dropped.length === 0 ? [] : [`去掉的空值字段 ${dropped.join('、')}`]),
    `SM3           ${sm3}`,
    ...(signedDigest === null ? [] : [`SM3(ZA‖文本)  ${signedDigest}`]),
    ...printedDifference(answer.difference),
    ...(ours === null
      ? []
      : [
          '我方签名（每次不同）',
          `  r‖s     ${ours.raw}`,
          `  DER     ${ours.der}`,
          `  Base64  ${ours.base64}（应报送的写法）`,
        ]),
    ...(theirs === null ? [] : printedTheirs(theirs)),
  ];
}
