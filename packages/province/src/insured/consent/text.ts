import { sm3Hex } from '@zhijie/crypto';
import {
  type ConsentPurpose,
  DATA_CLASS_LABELS,
  type DataClass,
  PURPOSE_NEEDS,
  RECIPIENT_LABELS,
  type RecipientKind,
} from './words.ts';

/** What a consent says; everything that its text is made of. */
export type ConsentTerms = {
  readonly recipientKind: RecipientKind;
  readonly recipientId: string;
  readonly recipientName: string;
  readonly purpose: ConsentPurpose;
  readonly product: string;
  readonly dataClasses: readonly DataClass[];
  readonly sensitiveClasses: readonly DataClass[];
  readonly startsOn: string;
  readonly endsOn: string;
  /** The giver speaks for a child under 14. */
  readonly isForChild: boolean;
};

const named = (classes: readonly DataClass[]): string =>
  classes.map((each) => DATA_CLASS_LABELS[each]).join('、');

/**
 * The whole text that a person reads before agreeing: recipient, purpose, classes, effect of a refusal, how
 * to withdraw (Personal Information Protection Law, articles 14–17, 23, 29–31; numbers besides 28 and 29 not
 * checked against the text).
 */
export function consentText(terms: ConsentTerms): string {
  const { label, otherwise } = PURPOSE_NEEDS[terms.purpose];
  const product = terms.product === '' ? '' : `（产品 ${terms.product}）`;
  const plain = terms.dataClasses.filter((each) => !terms.sensitiveClasses.includes(each));
  return [
    `一、提供给：${RECIPIENT_LABELS[terms.recipientKind]} ${terms.recipientName}（${terms.recipientId}）。`,
    `二、用途：${label}${product}，不作他用。`,
    ...(plain.length === 0 ? [] : [`三、提供的信息：${named(plain)}。`]),
    ...(terms.sensitiveClasses.length === 0
      ? []
      : [`四、其中敏感个人信息，已逐项单独同意：${named(terms.sensitiveClasses)}。`]),
    `五、期限：${terms.startsOn} 至 ${terms.endsOn}。`,
    `六、${otherwise}。`,
    '七、随时可以撤回，一步办理，即时生效；撤回前已提供的不受影响。每次提供都记在“谁看过我的数据”里。',
    ...(terms.isForChild ? ['八、由未满十四周岁儿童的监护人同意。'] : []),
  ].join('\n');
}

export const consentTextHash = (text: string): string => sm3Hex(text);
