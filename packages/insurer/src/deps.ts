import type { Sm2PrivateKey } from '@zhijie/crypto';
import type { Database } from '@zhijie/database';
import type { Ask, Log } from '@zhijie/exchange';
import type { Clock } from '@zhijie/kernel';
import type { CallCore } from './ask/core.ts';

export const LEDGER = 'gateway_ledger';

/** Everything the gateway's services stand on. */
export type GatewayDeps = {
  readonly db: Database;
  readonly now: Clock;
  /** Signs receipts of payment and what is said to insurers. */
  readonly privateKey: Sm2PrivateKey;
  /** Reaches an insurer's own system. */
  readonly call: CallCore;
  /** Asks other nodes. */
  readonly ask: Ask;
  /** Key of the network's register of used invoices. */
  readonly invoiceKey: Uint8Array;
  /** How long an insurer's own answer is waited for, ms, so that the asker has it in 3 s. */
  readonly answerWithinMs: number;
  readonly log: Log;
};
