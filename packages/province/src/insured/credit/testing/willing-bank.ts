import { type Fen, fen } from '@zhijie/kernel';
import { type BankAnswer, type BankEntry, BankSilent, type CreditBank } from '../bank.ts';

type Act = keyof CreditBank;
/** What goes wrong with one call: unheard; done but unanswered; a debit done twice. */
export type Fault = 'down' | 'lost' | 'twice';

export type WillingBank = CreditBank & {
  /** The next call of this act fails so; several in their order. */
  fails(act: Act, fault: Fault): void;
  readonly book: readonly BankEntry[];
};

/** A bank that agrees to everything and knows no limit: what is never exceeded is kept by our side alone. */
export function willingBank(): WillingBank {
  const faults: [Act, Fault][] = [];
  const debits = new Map<string, BankAnswer & { readonly contract: string; readonly payee: string }>();
  const lines = new Map<string, { contract: string; limit: Fen }>();
  const book: BankEntry[] = [];
  const enter = (entry: Omit<BankEntry, 'sequence' | 'at'>): void =>
    void book.push({ ...entry, sequence: book.length + 1, at: 0 as BankEntry['at'] });
  const answered = async <T>(act: Act, work: (isTwice: boolean) => T): Promise<T> => {
    const place = faults.findIndex(([failing]) => failing === act);
    const fault = place < 0 ? null : faults.splice(place, 1)[0]![1];
    if (fault === 'down') throw new BankSilent('down');
    const said = work(fault === 'twice');
    if (fault === 'lost') throw new BankSilent('lost');
    return said;
  };
  const query = (reference: string): BankAnswer => {
    const known = debits.get(reference);
    return { state: known?.state ?? 'absent', amount: known?.amount ?? fen(0) };
  };
  const netOf = (reference: string): number =>
    book
      .filter((entry) => entry.reference === reference)
      .reduce((sum, { kind, amount }) => sum + (kind === 'debit' ? amount : -amount), 0);
  const owedOf = (contract: string): number =>
    book
      .filter((entry) => entry.contract === contract)
      .reduce((sum, { kind, amount }) => sum + (kind === 'debit' || kind === 'payout' ? amount : -amount), 0);
  const back = (reference: string, kind: 'return' | 'correction', amount: number): void => {
    const { contract, payee } = debits.get(reference)!;
    const paidOut = Math.max(0, amount - owedOf(contract));
    if (amount > 0) enter({ kind, reference, contract, payee, amount: fen(amount) });
    if (paidOut > 0) enter({ kind: 'payout', reference, contract, payee: null, amount: fen(paidOut) });
  };
  return {
    book,
    fails: (act, fault) => void faults.push([act, fault]),
    open: ({ reference, limit }) =>
      answered('open', () => {
        const line = lines.get(reference) ?? { contract: `W${lines.size + 1}`, limit };
        lines.set(reference, line);
        return line;
      }),
    reserve: ({ reference, contract, amount, payee }) =>
      answered('reserve', () => {
        if (!debits.has(reference)) debits.set(reference, { state: 'reserved', amount, contract, payee });
        return query(reference);
      }),
    debit: (reference) =>
      answered('debit', (isTwice) => {
        const known = debits.get(reference);
        if (known?.state !== 'reserved') return query(reference);
        debits.set(reference, { ...known, state: 'debited' });
        const { contract, payee, amount } = known;
        for (let times = isTwice ? 2 : 1; times > 0; times--)
          enter({ kind: 'debit', reference, contract, payee, amount });
        return query(reference);
      }),
    cancel: (reference) =>
      answered('cancel', () => {
        const known = debits.get(reference) ?? { amount: fen(0), contract: '', payee: '' };
        if (debits.get(reference)?.state === 'debited') back(reference, 'return', netOf(reference));
        debits.set(reference, { ...known, state: 'cancelled' });
        return query(reference);
      }),
    query: (reference) => answered('query', () => query(reference)),
    repay: ({ reference, contract, amount }) =>
      answered('repay', () => {
        const isKnown = book.some((entry) => entry.reference === reference);
        if (!isKnown) enter({ kind: 'repayment', reference, contract, payee: null, amount });
        return 'repaid' as const;
      }),
    correct: (reference) =>
      answered('correct', () =>
        back(reference, 'correction', netOf(reference) - debits.get(reference)!.amount),
      ),
    entries: (after) => answered('entries', () => book.slice(after)),
  };
}
