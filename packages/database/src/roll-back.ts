import type { Refusal, Result } from '@zhijie/kernel';

class RolledBack extends Error {
  override readonly name = 'RolledBack';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`The transaction was rolled back: ${refusal.code}`);
    this.refusal = refusal;
  }
}

/** Leaves the transaction under way: nothing of it stays, and `refusable` answers the refusal. */
export function rollBack(refusal: Refusal): never {
  throw new RolledBack(refusal);
}

/** What the work around a transaction answers, also when the transaction was left by `rollBack`. */
export async function refusable<T>(work: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RolledBack) return { ok: false, refusal: error.refusal };
    throw error;
  }
}
