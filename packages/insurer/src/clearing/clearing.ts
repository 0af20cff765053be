import { sign, toBase64Url } from '@zhijie/crypto';
import {
  amountInWords,
  canonicalJson,
  dateOf,
  type Instant,
  monthOf,
  ok,
  type Result,
  totalFen,
} from '@zhijie/kernel';
import { portionsOf, postTransfers, type Transfer } from '@zhijie/ledger';
import { type GatewayDeps, LEDGER } from '../deps.ts';
import { type InsurerActor, keptActor } from '../operator.ts';
import { owedBy, owedTo } from '../payment/accounts.ts';
import { type GatewayRefusal, no } from '../refusals.ts';
import { isSerialUsed } from './serial.ts';
import { checkStep, type Statement, type StatementBook, type StatementStep } from './statement.ts';
import { addStep, linesOf, type StatementLine, statementBook, stepByKey, takeTurn } from './store.ts';

type Step = { readonly statementId: string; readonly requestKey: string; readonly step: StatementStep };
type Applied = { readonly outcome: 'applied' | 'unchanged'; readonly statement: StatementBook };

/**
 * A step of an insurer's operator on its statement: confirm or dispute, pay, approve or send back (maker is
 * never checker). The approval books what is paid. The same request again changes nothing.
 */
export async function takeStep(
  deps: GatewayDeps,
  actor: InsurerActor,
  { statementId, requestKey, step }: Step,
): Promise<Result<Applied, GatewayRefusal>> {
  return deps.db.transaction(async (tx) => {
    await takeTurn(tx, statementId);
    const book = await statementBook(tx, actor.insurer, statementId);
    if (book === undefined) return no('no-such-statement', 'statementId');
    const before = await stepByKey(tx, actor.insurer, requestKey);
    if (before !== undefined) {
      const isSame = before.statementId === statementId && canonicalJson(before.step) === canonicalJson(step);
      return isSame ? ok({ outcome: 'unchanged', statement: book }) : no('step-differs', 'requestKey');
    }
    const checked = checkStep(book, step, actor);
    if (!checked.ok) return checked;
    const at = deps.now();
    if (step.kind === 'pay') {
      if (step.paidOn > dateOf(at)) return no('date-in-future', 'paidOn');
      if (await isSerialUsed(tx, actor.insurer, step)) return no('serial-used', 'serial');
    }
    await addStep(tx, { statementId, requestKey, actor: keptActor(actor), at, step });
    if (step.kind === 'approve') await postTransfers(tx, LEDGER, settlingTransfers(book, at));
    return ok({ outcome: 'applied', statement: (await statementBook(tx, actor.insurer, statementId))! });
  });
}

/** What the payment of a statement takes off what is owed; a statement below zero brings it back. */
export function settlingTransfers(statement: Statement, at: Instant): Transfer[] {
  const { statementId, amount } = statement;
  const [owed, owing] = [owedTo(statement), owedBy(statement)];
  return portionsOf(Math.abs(amount)).map((portion, index) => ({
    transferId: `${statementId}.settled${index === 0 ? '' : `.${index + 1}`}`,
    debit: amount > 0 ? owed : owing,
    credit: amount > 0 ? owing : owed,
    amount: portion,
    code: 'commercial-settled',
    reference: statementId,
    month: monthOf(at),
    postedAt: at,
  }));
}

/** What the gateway certifies of a paid statement, for insurer and hospital. */
export type Receipt = {
  readonly statementId: string;
  readonly payer: string;
  readonly payee: string;
  /** Fen, and in formal numerals. */
  readonly amount: number;
  readonly words: string;
  readonly bank: string;
  readonly serial: string;
  readonly paidOn: string;
  readonly paidAt: Instant;
  /** The text that is signed, and SM2 over it (DER, base64url). */
  readonly text: string;
  readonly signature: string;
};

function receiptOf(deps: GatewayDeps, book: StatementBook): Receipt | null {
  const { statementId, insurer, hospitalId, payment, paidAt, amount } = book;
  if (payment === null || paidAt === null) return null;
  const { bank, serial, paidOn } = payment;
  const [payer, payee] = amount > 0 ? [insurer, hospitalId] : [hospitalId, insurer];
  const sum = Math.abs(amount);
  const words = amountInWords(totalFen(sum));
  const said = { statementId, payer, payee, amount: sum, words, bank, serial, paidOn, paidAt };
  const text = canonicalJson({ purpose: 'zhijie commercial receipt', ...said });
  return { ...said, text, signature: toBase64Url(sign(deps.privateKey, text)) };
}

export type StatementView = StatementBook & {
  readonly items: readonly StatementLine[];
  readonly receipt: Receipt | null;
};

/** A statement with its lines and, once paid, its signed receipt; only the insurer's own. */
export async function readStatement(
  deps: GatewayDeps,
  actor: InsurerActor,
  statementId: string,
): Promise<Result<StatementView, GatewayRefusal>> {
  const book = await statementBook(deps.db, actor.insurer, statementId);
  if (book === undefined) return no('no-such-statement', 'statementId');
  return ok({ ...book, items: await linesOf(deps.db, statementId), receipt: receiptOf(deps, book) });
}
