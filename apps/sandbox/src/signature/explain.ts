/** What `zhijie sign explain` and `POST /api/sandbox/sign-explain` say of a signature that does not match. */
import { importPrivate, importPublic, type Sm2PrivateKey, type Sm2PublicKey } from '@zhijie/crypto';
import { Failure, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import {
  explainSignature,
  IDENTITY_MISTAKES,
  MISTAKES,
  mobilePrivateKey,
  mobilePublicKey,
  type SignatureExplanation,
  type TextDifference,
} from '@zhijie/wire';

/** As people paste it: every value a text, keys as PEM, hex or Base64 of the bare number. */
export type PastedQuestion = {
  readonly body: string;
  readonly appSecret: string;
  readonly privateKey?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly canonical?: string | undefined;
  readonly signature?: string | undefined;
};

type Said = { readonly code: string; readonly text: string };

/** A text around its first differing character; `character` is null where the text has ended. */
export type MarkedText = {
  readonly before: string;
  readonly character: string | null;
  readonly after: string;
};

export type SignAnswer = Pick<SignatureExplanation, 'dropped' | 'sm3' | 'signedDigest' | 'ours'> & {
  readonly canonical: string;
  /** Whether the text, or the signature, of the other side is right; null when neither was given. */
  readonly matches: boolean | null;
  readonly difference:
    | 'same'
    | null
    | {
        readonly at: number;
        readonly ours: MarkedText;
        readonly theirs: MarkedText;
        readonly mistakes: readonly Said[];
      };
  readonly theirs:
    | null
    | (Omit<NonNullable<SignatureExplanation['theirs']>, 'mistake'> & { readonly mistake: Said | null });
};

export const REFUSALS: Readonly<Record<string, string>> = {
  'body-not-json': '报文不是 JSON 对象。请粘贴完整的外层报文（含 appId、data 或 encData）',
  'cipher-unreadable': 'encData 不能解密。请核对 appSecret 和 appId（至少 16 个字符），或改贴明文 data',
  'signature-unreadable': '签名不是 r‖s（64 字节）或 DER，也不是十六进制或 Base64',
  'key-unreadable': '密钥不能识别。请粘贴 PEM、十六进制，或 Base64 的 32 字节私钥、65 字节公钥',
};

const CONTEXT = 40;

function marked(text: string, at: number): MarkedText {
  const character = at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : null;
  const from = at + (character?.length ?? 0);
  return {
    before: text.slice(Math.max(0, at - CONTEXT), at),
    character,
    after: text.slice(from, from + CONTEXT),
  };
}

function keyOf<K>(
  text: string | undefined,
  plain: (text: string) => K,
  base64: (text: string) => K,
): K | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const isPlain = text.includes('-----BEGIN') || /^[0-9a-fA-F]{64,}$/.test(text.trim());
  return isPlain ? plain(text) : base64(text);
}

function keysOf(question: PastedQuestion): {
  privateKey?: Sm2PrivateKey | undefined;
  publicKey?: Sm2PublicKey | undefined;
} | null {
  try {
    return {
      privateKey: keyOf(question.privateKey, importPrivate, mobilePrivateKey),
      publicKey: keyOf(question.publicKey, importPublic, mobilePublicKey),
    };
  } catch (cause) {
    if (cause instanceof Failure) return null;
    throw cause;
  }
}

function saidDifference(difference: TextDifference) {
  const { at, ours, theirs, mistakes } = difference;
  return {
    at,
    ours: marked(ours, at),
    theirs: marked(theirs, at),
    mistakes: mistakes.map((code) => ({ code, text: MISTAKES[code] })),
  };
}

function saidTheirs(theirs: NonNullable<SignatureExplanation['theirs']>): NonNullable<SignAnswer['theirs']> {
  const { mistake, ...others } = theirs;
  if (mistake === null) return { ...others, mistake: null };
  const texts: Readonly<Record<string, string>> = { ...MISTAKES, ...IDENTITY_MISTAKES };
  return { ...others, mistake: { code: mistake, text: texts[mistake]! } };
}

/** Refusals: those of `explainSignature` and `key-unreadable`, each with a sentence in `REFUSALS`. */
export function explainPasted(question: PastedQuestion): Result<SignAnswer, Refusal> {
  const keys = keysOf(question);
  if (keys === null) return refuse('key-unreadable', { field: 'privateKey' });
  const { body, appSecret, canonical } = question;
  const signature = question.signature?.trim() === '' ? undefined : question.signature;
  // A text that was pasted or read from a file ends with a line break that nobody signed.
  const theirText = canonical?.replace(/\r?\n$/, '');
  const explained = explainSignature({ body, appSecret, ...keys, theirText, signature });
  if (!explained.ok) return explained;
  const { text, difference, theirs, ...plain } = explained.value;
  const isSame = difference === null ? null : difference === 'same';
  const fits = theirs?.fits ?? null;
  return ok({
    ...plain,
    canonical: text,
    matches: isSame === null && fits === null ? null : isSame !== false && fits !== false,
    difference: difference === null || difference === 'same' ? difference : saidDifference(difference),
    theirs: theirs === null ? null : saidTheirs(theirs),
  });
}
