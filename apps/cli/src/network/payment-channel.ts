import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createWalletBook,
  startWallet,
  type Wallet,
  type WalletBook,
  type WalletEvent,
} from '@zhijie/counterparties';
import { systemRandomBytes, toBase64Url } from '@zhijie/crypto';
import { type Clock, Failure } from '@zhijie/kernel';
import { ChannelSilent, type ChannelState, type PaymentChannel } from '@zhijie/province';
import { bookFile } from './book-file.ts';

const PATIENCE_MS = 5000;
const STATES: readonly string[] = ['unknown', 'waiting', 'paid', 'closed'] satisfies ChannelState[];

type Place = { readonly url: string; readonly key: string };

async function said(place: Place, path: string, body: object | null): Promise<Record<string, unknown>> {
  try {
    const reply = await fetch(`${place.url}/api/${path}`, {
      method: body === null ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${place.key}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new ChannelSilent(`The channel answers ${reply.status}`);
    return (await reply.json()) as Record<string, unknown>;
  } catch (cause) {
    throw cause instanceof ChannelSilent
      ? cause
      : new ChannelSilent('The channel does not answer', { cause });
  }
}

/** The interface of a wallet server as the channel of a node. What cannot be understood counts as silence. */
export function httpChannel(place: Place): PaymentChannel {
  const at = (reference: string): string => `orders/${encodeURIComponent(reference)}`;
  const state = async (path: string, body: object | null): Promise<ChannelState> => {
    const answer = await said(place, path, body);
    if (!STATES.includes(String(answer.state))) throw new ChannelSilent('The channel says no state');
    return answer.state as ChannelState;
  };
  return {
    async authorise(code) {
      const { authorisation } = await said(place, 'authorisations', { code });
      if (authorisation === null || typeof authorisation === 'string') return authorisation;
      throw new ChannelSilent('The channel says no authorisation');
    },
    pageOf: (reference) => `${place.url}/pay/${encodeURIComponent(reference)}`,
    open: (order) => state('orders', order),
    query: (reference) => state(at(reference), null),
    close: (reference) => state(`${at(reference)}/close`, {}),
    async refund(refund) {
      const { outcome } = await said(place, `${at(refund.reference)}/refunds`, refund);
      if (outcome === 'refunded' || outcome === 'refused') return outcome;
      throw new ChannelSilent('The channel says no outcome');
    },
  };
}

/**
 * The channel of a node of its own: the wallet at `ZHIJIE_WALLET_URL`, with the key `ZHIJIE_WALLET_KEY`.
 * Unset, the node takes no orders for mobile payment. Throws `Failure` for a URL without a key.
 */
export function channelOfEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): PaymentChannel | undefined {
  const { ZHIJIE_WALLET_URL: url = '', ZHIJIE_WALLET_KEY: key = '' } = environment;
  if (url === '') return undefined;
  if (key === '') throw new Failure('设置了 ZHIJIE_WALLET_URL，还缺 ZHIJIE_WALLET_KEY');
  return httpChannel({ url: url.replace(/\/+$/, ''), key });
}

export type OwnWallet = {
  readonly url: string;
  readonly book: WalletBook;
  readonly channel: PaymentChannel;
  /** From now on the wallet calls back there. */
  callsBackTo(base: string): void;
  close(): Promise<void>;
};

const WALLET_PORT = 8610;

/**
 * A wallet beside a network on this machine, with books of its own in the data folder. At
 * `ZHIJIE_WALLET_PORT` (8610), or where that is taken, at any free port.
 */
export async function openWallet(
  dataDir: string,
  now: Clock,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<OwnWallet> {
  const folder = join(dataDir, 'wallet');
  mkdirSync(folder, { recursive: true });
  const book = createWalletBook({ now, ...bookFile<WalletEvent>(join(folder, 'book.jsonl')) });
  const key = toBase64Url(systemRandomBytes(24));
  let base: string | null = null;
  const callBack = (reference: string): void => {
    if (base === null) return;
    // Whether it arrives makes no difference: the node asks by itself.
    void fetch(`${base}/channel/callback/${encodeURIComponent(reference)}`, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined);
  };
  const start = (port: number): Promise<Wallet> => startWallet({ book, now, key, port, callBack });
  const wanted = Number(environment.ZHIJIE_WALLET_PORT ?? WALLET_PORT);
  const wallet = await start(Number.isInteger(wanted) ? wanted : WALLET_PORT).catch(() => start(0));
  return {
    url: wallet.url,
    book,
    channel: httpChannel({ url: wallet.url, key }),
    callsBackTo: (url) => {
      base = url;
    },
    close: () => wallet.close(),
  };
}
