import { json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { ChannelsAnswer, ChannelsBody, InboxAnswer, InboxQuery, MarkedAnswer, ReadBody } from './schema.ts';

const channels = json('站内信之外的渠道，按先后', ChannelsAnswer);

/** A person's inbox. */
export const MESSAGE_PATHS = {
  '/api/person/messages': {
    get: {
      ...listing('本人的消息，新的在前，和未读条数', InboxQuery, '').get,
      responses: { 200: json('消息和下一页 next', InboxAnswer), ...REFUSALS },
    },
  },
  '/api/person/messages/read': posting('标为已读', ReadBody, json('已标', MarkedAnswer)),
  '/api/person/messages/channels': {
    get: { summary: '消息渠道', parameters: [], responses: { 200: channels, ...REFUSALS } },
    ...posting('选择消息渠道', ChannelsBody, channels),
  },
} as const;
