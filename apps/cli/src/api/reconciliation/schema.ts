import { RECONCILIATION_ACTS } from '@zhijie/clearing';
import Type, { type Static } from 'typebox';
import { chosen, day, key, strict, text } from '../fields.ts';

export const ACT_LABELS = {
  repair: '重新查询（就医地再问一次结果，补上缺的一方）',
  reverse: '撤销（走正常撤销流程，不改任何一笔）',
  explain: '说明原因并了结',
} as const satisfies Record<(typeof RECONCILIATION_ACTS)[number], string>;

/** What is done about a difference, once per key. */
export const ActBody = Type.Object(
  {
    requestKey: key,
    act: chosen(
      RECONCILIATION_ACTS,
      Object.entries(ACT_LABELS)
        .map(([name, label]) => `${name} ${label}`)
        .join('，'),
    ),
    reason: text('理由', 500),
  },
  strict,
);
export type ActBody = Static<typeof ActBody>;

export const ErrorsQuery = Type.Object({ on: Type.Optional(day('截至哪一天；不写为今天')) }, strict);
export type ErrorsQuery = Static<typeof ErrorsQuery>;
