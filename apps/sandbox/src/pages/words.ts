import { AREA_NAMES, formatDateTime, type Instant } from '@zhijie/kernel';
import { type Html, html } from '@zhijie/web/html';
import type { CallEnd, StepEnd } from '../record/call.ts';

type Mark = { readonly icon: string; readonly word: string; readonly tone: 'good' | 'wait' | 'stop' };

export const ENDS: Readonly<Record<CallEnd, Mark>> = {
  success: { icon: '✓', word: '办成', tone: 'good' },
  file: { icon: '✓', word: '文件', tone: 'good' },
  refused: { icon: '✗', word: '拒绝', tone: 'stop' },
  rejected: { icon: '✗', word: '网关拒绝', tone: 'stop' },
  unreadable: { icon: '✗', word: '答复无法识别', tone: 'stop' },
  unknown: { icon: '?', word: '结果未知', tone: 'wait' },
  lost: { icon: '↯', word: '答复已丢弃', tone: 'wait' },
};

export function badge(end: CallEnd): Html {
  const { icon, word, tone } = ENDS[end];
  return html`<span class="badge ${tone}"><span aria-hidden="true">${icon}</span> ${word}</span>`;
}

export const STEP_ENDS: Readonly<Record<StepEnd, string>> = {
  answer: '答复',
  refusal: '拒绝',
  fault: '出错',
  'not-delivered': '未送达',
  'no-answer': '没有答复',
  'under-way': '未结束',
};

const MESSAGES: Readonly<Record<string, string>> = {
  'person.identify': '查人员',
  'entitlement.check': '查待遇',
  'settlement.quote': '试算',
  'settlement.settle': '结算',
  'settlement.reverse': '撤销',
  'settlement.outcome': '问结果',
  'settlement.details': '送明细',
  'accumulators.read': '查累计',
  'directory.find': '查参保地',
  'directory.register': '登记名录',
  'filing.changed': '备案变更',
  'node.ping': '探测',
};

/** The message in Chinese; a name that is not known stays as it is. */
export const messageWord = (message: string): string => MESSAGES[message.split('@')[0] ?? ''] ?? message;

const PROVINCES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(AREA_NAMES)
    .toReversed()
    .map(([area, name]) => [area.slice(0, 2), String(name)]),
);

/** Something to read of a node's address: a place of that province. */
export const nodeWord = (address: string): string =>
  address === 'hub'
    ? '国家平台'
    : `${PROVINCES[address] ?? ''}${PROVINCES[address] === undefined ? '' : ' '}${address}`;

/** The time of day; the date stands in the title. */
export const timeOf = (at: Instant): string => formatDateTime(at).slice(11);

export const milliseconds = (ms: number): string => `${ms < 10 ? ms : Math.round(ms)} ms`;
