import type { InsuredDeps } from '../deps.ts';
import { BankSilent, type CreditBank } from './bank.ts';
import type { CreditProduct } from './product.ts';

/** Products of this node's banks, and how the banks are reached. */
export type CreditDeps = {
  readonly products: readonly CreditProduct[];
  readonly bankOf: (bank: string) => CreditBank | undefined;
  /** Hears of a bank that did not answer. */
  readonly onSilent?: (bank: string) => void;
};

export const productsOf = ({ credit }: Pick<InsuredDeps, 'credit'>): readonly CreditProduct[] =>
  credit?.products ?? [];

export const productNamed = (deps: Pick<InsuredDeps, 'credit'>, name: string): CreditProduct | null =>
  productsOf(deps).find(({ product }) => product === name) ?? null;

/** What the bank says; null when nobody knows, also where this process does not reach the bank. */
export async function saidBy<T>(
  deps: Pick<InsuredDeps, 'credit' | 'log'>,
  bank: string,
  ask: (bank: CreditBank) => Promise<T>,
): Promise<{ readonly said: T } | null> {
  const reached = deps.credit?.bankOf(bank);
  if (reached === undefined) return null;
  try {
    return { said: await ask(reached) };
  } catch (error) {
    if (!(error instanceof BankSilent)) throw error;
    deps.log?.({ level: 'warn', event: 'credit-bank-silent', bank, error });
    deps.credit?.onSilent?.(bank);
    return null;
  }
}
