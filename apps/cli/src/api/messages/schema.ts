import { CHANNELS, MESSAGE_KINDS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, strict } from '../fields.ts';

const messageId = Type.String({ description: '消息编号', pattern: '^[0-9a-f]{32}$' });

export const InboxQuery = Type.Object(
  {
    before: Type.Optional(
      Type.String({ description: '上一页的 next', pattern: '^\\d{1,16}\\.[0-9a-f]{32}$' }),
    ),
    limit: Type.Optional(Type.String({ description: '至多多少条，1–100', pattern: '^[1-9]\\d?$|^100$' })),
  },
  strict,
);
export type InboxQuery = Static<typeof InboxQuery>;

export const ReadBody = Type.Object(
  { messageId: Type.Union([messageId, Type.Null()], { description: '哪一条；null 全部' }) },
  strict,
);
export type ReadBody = Static<typeof ReadBody>;

const channels = Type.Array(chosen(CHANNELS, 'text-message 短信，mini-program 小程序'), {
  description: '站内信之外的渠道，按先后；空为只留站内信。验证码总是发短信',
  maxItems: CHANNELS.length,
});
export const ChannelsBody = Type.Object({ channels }, strict);
export type ChannelsBody = Static<typeof ChannelsBody>;
export const ChannelsAnswer = Type.Object({ channels });

const Text = Type.String();
export const InboxAnswer = Type.Object({
  unread: Type.Integer({ description: '未读条数' }),
  messages: Type.Array(
    Type.Object({
      messageId,
      kind: Type.Enum([...MESSAGE_KINDS]),
      title: Text,
      text: Text,
      subject: Type.String({ description: '所说的备案、结算等的编号' }),
      at: Type.Integer({ description: '时刻，毫秒' }),
      readAt: Type.Union([Type.Integer(), Type.Null()]),
      channel: Type.Union([Type.Enum([...CHANNELS]), Type.Null()]),
    }),
  ),
  next: Type.Union([Text, Type.Null()]),
});
export const MarkedAnswer = Type.Object({ marked: Type.Integer({ description: '新标为已读的条数' }) });
