/** A node of the network: 'hub', 'insurers', or the two digits of a province ('41'). */
export type NodeAddress = string;

export const HUB: NodeAddress = 'hub';
/** The insurer gateway: the one line between the provinces and commercial insurers. */
export const GATEWAY: NodeAddress = 'insurers';

/**
 * Answers one request frame with one answer frame. `peer` is the neighbour that the transport authenticated
 * (certificate name over HTTPS), which may be the hub while the frame comes from a province behind it.
 */
export type Serve = (frame: Uint8Array, peer: NodeAddress) => Promise<Uint8Array>;

/**
 * Carries bytes to a neighbour and brings its answer back. Throws `NotDelivered` when the neighbour certainly
 * did not process the frame, `NoAnswer` when that is unknown.
 */
export interface Transport {
  send(to: NodeAddress, frame: Uint8Array, deadlineMs: number): Promise<Uint8Array>;
}

/** One line of a node's log; the composition decides where it goes. Never contains a body. */
export type LogEntry = {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [field: string]: unknown;
};
export type Log = (entry: LogEntry) => void;
