import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { chooseChannels, inboxOf, markRead, messageChannelsOf } from './inbox.ts';

export type { MessageChannel, Notice } from './channel.ts';
export { deliverMessages } from './deliver.ts';
export { followCauses, followPolicies } from './follow.ts';
export type { InboxMessage } from './inbox.ts';
export { CHANNELS, type ChannelKind, MESSAGE_KINDS, MESSAGE_TITLES } from './words.ts';

/** What a person asks about the own messages. */
export const messageServices = (deps: InsuredDeps) => ({
  inboxOf: (actor: Actor, page: Parameters<typeof inboxOf>[2]) => inboxOf(deps, actor, page),
  markRead: (actor: Actor, request: Parameters<typeof markRead>[2]) => markRead(deps, actor, request),
  messageChannelsOf: (actor: Actor, personId: string) => messageChannelsOf(deps, actor, personId),
  chooseChannels: (actor: Actor, wish: Parameters<typeof chooseChannels>[2]) =>
    chooseChannels(deps, actor, wish),
});
