import type { FieldKey } from '@zhijie/crypto';
import type { Database, Executor, OutboxEntry } from '@zhijie/database';
import type { PolicyLibrary } from '@zhijie/engine';
import type { Ask, CommercialFact, FilingRecord, Log } from '@zhijie/exchange';
import type { InvoiceRead } from '@zhijie/invoice';
import type { Clock, IdSource, Instant, Refusal, Result } from '@zhijie/kernel';
import type { CommercialDeps } from './commercial/deps.ts';
import type { CreditDeps } from './credit/deps.ts';
import type { AreaRules } from './filing/regions.ts';
import type { LegKind, LegPayer } from './leg/payer.ts';
import type { MessageChannel } from './message/channel.ts';

/** What the insured side tells the rest of the network when a filing changed (F-15). */
export type FilingChanged = {
  readonly eventId: string;
  readonly changedAt: number;
  readonly filing: FilingRecord;
};

/** What the insured side tells the hub's directory: keyed digests only, never a certificate number. */
export type DirectoryEntry = {
  readonly digest: string;
  readonly personId: string;
  readonly insuredArea: string;
};

/**
 * A message that leaves with the transaction that caused it; the composition writes it to the node's
 * outbox.
 */
export type Outgoing =
  | { readonly message: 'filing.changed@1'; readonly id: string; readonly body: FilingChanged }
  | {
      readonly message: 'commercial.paid@1';
      readonly id: string;
      readonly body: CommercialFact;
    }
  | {
      readonly message: 'directory.register@1';
      readonly id: string;
      readonly body: { readonly entries: readonly DirectoryEntry[] };
    };

/** Everything the insured side stands on. It reads no clock, no randomness and no environment of its own. */
export type InsuredDeps = {
  /** Address of this node: the province's two digits. */
  readonly node: string;
  /** Area codes of the pooling areas this node insures, e.g. '410100'. */
  readonly areas: readonly string[];
  readonly db: Database;
  readonly now: Clock;
  readonly ids: IdSource;
  readonly policies: PolicyLibrary;
  /** Field keys; the first one encrypts, all decrypt. */
  readonly fieldKeys: readonly FieldKey[];
  /** Key of the node's own look-up digests (certificate, phone). */
  readonly lookupKey: Uint8Array;
  /** Key shared by all nodes for directory digests at the hub. */
  readonly directoryKey: Uint8Array;
  /** Writes a message into the outbox inside the caller's transaction; `hubOutbox` unless said otherwise. */
  readonly enqueue: (tx: Executor, outgoing: Outgoing) => Promise<void>;
  /** What `enqueue` would write, for a statement that writes it with the rest; without it none does. */
  readonly entryOf?: (outgoing: Outgoing) => OutboxEntry & { readonly at: Instant };
  /** How an insured area handles filings, where it differs from the national rules. */
  readonly areaRules?: (area: string) => Partial<AreaRules>;
  /** Asks other nodes; without it the nation's register of used invoices is not asked. */
  readonly ask?: Ask;
  /** Reads an invoice from a file; without it files are kept unread. */
  readonly readInvoice?: (bytes: Uint8Array) => Promise<Result<InvoiceRead, Refusal>>;
  /** Commercial products and the line to insurers; without it no insurer pays. */
  readonly commercial?: CommercialDeps;
  /** Banks that lend to patients; without them nobody signs and no line pays. */
  readonly credit?: CreditDeps;
  /** Who stands behind each kind of leg, where it is not the table `leg/payers.ts`. */
  readonly legPayers?: Readonly<Partial<Record<LegKind, LegPayer>>>;
  /** Ways out for messages to people; without any, even none, causes are not looked for. */
  readonly messageChannels?: readonly MessageChannel[];
  readonly log?: Log;
  /** Called around each durable effect, so that a simulation can stop the node there. */
  readonly crashpoint?: (name: string) => void | Promise<void>;
};
