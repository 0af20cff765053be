/** Our own mistake: never caught below the outermost edge; the transaction rolls back. */
export class Defect extends Error {
  override readonly name: string = 'Defect';
}

/** The world misbehaves (time-out, lost connection, full disk). Subclass it, set `name`, keep the `cause`. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
}

/**
 * Throws a Defect with the sentence unless the condition holds. The sentence states what is wrong. It is
 * built even when all is well: give a constant one on hot paths.
 */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Defect(sentence);
}

/** Marks a branch that the types exclude. */
export function unreachable(value: never): never {
  throw new Defect(`A case is missing for ${String(value)}`);
}
