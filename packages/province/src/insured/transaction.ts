import type { Executor } from '@zhijie/database';
import type { InsuredDeps } from './deps.ts';

/**
 * A transaction with a crash point on either side of its commit: `insured.NAME.before-commit`,
 * `.after-commit`.
 */
export async function durably<T>(
  deps: Pick<InsuredDeps, 'db' | 'crashpoint'>,
  name: string,
  work: (tx: Executor) => Promise<T>,
): Promise<T> {
  const result = await deps.db.transaction(async (tx) => {
    const value = await work(tx);
    await deps.crashpoint?.(`insured.${name}.before-commit`);
    return value;
  });
  await deps.crashpoint?.(`insured.${name}.after-commit`);
  return result;
}
