import { assert, type CalendarDate, type Fen, type Instant, type Result, totalFen } from '@zhijie/kernel';
import { type Cursor, readMessage, stop } from './reading.ts';
import type { MessageRefusal } from './refusals.ts';
import {
  ACCOUNT_LENGTH,
  accountPart,
  bankPart,
  ID_LENGTH,
  idLeaf,
  momentLeaf,
  NAME_LENGTH,
  type Party,
  sumLeaf,
  textLeaf,
  yuanLeaf,
} from './writing.ts';
import { around, documentOf, leaf } from './xml/xml.ts';

/** The version of the message that is written and read: customer credit transfer initiation, 2019. */
export const PAIN_001 = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';

/** One payment to one payee. `amount` fen, above zero. */
export type CreditTransfer = {
  /** Ours; it comes back on the statement. */
  readonly endToEndId: string;
  readonly amount: Fen;
  readonly creditor: Party;
  /** What the payee reads. */
  readonly remittance: string;
};

/** An order to a bank: transfers of one account on one day. */
export type TransferOrder = {
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly initiator: string;
  readonly executeOn: CalendarDate;
  readonly debtor: Party;
  readonly transfers: readonly CreditTransfer[];
};

const MESSAGE = 'CstmrCdtTrfInitn';
const REMITTANCE_LENGTH = 140;

const sumOf = (transfers: readonly CreditTransfer[]) =>
  totalFen(transfers.reduce((sum, { amount }) => sum + amount, 0));

/** The message as XML. Texts must be within the standard's lengths, ids and amounts as the type says. */
export function writeTransferOrder(order: TransferOrder): string {
  const { messageId, createdAt, initiator, executeOn, debtor, transfers } = order;
  assert(transfers.length > 0, 'An order has transfers');
  assert(
    new Set(transfers.map(({ endToEndId }) => endToEndId)).size === transfers.length,
    'Each transfer of an order has an id of its own',
  );
  const totals = [leaf('NbOfTxs', String(transfers.length)), sumLeaf('CtrlSum', sumOf(transfers))];
  const header = around(
    'GrpHdr',
    idLeaf('MsgId', messageId),
    momentLeaf('CreDtTm', createdAt),
    ...totals,
    around('InitgPty', textLeaf('Nm', initiator, NAME_LENGTH)),
  );
  const payment = around(
    'PmtInf',
    idLeaf('PmtInfId', messageId),
    leaf('PmtMtd', 'TRF'),
    leaf('BtchBookg', 'false'),
    ...totals,
    around('ReqdExctnDt', leaf('Dt', executeOn)),
    around('Dbtr', textLeaf('Nm', debtor.name, NAME_LENGTH)),
    accountPart('DbtrAcct', debtor.account, 'CNY'),
    bankPart('DbtrAgt', debtor.bank),
    ...transfers.map(transferPart),
  );
  return documentOf(PAIN_001, around(MESSAGE, header, payment));
}

function transferPart({ endToEndId, amount, creditor, remittance }: CreditTransfer): string {
  assert(amount > 0, 'A transfer moves money');
  return around(
    'CdtTrfTxInf',
    around('PmtId', idLeaf('InstrId', endToEndId), idLeaf('EndToEndId', endToEndId)),
    around('Amt', yuanLeaf('InstdAmt', amount)),
    bankPart('CdtrAgt', creditor.bank),
    around('Cdtr', textLeaf('Nm', creditor.name, NAME_LENGTH)),
    accountPart('CdtrAcct', creditor.account),
    around('RmtInf', textLeaf('Ustrd', remittance, REMITTANCE_LENGTH)),
  );
}

/**
 * Reads an order. What it does not know it refuses: a bank that passes over an instruction moves money
 * wrongly. Refusals name the element: see `MESSAGE_REFUSAL_TEXTS`.
 */
export function readTransferOrder(source: string): Result<TransferOrder, MessageRefusal> {
  return readMessage(source, { namespace: PAIN_001, message: MESSAGE }, (message) => {
    message.only('GrpHdr', 'PmtInf');
    const header = message.one('GrpHdr').only('MsgId', 'CreDtTm', 'NbOfTxs', 'CtrlSum', 'InitgPty');
    const payment = message
      .one('PmtInf')
      .only(
        'PmtInfId',
        'PmtMtd',
        'BtchBookg',
        'NbOfTxs',
        'CtrlSum',
        'ReqdExctnDt',
        'Dbtr',
        'DbtrAcct',
        'DbtrAgt',
        'CdtTrfTxInf',
      );
    payment.one('PmtMtd').word('TRF');
    payment.optional('BtchBookg')?.word('false');
    const parts = payment.many('CdtTrfTxInf');
    if (parts.length === 0) stop('element-missing', `${payment.path}/CdtTrfTxInf`);
    const transfers = parts.map(transferOf);
    checkTotals(header, transfers);
    checkTotals(payment, transfers);
    checkIds(parts, transfers);
    return {
      messageId: header.one('MsgId').text(ID_LENGTH),
      createdAt: header.one('CreDtTm').moment(),
      initiator: header.along('InitgPty/Nm').text(NAME_LENGTH),
      executeOn: payment.along('ReqdExctnDt/Dt').date(),
      debtor: partyOf(payment, 'Dbtr'),
      transfers,
    };
  });
}

function checkTotals(part: Cursor, transfers: readonly CreditTransfer[]): void {
  const count = part.optional('NbOfTxs');
  if (count !== null && count.count() !== transfers.length) stop('count-differs', count.path);
  const sum = part.optional('CtrlSum');
  if (sum !== null && sum.sum() !== sumOf(transfers)) stop('sum-differs', sum.path);
}

function checkIds(parts: readonly Cursor[], transfers: readonly CreditTransfer[]): void {
  const seen = new Set<string>();
  for (const [index, { endToEndId }] of transfers.entries()) {
    if (seen.has(endToEndId)) stop('id-repeated', `${parts[index]!.path}/PmtId/EndToEndId`);
    seen.add(endToEndId);
  }
}

function transferOf(part: Cursor): CreditTransfer {
  part.only('PmtId', 'Amt', 'CdtrAgt', 'Cdtr', 'CdtrAcct', 'RmtInf');
  return {
    endToEndId: part.along('PmtId/EndToEndId').text(ID_LENGTH),
    amount: part.along('Amt/InstdAmt').amount(),
    creditor: partyOf(part, 'Cdtr'),
    remittance: part.along('RmtInf/Ustrd').text(REMITTANCE_LENGTH),
  };
}

function partyOf(part: Cursor, name: 'Dbtr' | 'Cdtr'): Party {
  const bank = part.along(`${name}Agt/FinInstnId`);
  return {
    name: part.along(`${name}/Nm`).text(NAME_LENGTH),
    account: part.along(`${name}Acct/Id/Othr/Id`).text(ACCOUNT_LENGTH),
    bank: {
      number: bank.find('ClrSysMmbId/MmbId')?.text(ID_LENGTH) ?? null,
      name: bank.one('Nm').text(NAME_LENGTH),
    },
  };
}
