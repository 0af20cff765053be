import {
  assert,
  type CalendarDate,
  type Fen,
  type Instant,
  type Result,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { type Cursor, readMessage, stop } from './reading.ts';
import type { MessageRefusal } from './refusals.ts';
import {
  ACCOUNT_LENGTH,
  accountPart,
  ID_LENGTH,
  idLeaf,
  momentLeaf,
  NAME_LENGTH,
  textLeaf,
  yuanLeaf,
} from './writing.ts';
import { around, documentOf, leaf } from './xml/xml.ts';

/** The version of the message that is written and read: bank to customer statement, 2019. */
export const CAMT_053 = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08';

/** Seen from the account's owner: money in, or money out. */
export type Direction = 'in' | 'out';

/** One booked movement of the account. `amount` fen, above zero. */
export type StatementEntry = {
  /** The bank's own reference of this booking; unique at the bank. */
  readonly bankReference: string;
  readonly direction: Direction;
  readonly amount: Fen;
  readonly bookedOn: CalendarDate;
  /** The id that the account's owner gave the payment behind it; null: the bank tells none. */
  readonly endToEndId: string | null;
  /** Why money came back (e.g. account closed); null: it is no return. */
  readonly returnReason: string | null;
  /** Whether it is the bank's own charge, by the transaction code of the booking. */
  readonly isCharge: boolean;
  readonly counterparty: string | null;
  /** Account of the other side; null: the bank tells none. */
  readonly counterpartyAccount: string | null;
  readonly information: string | null;
};

/** Booked movements of one account between two balances, fen; below zero: overdrawn. */
export type BankStatement = {
  readonly statementId: string;
  /** Counts the statements of an account, without a gap. */
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly account: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly opening: TotalFen;
  readonly closing: TotalFen;
  readonly entries: readonly StatementEntry[];
};

const MESSAGE = 'BkToCstmrStmt';
const INFORMATION_LENGTH = 140;
const REASON_LENGTH = 35;
/** Charges, in every family of the standard's bank transaction codes. */
const CHARGES = 'CHRG';

/** What the movements make of the opening balance, fen. */
export const closingOf = ({ opening, entries }: Pick<BankStatement, 'opening' | 'entries'>): TotalFen =>
  totalFen(
    entries.reduce<number>(
      (sum, { direction, amount }) => (direction === 'in' ? sum + amount : sum - amount),
      opening,
    ),
  );

/** The message as XML; the balances must be those of the entries. */
export function writeStatement(statement: BankStatement): string {
  const { statementId, sequence, createdAt, account, from, until, opening, closing, entries } = statement;
  assert(closing === closingOf(statement), 'Opening and movements make the closing balance');
  const header = around('GrpHdr', idLeaf('MsgId', statementId), momentLeaf('CreDtTm', createdAt));
  const body = around(
    'Stmt',
    idLeaf('Id', statementId),
    leaf('ElctrncSeqNb', String(sequence)),
    momentLeaf('CreDtTm', createdAt),
    around('FrToDt', leaf('FrDtTm', `${from}T00:00:00+08:00`), leaf('ToDtTm', `${until}T23:59:59+08:00`)),
    accountPart('Acct', account, 'CNY'),
    balancePart('OPBD', opening, from),
    balancePart('CLBD', closing, until),
    ...entries.map(entryPart),
  );
  return documentOf(CAMT_053, around(MESSAGE, header, body));
}

const wordOf = (direction: Direction): string => (direction === 'in' ? 'CRDT' : 'DBIT');

function balancePart(code: 'OPBD' | 'CLBD', amount: TotalFen, on: CalendarDate): string {
  return around(
    'Bal',
    around('Tp', around('CdOrPrtry', leaf('Cd', code))),
    yuanLeaf('Amt', totalFen(Math.abs(amount))),
    leaf('CdtDbtInd', amount < 0 ? 'DBIT' : 'CRDT'),
    around('Dt', leaf('Dt', on)),
  );
}

function entryPart(entry: StatementEntry): string {
  const { bankReference, direction, amount, bookedOn, endToEndId, returnReason, information } = entry;
  assert(amount > 0, 'A movement moves money');
  const isReturn = returnReason !== null;
  return around(
    'Ntry',
    yuanLeaf('Amt', amount),
    leaf('CdtDbtInd', wordOf(direction)),
    around('Sts', leaf('Cd', 'BOOK')),
    around('BookgDt', leaf('Dt', bookedOn)),
    idLeaf('AcctSvcrRef', bankReference),
    transactionCode(entry),
    around(
      'NtryDtls',
      around(
        'TxDtls',
        around(
          'Refs',
          idLeaf('AcctSvcrRef', bankReference),
          endToEndId === null ? null : idLeaf('EndToEndId', endToEndId),
        ),
        yuanLeaf('Amt', amount),
        leaf('CdtDbtInd', wordOf(direction)),
        otherSide(entry),
        information === null ? null : around('RmtInf', textLeaf('Ustrd', information, INFORMATION_LENGTH)),
        isReturn ? around('RtrInf', around('Rsn', textLeaf('Prtry', returnReason, REASON_LENGTH))) : null,
      ),
    ),
  );
}

/** What kind of booking it is: the bank's charge, a return, or a transfer. */
function transactionCode({ direction, returnReason, isCharge }: StatementEntry): string {
  const isIn = direction === 'in';
  const family = isCharge ? (isIn ? 'MCOP' : 'MDOP') : isIn ? 'RCDT' : 'ICDT';
  const own = isCharge ? CHARGES : returnReason !== null ? 'RRTN' : 'DMCT';
  const code = around('Fmly', leaf('Cd', family), leaf('SubFmlyCd', own));
  return around('BkTxCd', around('Domn', leaf('Cd', 'PMNT'), code));
}

function otherSide({ direction, counterparty, counterpartyAccount }: StatementEntry): string | null {
  if (counterparty === null && counterpartyAccount === null) return null;
  const role = direction === 'in' ? 'Dbtr' : 'Cdtr';
  return around(
    'RltdPties',
    counterparty === null ? null : around(role, around('Pty', textLeaf('Nm', counterparty, NAME_LENGTH))),
    counterpartyAccount === null ? null : accountPart(`${role}Acct`, counterpartyAccount),
  );
}

/**
 * Reads a statement: booked movements only, each with at most one payment behind it, balances that follow
 * from them. Other elements of the standard are passed over. Refusals name the element.
 */
export function readStatement(source: string): Result<BankStatement, MessageRefusal> {
  return readMessage(source, { namespace: CAMT_053, message: MESSAGE }, (message) => {
    const body = message.one('Stmt');
    const booked = body.many('Ntry').filter(isBooked);
    const entries = booked.map(entryOf);
    const seen = new Set<string>();
    for (const [index, { bankReference }] of entries.entries()) {
      if (seen.has(bankReference)) stop('id-repeated', `${booked[index]!.path}/AcctSvcrRef`);
      seen.add(bankReference);
    }
    const opening = balanceOf(body, 'OPBD');
    const closing = balanceOf(body, 'CLBD');
    const made = closingOf({ opening: opening.amount, entries });
    if (made !== closing.amount) stop('balance-differs', closing.path, { stated: closing.amount, made });
    return {
      statementId: body.one('Id').text(ID_LENGTH),
      sequence: body.one('ElctrncSeqNb').count(),
      createdAt: body.one('CreDtTm').moment(),
      account: body.along('Acct/Id/Othr/Id').text(ACCOUNT_LENGTH),
      from: opening.on,
      until: closing.on,
      opening: opening.amount,
      closing: closing.amount,
      entries,
    };
  });
}

/** What is only pending or for information moves nothing yet. */
const isBooked = (part: Cursor): boolean =>
  part.along('Sts/Cd').word('BOOK', 'PDNG', 'INFO', 'FUTR') === 'BOOK';

const directionOf = (part: Cursor): Direction =>
  part.one('CdtDbtInd').word('CRDT', 'DBIT') === 'CRDT' ? 'in' : 'out';

function balanceOf(body: Cursor, code: 'OPBD' | 'CLBD') {
  const found = body.many('Bal').filter((bal) => bal.find('Tp/CdOrPrtry/Cd')?.element.text === code);
  const [balance, second] = found;
  if (balance === undefined) return stop('element-missing', `${body.path}/Bal/Tp/CdOrPrtry/Cd=${code}`);
  if (second !== undefined) stop('element-repeated', `${second.path}/Tp/CdOrPrtry/Cd=${code}`);
  const size = balance.one('Amt').total();
  const amount = totalFen(directionOf(balance) === 'in' ? size : 0 - size);
  return { amount, on: balance.along('Dt/Dt').date(), path: balance.path };
}

function entryOf(part: Cursor): StatementEntry {
  const amount = part.one('Amt').amount();
  const direction = directionOf(part);
  const details = part.find('NtryDtls');
  const transaction = details?.optional('TxDtls') ?? null;
  if (transaction !== null) checkTransaction(transaction, { amount, direction });
  const reason = transaction?.find('RtrInf/Rsn') ?? null;
  const role = direction === 'in' ? 'RltdPties/Dbtr' : 'RltdPties/Cdtr';
  const account = transaction?.find(`${role}Acct/Id/Othr/Id`) ?? null;
  return {
    bankReference: part.one('AcctSvcrRef').text(ID_LENGTH),
    direction,
    amount,
    bookedOn: part.along('BookgDt/Dt').date(),
    endToEndId: transaction?.find('Refs/EndToEndId')?.text(ID_LENGTH) ?? null,
    returnReason: reason === null ? null : (reason.optional('Cd') ?? reason.one('Prtry')).text(REASON_LENGTH),
    isCharge: part.find('BkTxCd/Domn/Fmly/SubFmlyCd')?.element.text === CHARGES,
    counterparty: transaction?.find(`${role}/Pty/Nm`)?.text(NAME_LENGTH) ?? null,
    counterpartyAccount: account?.text(ACCOUNT_LENGTH) ?? null,
    information: transaction?.find('RmtInf/Ustrd')?.text(INFORMATION_LENGTH) ?? null,
  };
}

/** A movement and the payment behind it are the same money. */
function checkTransaction(
  transaction: Cursor,
  entry: { readonly amount: Fen; readonly direction: Direction },
): void {
  const amount = transaction.optional('Amt');
  if (amount !== null && amount.amount() !== entry.amount) stop('sum-differs', amount.path);
  if (transaction.optional('CdtDbtInd') !== null && directionOf(transaction) !== entry.direction)
    stop('value-unknown', `${transaction.path}/CdtDbtInd`);
}
