import { type CalendarDate, formatYuan, type TotalFen } from '@zhijie/kernel';

/** An electronic medical invoice to be written as a file; amounts in fen, words as they are printed. */
export type InvoiceFile = {
  readonly name: string;
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly issuedOn: CalendarDate;
  readonly issuer: { readonly name: string; readonly creditCode: string };
  readonly payer: string;
  readonly cashier: string;
  readonly total: TotalFen;
  /** Further facts, in order: `['住院号', 'ZY01']`, `['个人自费', '12.00']`. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly items: readonly { readonly name: string; readonly amount: TotalFen }[];
  /** Of a red invoice: the one that it takes back. */
  readonly reverses: { readonly code: string; readonly number: string; readonly reason: string } | null;
  readonly signature: {
    readonly signer: string;
    readonly algorithm: string;
    readonly value: string;
    /** What is signed, as the signer wrote it. */
    readonly content: string;
  };
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const plain = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

const element = (name: string, content: string): string => `<${name}>${plain(content)}</${name}>`;
const compact = (on: CalendarDate): string => on.replaceAll('-', '');

function mainOf(file: InvoiceFile): readonly string[] {
  const { reverses, issuer } = file;
  const red =
    reverses === null
      ? []
      : [
          element('EInvoiceStatus', '红字票据'),
          element('RelatedInvoiceCode', reverses.code),
          element('RelatedInvoiceNumber', reverses.number),
          element('RedReason', reverses.reason),
        ];
  return [
    element('EInvoiceName', file.name),
    element('EInvoiceCode', file.code),
    element('EInvoiceNumber', file.number),
    element('RandomNumber', file.checkCode),
    element('IssueDate', compact(file.issuedOn)),
    ...red,
    '<InvoicingParty>',
    element('InvoicingPartyCode', issuer.creditCode),
    element('InvoicingPartyName', issuer.name),
    '</InvoicingParty>',
    '<PayerParty>',
    element('PayerPartyName', file.payer),
    '</PayerParty>',
    element('HandlingPerson', file.cashier),
    element('TotalAmount', formatYuan(file.total)),
    '<MainExt>',
    ...file.facts.map(
      ([name, value]) => `<OtherInfo>${element('InfoName', name)}${element('InfoValue', value)}</OtherInfo>`,
    ),
    '</MainExt>',
  ];
}

/**
 * The data file of an invoice as XML, with the element names seen in the wild (the ministry's standard was
 * not read); `readInvoice` reads it back. The signature stands beside what it signs.
 */
export function writeInvoice(file: InvoiceFile): string {
  const { signature, items, code, number, checkCode } = file;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<EInvoice>',
    `<Header>${element('EInvoiceID', `${code}${number}${checkCode}`)}</Header>`,
    '<EInvoiceData>',
    '<Main>',
    ...mainOf(file),
    '</Main>',
    '<Details>',
    ...items.map(
      ({ name, amount }) =>
        `<Item>${element('ItemName', name)}${element('ItemAmount', formatYuan(amount))}</Item>`,
    ),
    '</Details>',
    '</EInvoiceData>',
    '<EInvoiceSignature>',
    element('Signer', signature.signer),
    element('SignatureAlgorithm', signature.algorithm),
    element('SignedContent', Buffer.from(signature.content, 'utf8').toString('base64')),
    element('SignatureValue', signature.value),
    '</EInvoiceSignature>',
    '</EInvoice>',
  ];
  return `${lines.join('\n')}\n`;
}
