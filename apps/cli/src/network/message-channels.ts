import { createNoticeBook, type NoticeBook, startNoticeCarrier } from '@zhijie/counterparties';
import { systemRandomBytes, toBase64Url } from '@zhijie/crypto';
import { type Clock, Failure } from '@zhijie/kernel';
import { CHANNELS, type ChannelKind, type MessageChannel } from '@zhijie/province';

const PATIENCE_MS = 5000;

type Place = { readonly kind: ChannelKind; readonly url: string; readonly key: string };

/** The interface of a carrier as a channel for messages. What cannot be understood counts as silence. */
export function carrierChannel({ kind, url, key }: Place): MessageChannel {
  return {
    kind,
    async send(notice) {
      const reply = await fetch(`${url}/api/notices`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(PATIENCE_MS),
        body: JSON.stringify(notice),
      });
      if (!reply.ok) throw new Error(`The carrier answers ${reply.status}`);
      const { outcome } = (await reply.json()) as { readonly outcome?: unknown };
      if (outcome === 'taken' || outcome === 'refused') return outcome;
      throw new Error('The carrier says no outcome');
    },
  };
}

const SETTINGS: Readonly<Record<ChannelKind, string>> = {
  'text-message': 'ZHIJIE_TEXT_MESSAGE',
  'mini-program': 'ZHIJIE_MINI_PROGRAM',
};

/**
 * Carriers of a node of its own: `ZHIJIE_TEXT_MESSAGE_URL`, `…_KEY`, `ZHIJIE_MINI_PROGRAM_URL`, `…_KEY`. None
 * set: messages stay in the inboxes. Throws `Failure` for a URL without a key.
 */
export function messageChannelsOfEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): readonly MessageChannel[] {
  return CHANNELS.flatMap((kind) => {
    const url = environment[`${SETTINGS[kind]}_URL`] ?? '';
    const key = environment[`${SETTINGS[kind]}_KEY`] ?? '';
    if (url === '') return [];
    if (key === '') throw new Failure(`设置了 ${SETTINGS[kind]}_URL，还缺 ${SETTINGS[kind]}_KEY`);
    return [carrierChannel({ kind, url: url.replace(/\/+$/, ''), key })];
  });
}

export type OwnCarriers = {
  readonly books: Readonly<Record<ChannelKind, NoticeBook>>;
  readonly channels: readonly MessageChannel[];
  close(): Promise<void>;
};

/** A text-message gateway and a mini-program beside a network on this machine, with books of their own. */
export async function openCarriers(now: Clock): Promise<OwnCarriers> {
  const books = { 'text-message': createNoticeBook({ now }), 'mini-program': createNoticeBook({ now }) };
  const started = await Promise.all(
    CHANNELS.map(async (kind) => {
      const key = toBase64Url(systemRandomBytes(24));
      const carrier = await startNoticeCarrier({ book: books[kind], key, port: 0 });
      return { carrier, channel: carrierChannel({ kind, url: carrier.url, key }) };
    }),
  );
  return {
    books,
    channels: started.map(({ channel }) => channel),
    close: async () => void (await Promise.all(started.map(({ carrier }) => carrier.close()))),
  };
}
