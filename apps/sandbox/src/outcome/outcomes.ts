/** Outcomes that a developer wants to see once and never meets by chance. */

import type { HospitalRequest } from '@zhijie/province';
import { errorOfText, readRequest, type WireErrorName, wireErrors } from '@zhijie/wire';

export type ForcedOutcome =
  | { readonly kind: 'drop-answer' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly error: WireErrorName }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'clock-skew' }
  | { readonly kind: 'dirty-data' }
  | { readonly kind: 'insured-down' }
  | { readonly kind: 'insured-answer-lost' };

export type OutcomeKind = ForcedOutcome['kind'];

/** What each outcome does, for the page; the suffix of a message id that asks for it. */
export const OUTCOMES: Readonly<
  Record<OutcomeKind, { readonly suffix: string; readonly label: string; readonly text: string }>
> = {
  'drop-answer': {
    suffix: '_DROP',
    label: '办成后丢答复',
    text: '照常办理并入账，然后断开连接。医院看到超时：应按原 msgid 重发或查询，不能换号再办。',
  },
  delay: {
    suffix: '_SLOW',
    label: '延迟',
    text: '办理后过一会儿才答复（后缀为 3 秒；开关可设 1 毫秒至 60 秒）。',
  },
  refuse: {
    suffix: '_E2001',
    label: '按编号拒绝',
    text: '不办理，直接用指定编号的错误答复；后缀写 _E 加四位错误编号。',
  },
  duplicate: {
    suffix: '_TWIN',
    label: '重复到达',
    text: '同一报文同时到达两次（线路重发）。两次都记录，只有一次生效。',
  },
  'clock-skew': {
    suffix: '_SKEW',
    label: '时钟不准',
    text: '按时钟相差半小时以上处理：网关答复“签名时间戳超时!”，不办理。',
  },
  'dirty-data': {
    suffix: '_DIRT',
    label: '脏数据',
    text: '照常办理；答复的数值不变，写法变脏：数字成字符串，空值成 "null"，多出不认识的键。',
  },
  'insured-down': {
    suffix: '_DOWN',
    label: '参保地停机',
    text: '本次调用中参保地节点不可达。未办理，可稍后重试。',
  },
  'insured-answer-lost': {
    suffix: '_LOST',
    label: '参保地答复丢失',
    text: '参保地已办成，答复在途中丢失：医院听到“结果未知”，平台随后自行查清。',
  },
};

export const OUTCOME_KINDS = Object.keys(OUTCOMES) as readonly OutcomeKind[];

/** The header by which one request asks for its outcome: `drop-answer`, `delay 5000`, `refuse 2001`. */
export const OUTCOME_HEADER = 'x-zhijie-force';

const SLOW_MS = 3000;
export const LONGEST_DELAY_MS = 60_000;

const errorOfNumber = (number: string): WireErrorName | null => errorOfText(`【${number}】`);

/** Reads `kind` and its value as a person writes them; null for what is none. */
export function readOutcome(kind: string, value = ''): ForcedOutcome | null {
  if (kind === 'delay') {
    const ms = value === '' ? SLOW_MS : Number(value);
    return Number.isInteger(ms) && ms >= 1 && ms <= LONGEST_DELAY_MS ? { kind, ms } : null;
  }
  if (kind === 'refuse') {
    const error = Object.hasOwn(wireErrors, value) ? (value as WireErrorName) : errorOfNumber(value);
    return error === null ? null : { kind, error };
  }
  return OUTCOME_KINDS.includes(kind as OutcomeKind)
    ? ({ kind } as Exclude<ForcedOutcome, { kind: 'delay' | 'refuse' }>)
    : null;
}

function ofHeader(request: HospitalRequest): ForcedOutcome | null {
  const sent = request.headers[OUTCOME_HEADER];
  const text = typeof sent === 'string' ? sent : sent?.[0];
  const [kind, value] = (text ?? '').trim().split(/[\s:=;]+/);
  return kind === undefined || kind === '' ? null : readOutcome(kind, value);
}

function ofSuffix(messageId: string): ForcedOutcome | null {
  const match = /_(DROP|SLOW|TWIN|SKEW|DIRT|DOWN|LOST|E\d{4})$/.exec(messageId);
  if (match === null) return null;
  if (match[1]!.startsWith('E')) return readOutcome('refuse', match[1]!.slice(1));
  const kind = OUTCOME_KINDS.find((each) => OUTCOMES[each].suffix === match[0]);
  return kind === undefined ? null : readOutcome(kind);
}

/** A switch that waits for the next calls it fits. */
export type Armed = {
  readonly id: string;
  readonly outcome: ForcedOutcome;
  /** Null fits every transaction, every institution. */
  readonly interfaceNumber: string | null;
  readonly providerId: string | null;
  readonly times: number;
};

export type Outcomes = {
  /** The outcome of this request, and the switch used up; null for an ordinary call. */
  take(request: HospitalRequest): ForcedOutcome | null;
  arm(armed: Omit<Armed, 'id'>): Armed;
  disarm(id: string): boolean;
  armed(): readonly Armed[];
  clear(): void;
};

const MOST_ARMED = 50;
const MOST_REMEMBERED = 10_000;
const MAGIC = /_(?:DROP|SLOW|TWIN|SKEW|DIRT|DOWN|LOST|E\d{4})"/;

/**
 * Asked in this order: the header, the end of the message id, the switches. A message id asks once: whoever
 * repeats it, as one should after a lost answer, gets the ordinary answer.
 */
export function createOutcomes(): Outcomes {
  const switches = new Map<string, Armed>();
  const asked = new Set<string>();
  let serial = 0;
  const once = (key: string): boolean => {
    if (asked.has(key)) return false;
    if (asked.size >= MOST_REMEMBERED) asked.delete(asked.values().next().value!);
    asked.add(key);
    return true;
  };
  const fromSwitches = (interfaceNumber: string, providerId: string): ForcedOutcome | null => {
    for (const armed of switches.values()) {
      if (armed.interfaceNumber !== null && armed.interfaceNumber !== interfaceNumber) continue;
      if (armed.providerId !== null && armed.providerId !== providerId) continue;
      if (armed.times <= 1) switches.delete(armed.id);
      else switches.set(armed.id, { ...armed, times: armed.times - 1 });
      return armed.outcome;
    }
    return null;
  };
  return {
    take(request) {
      const header = ofHeader(request);
      if (header !== null) return header;
      const mayAsk = switches.size > 0 || MAGIC.test(Buffer.from(request.body).toString('latin1'));
      if (!mayAsk) return null;
      const read = readRequest(request.body, { path: request.path, maxBytes: request.body.byteLength });
      if (!read.ok) return null;
      const { messageId, providerId, interfaceNumber } = read.value;
      const magic = ofSuffix(messageId);
      if (magic !== null) return once(`${providerId}/${messageId}`) ? magic : null;
      return fromSwitches(interfaceNumber, providerId);
    },
    arm(wanted) {
      serial += 1;
      const armed = { ...wanted, id: `S${serial}` };
      if (switches.size >= MOST_ARMED) switches.delete(switches.keys().next().value!);
      switches.set(armed.id, armed);
      return armed;
    },
    disarm: (id) => switches.delete(id),
    armed: () => [...switches.values()],
    clear() {
      switches.clear();
      asked.clear();
    },
  };
}
