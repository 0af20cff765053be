/** Client of the national medical-insurance interface. Types and explanations: index.d.ts. No dependency. */
import { createHash, createHmac, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors, transactions } from './tables.generated.js';

export { errors, transactions };

export class Refused extends Error {
  name = 'Refused';
  constructor(message, { number, messageId, reference }) {
    super(message);
    const { name, cause, who, whoLabel, next, isRepeatable } = errors[number] ?? {};
    Object.assign(this, { number, messageId, reference, error: name ?? null, reason: cause ?? message });
    Object.assign(this, {
      who: who ?? null,
      whoLabel: whoLabel ?? '',
      next: next ?? '',
      isRepeatable: !!isRepeatable,
    });
  }
}

export class GatewayRejected extends Error {
  name = 'GatewayRejected';
}

export class NoAnswer extends Error {
  name = 'NoAnswer';
  constructor(messageId, cause) {
    super(`没有收到答复；请用同一 msgid ${messageId} 重发，或用 2601 冲正`, { cause });
    this.messageId = messageId;
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Amounts never pass through a float: every number becomes its text before the JSON is read. */
export function readJson(text) {
  return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/** China Standard Time, `yyyy-MM-dd HH:mm:ss`. */
export function formatTime(date) {
  return new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

const hex = (text) => createHash('sha256').update(text).digest('hex');

export function tifHeaders({ account, secret }) {
  return (_number, now) => {
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const nonce = randomUUID().replaceAll('-', '');
    return {
      'x-tif-paasid': account,
      'x-tif-timestamp': timestamp,
      'x-tif-nonce': nonce,
      'x-tif-signature': hex(timestamp + secret + nonce + timestamp),
    };
  };
}

export function csbHeaders({ accessKey, secretKey, apiVersion = '1.0' }) {
  return (number, now) => {
    const timestamp = String(now.getTime());
    const text = `_api_access_key=${accessKey}&_api_name=${number}&_api_timestamp=${timestamp}&_api_version=${apiVersion}`;
    return {
      _api_name: number,
      _api_version: apiVersion,
      _api_timestamp: timestamp,
      _api_access_key: accessKey,
      _api_signature: createHmac('sha1', secretKey).update(text).digest('base64'),
    };
  };
}

function envelopeOf(options, number, input, { messageId, insuredRegion = '', signInNumber = '' }, now) {
  return {
    infno: number,
    msgid: messageId,
    mdtrtarea_admvs: options.careRegion,
    insuplc_admdvs: insuredRegion,
    recer_sys_code: options.receiverSystem ?? 'HIS',
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: 'V1.0',
    opter_type: options.operatorType ?? '1',
    opter: options.operatorId,
    opter_name: options.operatorName,
    inf_time: formatTime(now),
    fixmedins_code: options.providerId,
    fixmedins_name: options.providerName,
    sign_no: signInNumber,
    input,
  };
}

async function readAnswer(response, messageId) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((response.headers.get('content-type') ?? '').startsWith('application/octet-stream')) {
    return { output: bytes, messageId, reference: '', warning: '' };
  }
  if (response.status !== 200) throw new TypeError(`HTTP ${response.status}`);
  const body = readJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (body.infcode === undefined && body.code !== undefined) throw new GatewayRejected(body.message);
  const reference = body.inf_refmsgid ?? '';
  if (body.infcode === '0')
    return { output: body.output, messageId, reference, warning: body.warn_msg ?? '' };
  const message = body.err_msg ?? '';
  const number = Number(/^【(\d{4})】/.exec(message)?.[1] ?? 0);
  throw new Refused(message, { number, messageId, reference });
}

const isFinal = (error) =>
  error instanceof GatewayRejected || (error instanceof Refused && !error.isRepeatable);

/** Four characters of letters and digits. */
const SERIALS = 36 ** 4;

export function createClient(options) {
  const { url, path = '/fsi/api/callService', retries = 4, retryAfterMs = 500, timeoutMs = 30_000 } = options;
  const now = options.now ?? (() => new Date());
  const post = options.fetch ?? fetch;
  // Two clients of one institution within one second begin at different places.
  let serial = randomInt(SERIALS);

  const newMessageId = () => {
    serial = (serial + 1) % SERIALS;
    const stamp = formatTime(now()).replace(/\D/g, '');
    return `${options.providerId}${stamp}${serial.toString(36).toUpperCase().padStart(4, '0')}`;
  };

  async function send(number, body, messageId) {
    const headers = { 'content-type': 'application/json', ...options.headers?.(number, now()) };
    const response = await post(`${url}${path}`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return readAnswer(response, messageId);
  }

  async function call(number, input, own = {}) {
    const messageId = own.messageId ?? newMessageId();
    const body = JSON.stringify(envelopeOf(options, number, input, { ...own, messageId }, now()));
    let last;
    for (let round = 0; round <= retries; round += 1) {
      if (round > 0) await sleep(retryAfterMs * 2 ** (round - 1));
      try {
        return await send(number, body, messageId);
      } catch (error) {
        if (isFinal(error)) throw error;
        last = error;
      }
    }
    throw last instanceof Refused ? last : new NoAnswer(messageId, last);
  }

  const reverse = ({ number, messageId, personId, insuredRegion }) =>
    call('2601', { data: { psn_no: personId, omsgid: messageId, oinfno: number } }, { insuredRegion });

  return { call, reverse, newMessageId };
}
