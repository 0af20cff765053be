import Type, { type Static } from 'typebox';
import { chosen, key, strict, text } from '../fields.ts';

const terminalId = text('终端编号', 30);

export const SessionBody = Type.Object(
  {
    requestKey: key,
    terminalId,
    certificateNumber: text('参保人的身份证号', 18),
    verification: text('两名工作人员核验身份的办理编号（/api/agency/window-acts），一天内有效', 40),
  },
  strict,
);
export type SessionBody = Static<typeof SessionBody>;

const entryKey = Type.String({ description: '条目编号：一台终端内不重复', pattern: '^[\\x21-\\x7e]{1,20}$' });
export const Entry = Type.Object(
  {
    key: entryKey,
    at: Type.Integer({ description: '在终端上办理的时刻（毫秒）', minimum: 0 }),
    kind: chosen(['book', 'cancel'] as const, 'book 预约（到院付费），cancel 退号'),
    sessionId: Type.Optional(text('book：班次编号', 50)),
    slot: Type.Optional(Type.Integer({ description: 'book：第几个号', minimum: 1, maximum: 200 })),
    bookingId: Type.Optional(text('cancel：预约编号', 40)),
  },
  strict,
);
export type Entry = Static<typeof Entry>;
export const BatchBody = Type.Object(
  {
    terminalId,
    terminalSession: text('代办会话编号', 40),
    entries: Type.Array(Entry, { minItems: 1, maxItems: 50 }),
  },
  strict,
);
export type BatchBody = Static<typeof BatchBody>;
