import type { AnswerOf } from '../../api/call.ts';
import { rateText } from '../../ui/rate.ts';
import type { Tone } from '../../ui/status.tsx';

const BASE = 'GET /api/agency/payments';
export const PAYABLES = `${BASE}/payables`;
export const BATCHES = `${BASE}/batches`;
export const BATCH = `${BASE}/batches/{id}`;
export const MOVEMENTS = `${BASE}/movements`;
export const INSTANT = `${BASE}/instant`;
export const RATES = `${BASE}/deduction-rates`;

export type Payable = AnswerOf<typeof PAYABLES>['payables'][number];
export type Batch = AnswerOf<typeof BATCHES>['batches'][number];
export type Line = AnswerOf<typeof BATCH>['lines'][number];
export type Movement = AnswerOf<typeof MOVEMENTS>['movements'][number];
type Sign = readonly [Tone, string];

export const AGREEMENTS: Readonly<Record<Payable['agreement'], Sign>> = {
  active: ['good', '履行中'],
  suspended: ['wait', '中止'],
  terminated: ['stop', '解除'],
};

const MODES: Readonly<Record<Payable['terms']['mode'], string>> = {
  monthly: '按月',
  shortened: '缩短周期',
  itemwise: '逐笔（次日）',
  advance: '按月预拨',
};
const CYCLES = { day: '逐日', 'ten-days': '按旬', 'half-month': '按半月' } as const;

/** '缩短周期 按旬 60.00%，含跨省，自 2026-01-01'. */
export function termsText({ terms }: Payable): string {
  const { mode, cycle, share, isCrossProvinceIncluded, fromOn } = terms;
  if (mode === 'monthly') return MODES.monthly;
  const words = [MODES[mode], cycle === null ? '' : CYCLES[cycle], share === null ? '' : rateText(share)];
  const place = isCrossProvinceIncluded ? '，含跨省' : '';
  return `${words.filter(Boolean).join(' ')}${place}，自 ${fromOn}`;
}

export const BATCH_KINDS: Readonly<Record<Batch['kind'], string>> = {
  instant: '即时结算',
  'month-end': '月度结算',
  'working-capital': '医保预付金',
};
export const BATCH_STATES: Readonly<Record<Batch['state'], Sign>> = {
  proposed: ['wait', '待复核'],
  released: ['good', '已复核，送银行'],
  rejected: ['stop', '已退回'],
};

export const LINE_TONES: Readonly<Record<Line['state'], Tone>> = {
  proposed: 'wait',
  rejected: 'stop',
  waiting: 'info',
  'partly-paid': 'info',
  paid: 'good',
  returned: 'stop',
  'owed-again': 'wait',
  closed: 'wait',
};

const KINDS: Readonly<Record<Movement['kind'], string>> = {
  payment: '付款',
  charge: '银行手续费',
  treasury: '财政专户往来',
  duplicate: '重复付款',
  return: '银行退回',
  recovery: '银行收回重复付款',
  unknown: '不明流水',
};
export const kindText = ({ kind }: Movement): string => KINDS[kind];

const MATCHED: readonly Movement['kind'][] = ['payment', 'charge', 'treasury'];
type Resolution = NonNullable<Movement['resolution']>;

/** What a movement of a kind may be said to be; the service decides. */
export const RESOLUTIONS: Readonly<Record<Resolution, readonly [kinds: readonly string[], text: string]>> = {
  'pay-again': [['return'], '退回重付：下一批再付'],
  recovered: [['duplicate'], '银行已收回'],
  'on-account': [['duplicate'], '抵下次付款'],
  treasury: [['unknown'], '财政专户往来'],
  'bank-charge': [['unknown'], '银行手续费（本机构负担）'],
  'working-capital-repaid': [['unknown'], '机构归还预付金'],
};
export const isOpen = ({ kind, resolution }: Movement): boolean =>
  !MATCHED.includes(kind) && resolution === null;

/** Whether a movement has its place, or a person still has to say what it is. */
export function standingOf(of: Movement): Sign {
  if (MATCHED.includes(of.kind)) return ['good', '已配对'];
  if (of.resolution === null) return ['stop', '待查'];
  return ['info', RESOLUTIONS[of.resolution][1]];
}
