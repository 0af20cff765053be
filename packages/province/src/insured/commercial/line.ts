import type { InsurerQuestion } from '@zhijie/exchange';

/** What came back over the line, unread: the signature is checked before anything is read. */
export type SignedAnswer = {
  /** JSON of an `InsurerAnswer`, byte for byte as it was signed. */
  readonly text: string;
  /** SM2 with SM3 over the UTF-8 bytes of `text`, DER, base64url. */
  readonly signature: string;
};

/**
 * The one line to the insurers that answer by themselves (K-04, mode 2). It carries a question to the insurer
 * that it names and brings its signed answer back. The same question may be asked again at any time, also
 * as a claim days later: the insurer repeats its first answer, except that `later` may become another.
 *
 * Null: no whole answer before the signal, or nobody there. It never throws for such a reason, and whoever
 * asks waits no longer than the signal even if the line does.
 */
export type InsurerLine = {
  ask(question: InsurerQuestion, signal: AbortSignal): Promise<SignedAnswer | null>;
};
