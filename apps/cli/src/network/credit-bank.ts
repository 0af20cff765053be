import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CreditBook, type CreditEvent, createCreditBook, startCreditBank } from '@zhijie/counterparties';
import { systemRandomBytes, toBase64Url } from '@zhijie/crypto';
import { type Clock, Failure, type Fen } from '@zhijie/kernel';
import {
  type BankAnswer,
  BankSilent,
  type CreditBank,
  type CreditBankEntry,
  type CreditDeps,
  type CreditProduct,
  type DebitState,
  readCreditProducts,
} from '@zhijie/province';
import { POLICIES } from '../policy-files.ts';
import { bookFile } from './book-file.ts';

const PATIENCE_MS = 5000;
const STATES: readonly string[] = [
  'absent',
  'reserved',
  'debited',
  'cancelled',
  'refused',
] satisfies DebitState[];

type Place = { readonly url: string; readonly key: string; readonly patienceMs?: number };
type Said = Readonly<Record<string, unknown>>;

async function said({ url, key, patienceMs = PATIENCE_MS }: Place, act: string, body: object): Promise<Said> {
  try {
    const reply = await fetch(`${url}/api/credit/${act}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(patienceMs),
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new BankSilent(`The bank answers ${reply.status}`);
    return (await reply.json()) as Said;
  } catch (cause) {
    throw cause instanceof BankSilent ? cause : new BankSilent('The bank does not answer', { cause });
  }
}

function answerIn({ state, amount }: Said): BankAnswer {
  if (!STATES.includes(String(state)) || !Number.isSafeInteger(amount))
    throw new BankSilent('The bank says no state');
  return { state: state as DebitState, amount: amount as Fen };
}

/** The interface of a lending bank as a node's port. What cannot be understood counts as silence. */
export function httpCreditBank(place: Place): CreditBank {
  const ask = async (act: string, body: object): Promise<BankAnswer> =>
    answerIn(await said(place, act, body));
  return {
    async open(opening) {
      const { line } = await said(place, 'open', opening);
      if (line === null) return null;
      const { contract, limit } = (line ?? {}) as Said;
      if (typeof contract !== 'string' || !Number.isSafeInteger(limit))
        throw new BankSilent('The bank says no contract');
      return { contract, limit: limit as Fen };
    },
    reserve: (reservation) => ask('reserve', reservation),
    debit: (reference) => ask('debit', { reference }),
    cancel: (reference) => ask('cancel', { reference }),
    query: (reference) => ask('query', { reference }),
    async repay(repayment) {
      const { outcome } = await said(place, 'repay', repayment);
      if (outcome === 'repaid' || outcome === 'refused') return outcome;
      throw new BankSilent('The bank says no outcome');
    },
    async correct(reference) {
      await said(place, 'correct', { reference });
    },
    async entries(after) {
      const { entries } = await said(place, 'entries', { after });
      if (!Array.isArray(entries)) throw new BankSilent('The bank shows no book');
      return entries as CreditBankEntry[];
    },
  };
}

/** The credit products of a folder of packs (`credit/*.json`); a file that does not load is a Failure. */
export function creditProductsIn(folder: string = POLICIES): readonly CreditProduct[] {
  const own = join(folder, 'credit');
  const from = existsSync(own) ? own : join(POLICIES, 'credit');
  const names = readdirSync(from)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const files = names.map((name) => ({
    path: `credit/${name}`,
    text: readFileSync(join(from, name), 'utf8'),
  }));
  const products = readCreditProducts(files);
  if (products.ok) return products.value;
  throw new Failure(`信用就医产品无法加载：${JSON.stringify(products.refusal)}`);
}

/**
 * The bank of a node of its own: at `ZHIJIE_CREDIT_BANK_URL` with the key `ZHIJIE_CREDIT_BANK_KEY`; it serves
 * every product. Unset, nobody signs for credit. Throws `Failure` for a URL without a key.
 */
export function creditOfEnvironment(environment: NodeJS.ProcessEnv = process.env): CreditDeps | undefined {
  const { ZHIJIE_CREDIT_BANK_URL: url = '', ZHIJIE_CREDIT_BANK_KEY: key = '' } = environment;
  if (url === '') return undefined;
  if (key === '') throw new Failure('设置了 ZHIJIE_CREDIT_BANK_URL，还缺 ZHIJIE_CREDIT_BANK_KEY');
  const bank = httpCreditBank({ url: url.replace(/\/+$/, ''), key });
  return { products: creditProductsIn(), bankOf: () => bank };
}

export type OwnCreditBank = {
  readonly url: string;
  readonly book: CreditBook;
  readonly credit: CreditDeps;
  close(): Promise<void>;
};

/** A lending bank beside a network on this machine, with books of its own in the data folder. */
export async function openCreditBank(dataDir: string, now: Clock): Promise<OwnCreditBank> {
  const folder = join(dataDir, 'credit-bank');
  mkdirSync(folder, { recursive: true });
  const kept = bookFile<CreditEvent>(join(folder, 'book.jsonl'));
  const book = createCreditBook({ name: 'CB', now, ...kept });
  const key = toBase64Url(systemRandomBytes(24));
  const { url, close } = await startCreditBank({ book, key, port: 0 });
  const bank = httpCreditBank({ url, key });
  return { url, book, close, credit: { products: creditProductsIn(), bankOf: () => bank } };
}
