/** Why signed headers do not match: what is signed, our value, and the known mistake behind theirs. */
import { createHash, createHmac } from 'node:crypto';

export type HeaderExplanation = {
  /** What is signed, with the secret where the style puts it. */
  readonly text: string;
  readonly signature: string;
  /** The request headers as they should be sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null when no signature of theirs was given. */
  readonly matches: boolean | null;
  /** What theirs was made of instead, in Chinese; null when it matches or nothing known explains it. */
  readonly mistake: string | null;
};

type Variant = readonly [signature: string, mistake: string];

function judged(
  parts: Pick<HeaderExplanation, 'text' | 'signature' | 'headers'>,
  theirs: string | undefined,
  same: (theirs: string) => boolean,
  variants: readonly Variant[],
): HeaderExplanation {
  const given = theirs?.trim() ?? '';
  if (given === '') return { ...parts, matches: null, mistake: null };
  if (same(given)) return { ...parts, matches: true, mistake: null };
  const found = variants.find(([value]) => value.toLowerCase() === given.toLowerCase());
  return { ...parts, matches: false, mistake: found?.[1] ?? null };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

export type TifQuestion = {
  readonly account: string;
  readonly secret: string;
  /** Unix seconds, as text. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature?: string | undefined;
};

/** x-tif: hex SHA-256 of timestamp, secret, nonce, timestamp. */
export function explainTif(question: TifQuestion): HeaderExplanation {
  const { account, secret, timestamp, nonce } = question;
  const text = `${timestamp}${secret}${nonce}${timestamp}`;
  const signature = sha256(text).toString('hex');
  const headers = {
    'x-tif-paasid': account,
    'x-tif-timestamp': timestamp,
    'x-tif-nonce': nonce,
    'x-tif-signature': signature,
  };
  const hex = (value: string): string => sha256(value).toString('hex');
  return judged(
    { text, signature, headers },
    question.signature,
    (theirs) => theirs.toLowerCase() === signature,
    [
      [sha256(text).toString('base64'), '写成了 Base64（应为十六进制）'],
      [
        hex(`${timestamp}${nonce}${secret}${timestamp}`),
        'secret 和 nonce 的次序颠倒（应为 时间戳、密钥、随机串、时间戳）',
      ],
      [hex(`${secret}${timestamp}${nonce}${timestamp}`), '以密钥开头（应以时间戳开头）'],
      [hex(`${timestamp}${secret}${nonce}`), '结尾少了时间戳'],
      [hex(`${timestamp}000${secret}${nonce}${timestamp}000`), '时间戳用了毫秒（应为秒）'],
      [hex(`${timestamp}${account}${nonce}${timestamp}`), '把账号当作了密钥'],
      [createHash('md5').update(text, 'utf8').digest('hex'), '用了 MD5（应为 SHA-256）'],
      [createHash('sha1').update(text, 'utf8').digest('hex'), '用了 SHA-1（应为 SHA-256）'],
    ],
  );
}

export type CsbQuestion = {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly apiName: string;
  readonly apiVersion: string;
  readonly timestamp: string;
  readonly signature?: string | undefined;
};

/** CSB: Base64 of HMAC-SHA1 over the four other headers in alphabetical order. */
export function explainCsb(question: CsbQuestion): HeaderExplanation {
  const { accessKey, secretKey, apiName, apiVersion, timestamp } = question;
  const key = `_api_access_key=${accessKey}`;
  const text = `${key}&_api_name=${apiName}&_api_timestamp=${timestamp}&_api_version=${apiVersion}`;
  const hmac = (value: string, algorithm = 'sha1'): Buffer =>
    createHmac(algorithm, secretKey).update(value, 'utf8').digest();
  const signature = hmac(text).toString('base64');
  const headers = {
    _api_name: apiName,
    _api_version: apiVersion,
    _api_timestamp: timestamp,
    _api_access_key: accessKey,
    _api_signature: signature,
  };
  const unsorted = `_api_name=${apiName}&_api_version=${apiVersion}&_api_timestamp=${timestamp}&${key}`;
  const values = `${accessKey}${apiName}${timestamp}${apiVersion}`;
  return judged({ text, signature, headers }, question.signature, (theirs) => theirs === signature, [
    [hmac(text).toString('hex'), '写成了十六进制（应为 Base64）'],
    [hmac(unsorted).toString('base64'), '没有按字母次序排列各头'],
    [hmac(values).toString('base64'), '只拼接了值（应为 键=值，以 & 连接）'],
    [hmac(text, 'sha256').toString('base64'), '用了 HMAC-SHA256（应为 HMAC-SHA1）'],
    [
      createHash('sha1').update(`${text}${secretKey}`, 'utf8').digest('base64'),
      '用了不带密钥的 SHA-1（应为 HMAC-SHA1）',
    ],
  ]);
}
