import { Failure } from '@zhijie/kernel';

/** The request was certainly not processed by its final node; sending it again is safe for every message. */
export class NotDelivered extends Failure {
  override readonly name = 'NotDelivered';
}

/**
 * The request may or may not have been processed: no readable answer came back in time. The caller asks for
 * the outcome by its own id (procedures T-06); it never assumes either way.
 */
export class NoAnswer extends Failure {
  override readonly name = 'NoAnswer';
}
