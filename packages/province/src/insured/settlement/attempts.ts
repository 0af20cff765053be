import type { Executor } from '@zhijie/database';
import type { InsuredDeps } from '../deps.ts';

const AGAIN = new Error('the work has to be done again');

/** Runs the work in a transaction that is rolled back when it answers 'again'. */
export async function rollingBackOnAgain<T>(
  deps: Pick<InsuredDeps, 'db'>,
  work: (tx: Executor) => Promise<T | 'again'>,
): Promise<T | 'again'> {
  try {
    return await deps.db.transaction(async (tx) => {
      const result = await work(tx);
      if (result === 'again') throw AGAIN;
      return result;
    });
  } catch (error) {
    if (error === AGAIN) return 'again';
    throw error;
  }
}
