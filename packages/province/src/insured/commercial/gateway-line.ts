/** The line to insurers through the network's insurer gateway, and the keys that it knows of them. */
import { importPublic, type Sm2PublicKey } from '@zhijie/crypto';
import { type Ask, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import type { InsurerLine } from './line.ts';

/** The counter waits 3 s (K-07); the gateway gives up a little earlier. */
const ASK_WITHIN_MS = 3000;

export type GatewayLine = {
  readonly line: InsurerLine;
  /** The key of an insurer that has joined, as the gateway last said. */
  readonly insurerKey: (insurer: string) => Sm2PublicKey | undefined;
  /** Asks the gateway who has joined; answers how many. A gateway that is away changes nothing. */
  follow(): Promise<number>;
};

/** Null where nobody answered; what else goes wrong is thrown. */
async function answered<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
}

export function gatewayLine({ ask, node }: { readonly ask: Ask; readonly node: string }): GatewayLine {
  const route = routeOf({ insuredArea: `${node}0000` });
  let keys = new Map<string, Sm2PublicKey>();
  return {
    line: {
      async ask(question) {
        const options = { deadlineMs: ASK_WITHIN_MS };
        const done = await answered(ask('insurer.ask@1', route, { question }, options));
        return done?.ok === true ? done.value.signed : null;
      },
    },
    insurerKey: (insurer) => keys.get(insurer),
    async follow() {
      const done = await answered(ask('insurer.list@1', route, { product: null }));
      if (done?.ok !== true) return 0;
      keys = new Map(
        done.value.insurers.flatMap(({ insurer, publicKey }) =>
          publicKey === null ? [] : [[insurer, importPublic(publicKey)]],
        ),
      );
      return keys.size;
    },
  };
}
