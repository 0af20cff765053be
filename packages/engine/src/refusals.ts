import type { Refusal } from '@zhijie/kernel';

/**
 * Every refusal of the engine, in the order in which they are looked for, with the sentence for people.
 * `{name}` is filled from the refusal's detail. What an area has not provided is named, never taken as zero.
 */
export const ENGINE_REFUSAL_TEXTS = {
  'no-policy-in-force': '{area} 在 {on} 没有生效的{insurance}政策',
  'policy-not-provided': '该统筹区（{area}）未提供{what}',
  'group-not-covered': '人员类别 {group} 不属于本险种',
  'check-up-not-covered': '健康体检不属于基本医疗保险支付范围，该统筹区个人账户也不支付',
  'filing-required': '该统筹区要求先办理异地就医备案；未备案不能直接结算，可在出院结算前补办',
  'referral-class-refused': '该统筹区对此类备案不予直接结算',
  'unknown-item': '就医地目录中没有编码 {itemCode}',
  'amount-mismatch': '单价 × 数量 = {expected} 元，与金额 {amount} 元不符',
} as const;

export type EngineRefusalCode = keyof typeof ENGINE_REFUSAL_TEXTS;
export type EngineRefusal = Refusal<EngineRefusalCode>;

/** The Chinese sentence of a refusal of this package. */
export function describeRefusal(refusal: Refusal<EngineRefusalCode>): string {
  const detail = refusal.detail ?? {};
  return ENGINE_REFUSAL_TEXTS[refusal.code].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(detail[name] ?? name),
  );
}
