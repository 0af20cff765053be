import type { Refusal } from '@zhijie/kernel';

/**
 * Every refusal of a commercial product, in the order in which they are looked for, with the sentence for
 * people. `{name}` is filled from the refusal's detail. What a product's sources do not give is named.
 */
export const COMMERCIAL_REFUSAL_TEXTS = {
  'product-not-for-area': '{title}只承保 {areas} 的参保人，参保地 {area} 不在其中',
  'product-not-in-force': '{title}的保障期间是 {from} 至 {to}，不含 {on}',
  'product-period-not-provided': '{title}的来源没有给出保障期间；请以保单为准，说明 {on} 在保障期间内',
  'product-version-needed': '{title}有几个版本，请说明是哪一个：{versions}',
  'public-settlement-required': '{title}要求先经基本医保结算；这张账单还没有',
  'product-not-provided': '{title}的来源没有给出{what}{note}',
  'household-years-needed': '{title}的{layer}要求本地户籍满 {years} 年：没有给出户籍年数或年数不足',
} as const;

export type CommercialRefusalCode = keyof typeof COMMERCIAL_REFUSAL_TEXTS;
export type CommercialRefusal = Refusal<CommercialRefusalCode>;

/** The Chinese sentence of a refusal of a product. */
export function describeCommercialRefusal(refusal: CommercialRefusal): string {
  const detail = refusal.detail ?? {};
  return COMMERCIAL_REFUSAL_TEXTS[refusal.code].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(detail[name] ?? ''),
  );
}
