import { HUB, type NodeAddress } from '@zhijie/exchange';
import { type Refusal, type Refused, refuse } from '@zhijie/kernel';

/** What the hub answers "no" to in its own name. When several apply, the first of this list decides. */
export const HUB_REFUSALS = ['unknown-area', 'not-permitted', 'foreign-entry', 'event-differs'] as const;
export type HubRefusal = (typeof HUB_REFUSALS)[number];

/** For people; the area or field is named beside it. */
export const HUB_REFUSAL_TEXTS = {
  'unknown-area': '该医保区划未接入国家异地就医结算网络',
  'not-permitted': '不得代其他地区发送该消息',
  'foreign-entry': '只能登记本省参保人员',
  'event-differs': '同一事件编号的内容与首次不同',
} as const satisfies Record<HubRefusal, string>;

export const HUB_REFUSAL_HTTP = {
  'unknown-area': 404,
  'not-permitted': 403,
  'foreign-entry': 403,
  'event-differs': 409,
} as const satisfies Record<HubRefusal, number>;

/** The area belongs to no node of the network. The refusal names the area. */
export function unknownArea(area: string): Refused<Refusal<'unknown-area'>> {
  return refuse('unknown-area', { field: 'area', detail: { area } });
}

/** A node may speak, and be asked, only for its own areas (procedures P-02). */
export function notPermitted(message: string, from: NodeAddress): Refused<Refusal<'not-permitted'>> {
  return refuse('not-permitted', { field: 'from', detail: { message, from, by: HUB } });
}
