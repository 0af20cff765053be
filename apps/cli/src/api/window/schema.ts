import { ACTING_SCOPES } from '@zhijie/kernel';
import {
  CONSENT_PURPOSES,
  DATA_CLASSES,
  DELEGATE_RELATION_LABELS,
  DELEGATE_RELATIONS,
  RECIPIENT_KINDS,
  WINDOW_PAPER_LABELS,
  WINDOW_PAPERS,
} from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, day, strict, text } from '../fields.ts';

const labelled = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([word, label]) => `${word} ${label}`)
    .join('，');
const classes = (description: string, minItems: number) =>
  Type.Array(chosen(DATA_CLASSES, description), { minItems, uniqueItems: true });

/** What the first member of staff records: exactly one of the three contents. */
export const WindowBody = Type.Object(
  {
    certificateNumber: text('参保人的身份证号', 18),
    paper: chosen(WINDOW_PAPERS, `材料：${labelled(WINDOW_PAPER_LABELS)}`),
    document: Type.String({
      description: '材料扫描件，Base64；只留 SM3 摘要，不保存',
      pattern: '^[A-Za-z0-9+/]+={0,2}$',
      minLength: 4,
      maxLength: 4_000_000,
    }),
    identity: Type.Optional(Type.Object({ purpose: text('核验身份用于什么', 100) }, strict)),
    delegation: Type.Optional(
      Type.Object(
        {
          delegateCertificateNumber: text('代办人的身份证号', 18),
          relation: chosen(DELEGATE_RELATIONS, `代办人是参保人的：${labelled(DELEGATE_RELATION_LABELS)}`),
          scopes: Type.Array(chosen(ACTING_SCOPES, '可代办的事'), { minItems: 1, uniqueItems: true }),
          endsOn: Type.Optional(day('止日')),
          isGuardian: Type.Boolean({ description: '未成年人的监护人' }),
        },
        strict,
      ),
    ),
    consent: Type.Optional(
      Type.Object(
        {
          recipientKind: chosen(RECIPIENT_KINDS, '提供给谁'),
          recipientId: text('对方编号', 40),
          recipientName: text('对方名称', 60),
          purpose: chosen(CONSENT_PURPOSES, '用途'),
          product: Type.Optional(text('产品编号', 60)),
          dataClasses: classes('数据类', 1),
          separately: classes('逐项单独同意的敏感信息', 0),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type WindowBody = Static<typeof WindowBody>;
export const WindowDecisionBody = Type.Object(
  {
    accept: Type.Boolean({ description: 'true 核验一致，false 不一致' }),
    note: Type.String({ description: '说明', maxLength: 200 }),
  },
  strict,
);
