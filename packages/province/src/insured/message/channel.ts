import type { ChannelKind } from './words.ts';

export type Notice = {
  /** The message's id: a channel that gets it twice carries it once. */
  readonly reference: string;
  /** A phone number, or the person's handle at the mini-program. */
  readonly to: string;
  readonly title: string;
  readonly text: string;
};

/**
 * A way out to people. 'taken': it has the notice, now or from before; 'refused': it will never carry it
 * there (the number is gone, the person does not follow the mini-program). It throws when nobody knows.
 */
export type MessageChannel = {
  readonly kind: ChannelKind;
  send(notice: Notice): Promise<'taken' | 'refused'>;
};
