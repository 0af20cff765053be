import type { Refusal } from '@zhijie/kernel';
import type { UninsuredCause } from './circumstances.ts';

/**
 * Every refusal of the engine, in the order in which they are looked for, with the sentence for people.
 * `{name}` is filled from the refusal's detail. What an area has not provided is named, never taken as zero.
 */
export const ENGINE_REFUSAL_TEXTS = {
  'no-policy-in-force': '{area} 在 {on} 没有生效的{insurance}政策',
  'policy-not-provided': '该统筹区（{area}）未提供{what}',
  'group-not-covered': '人员类别 {group} 不属于本险种',
  'cause-not-covered': '{cause}不属于基本医疗保险支付范围（社会保险法第三十条）',
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
  return ENGINE_REFUSAL_TEXTS[refusal.code].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(detail[name] ?? name);
    return name === 'cause' ? (CAUSE_LABELS[value as UninsuredCause] ?? value) : value;
  });
}

const CAUSE_LABELS: Readonly<Record<UninsuredCause, string>> = {
  'work-injury': '应由工伤保险支付的费用',
  'third-party': '应由第三人负担的费用',
  'public-health': '应由公共卫生负担的费用',
  abroad: '境外就医的费用',
};
