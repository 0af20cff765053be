/** Why a signature of the mobile gateway does not match: our text against theirs, every form of the value. */
import { type Sm2PrivateKey, type Sm2PublicKey, sign, sm3, sm3Hex, toHex, verify } from '@zhijie/crypto';
import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { isAbsent, isObject, property, readJsonText, type WireJson, type WireObject } from '../json.ts';
import { decryptMobile } from './mobile.ts';
import { signedText, type TextMistake } from './mobile-text.ts';
import { derOfRaw, readSignature, type SignatureForm } from './signature-forms.ts';

export const MISTAKES: Readonly<Record<TextMistake, string>> = {
  'empty-kept': '保留了空值字段（空字符串字段应去掉，不留 k=&）',
  'null-kept': '保留了 null 字段（应去掉）',
  'inner-unsorted': '嵌套对象的键没有排序（应按字符顺序）',
  'case-order-missed': '只按字符顺序排了一次（还要把 k=v& 整段不分大小写再排一次）',
  'extra-signed': '把 extra 也放进了待签文本（应去掉）',
  'secret-missing': '结尾没有拼接 key=密钥',
};

export type IdentityMistake = 'secret-as-identity' | 'empty-identity';

export const IDENTITY_MISTAKES: Readonly<Record<IdentityMistake, string>> = {
  'secret-as-identity': '用 appSecret 作了 SM2 签名者标识（应为默认标识 1234567812345678）',
  'empty-identity': '用空的 SM2 签名者标识（应为默认标识 1234567812345678）',
};

export type SignatureForms = {
  readonly raw: string;
  readonly der: string;
  readonly base64: string;
  readonly base64Der: string;
};

export type TextDifference = {
  /** Place of the first character that differs, from 0; the shorter text ends there. */
  readonly at: number;
  readonly ours: string;
  readonly theirs: string;
  /** The text with these mistakes is theirs; empty when no known mistakes give it. */
  readonly mistakes: readonly TextMistake[];
};

export type SignatureExplanation = {
  readonly text: string;
  /** Fields that are empty and therefore not in the text, by path. */
  readonly dropped: readonly string[];
  readonly sm3: string;
  /** SM3 of identity digest and text: what SM2 signs. Null without a key. */
  readonly signedDigest: string | null;
  /** Null when no text of theirs was given; 'same' when it is ours. */
  readonly difference: TextDifference | 'same' | null;
  /** A signature over our text; a new one each time. Null without a private key. */
  readonly ours: SignatureForms | null;
  /** Null when no signature of theirs was given. */
  readonly theirs: TheirSignature | null;
};

export type TheirSignature = SignatureForms & {
  readonly form: SignatureForm;
  /** Null without a key. */
  readonly fits: boolean | null;
  /** What the signature was made over instead, when one known mistake explains it. */
  readonly mistake: TextMistake | IdentityMistake | null;
};

export type SignatureQuestion = {
  /** The outer object as JSON text, with plain `data` or with cipher text. */
  readonly body: string;
  readonly appSecret: string;
  readonly privateKey?: Sm2PrivateKey | undefined;
  readonly publicKey?: Sm2PublicKey | undefined;
  /** The text that the other side signed. */
  readonly theirText?: string | undefined;
  /** Overrides the signature in the body. */
  readonly signature?: string | undefined;
};

const KINDS = Object.keys(MISTAKES) as readonly TextMistake[];

/** One mistake, then two at once. */
function combinations(): readonly (readonly TextMistake[])[] {
  const pairs = KINDS.flatMap((one, index) => KINDS.slice(index + 1).map((other) => [one, other]));
  return [...KINDS.map((one) => [one]), ...pairs];
}

function differenceOf(
  outer: WireObject,
  appSecret: string,
  ours: string,
  theirs: string,
): TextDifference | 'same' {
  if (ours === theirs) return 'same';
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const mistakes = combinations().find((each) => signedText(outer, appSecret, new Set(each)) === theirs);
  return { at, ours, theirs, mistakes: mistakes ?? [] };
}

function emptyPaths(value: WireJson, path: string): string[] {
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const inner = Array.isArray(value)
    ? value.map((item, index) => [`[${index}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [path === '' ? key : `.${key}`, item] as const);
  return inner.flatMap(([step, item]) => emptyPaths(item, `${path}${step}`));
}

function formsOf(raw: Uint8Array): SignatureForms {
  const der = derOfRaw(raw);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return { raw: toHex(raw), der: toHex(der), base64: base64(raw), base64Der: base64(der) };
}

type Asked = { readonly outer: WireObject; readonly text: string; readonly appSecret: string };

function mistakeOf({ outer, text, appSecret }: Asked, key: Sm2PublicKey, raw: Uint8Array) {
  const fits = (signed: string, userId?: string) =>
    verify(key, signed, raw, { format: 'raw', ...(userId === undefined ? {} : { userId }) });
  if (fits(text, appSecret)) return 'secret-as-identity';
  if (fits(text, '')) return 'empty-identity';
  return KINDS.find((kind) => fits(signedText(outer, appSecret, new Set([kind])))) ?? null;
}

function theirSignature(asked: Asked, key: Sm2PublicKey | undefined, sent: string): TheirSignature | null {
  const read = readSignature(sent);
  if (read === null) return null;
  const fits = key === undefined ? null : verify(key, asked.text, read.raw, { format: 'raw' });
  const mistake = key === undefined || fits === true ? null : mistakeOf(asked, key, read.raw);
  return { ...formsOf(read.raw), form: read.form, fits, mistake };
}

/** The outer object with its plain `data`: cipher text counts before a `data` beside it. */
function outerOf(body: string, appSecret: string): Result<WireObject, Refusal> {
  const outer = readJsonText(body);
  if (!isObject(outer)) return refuse('body-not-json', { field: 'body' });
  const cipher = property(outer, 'encData');
  if (isAbsent(cipher)) return ok(outer);
  const appId = property(outer, 'appId');
  const data =
    typeof cipher !== 'string' || typeof appId !== 'string' || Buffer.byteLength(appId) < 16
      ? null
      : decryptMobile({ appId, appSecret }, cipher);
  return data === null ? refuse('cipher-unreadable', { field: 'body' }) : ok({ ...outer, data });
}

/**
 * Our text and values for a message. Refusals: `body-not-json`, `cipher-unreadable` (wrong secret, or an
 * application id shorter than 16 bytes), `signature-unreadable`.
 */
export function explainSignature(question: SignatureQuestion): Result<SignatureExplanation, Refusal> {
  const { body, appSecret, privateKey, theirText } = question;
  const read = outerOf(body, appSecret);
  if (!read.ok) return read;
  const outer = read.value;
  const text = signedText(outer, appSecret);
  const key = question.publicKey ?? privateKey?.publicKey;
  const inBody = property(outer, 'signData');
  const sent = question.signature ?? (typeof inBody === 'string' && !isAbsent(inBody) ? inBody : undefined);
  const theirs = sent === undefined ? null : theirSignature({ outer, text, appSecret }, key, sent);
  if (sent !== undefined && theirs === null) return refuse('signature-unreadable', { field: 'signature' });
  const bytes = Buffer.from(text, 'utf8');
  const identity = key?.identityDigest('1234567812345678');
  return ok({
    text,
    dropped: emptyPaths(outer, ''),
    sm3: sm3Hex(text),
    signedDigest: identity === undefined ? null : toHex(sm3(Buffer.concat([identity, bytes]))),
    difference: theirText === undefined ? null : differenceOf(outer, appSecret, text, theirText),
    ours: privateKey === undefined ? null : formsOf(sign(privateKey, text, { format: 'raw' })),
    theirs,
  });
}
