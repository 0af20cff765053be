import type { Refusal } from '@zhijie/kernel';

/** What a window is refused when it closes its shift. The first that applies decides. */
export const COUNTER_REFUSAL_TEXTS = {
  'not-permitted': '不是这家医疗机构的收费员',
  'visit-unknown': '本院没有这次就诊',
  'nothing-to-close': '上次交班以后没有新的收费或退费',
  'difference-unexplained': '清点的现金与应有现金不一致，还没有写明原因',
  'request-differs': '同一请求编号此前用于不同的内容',
} as const satisfies Record<string, string>;
export type CounterRefusalCode = keyof typeof COUNTER_REFUSAL_TEXTS;
export type CounterRefusal = Refusal<CounterRefusalCode>;
