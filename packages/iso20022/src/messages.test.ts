import { addDays, calendarDate, fen, formatYuan, instant, startOfDay, totalFen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BankStatement,
  closingOf,
  readStatement,
  type StatementEntry,
  writeStatement,
} from './camt053.ts';
import { readTransferOrder, type TransferOrder, writeTransferOrder } from './pain001.ts';
import { isXmlText } from './xml/xml.ts';

const id = fc.stringMatching(/^[A-Za-z0-9.-]{1,35}$/);
const name = fc
  .string({
    unit: fc.constantFrom('医', '院', '&', '<', '>', '"', "'", 'é', '😀', 'a', ' ', '\n'),
    maxLength: 60,
  })
  .filter((text) => text !== '' && text === text.trim());
const amount = fc.integer({ min: 1, max: 9e11 }).map(fen);
const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays(calendarDate('2024-01-01'), days));
const moment = fc
  .tuple(day, fc.nat({ max: 86_399 }))
  .map(([on, second]) => instant(startOfDay(on) + second * 1000));
const account = fc.stringMatching(/^[0-9]{8,32}$/);
const bank = fc.record({ number: fc.option(fc.stringMatching(/^[0-9]{12}$/)), name });
const party = fc.record({ name, account, bank });

const order: fc.Arbitrary<TransferOrder> = fc.record({
  messageId: id,
  createdAt: moment,
  initiator: name,
  executeOn: day,
  debtor: party,
  transfers: fc.uniqueArray(fc.record({ endToEndId: id, amount, creditor: party, remittance: name }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ endToEndId }) => endToEndId,
  }),
});
const entry: fc.Arbitrary<StatementEntry> = fc.record({
  bankReference: id,
  direction: fc.constantFrom('in', 'out'),
  amount,
  bookedOn: day,
  endToEndId: fc.option(id),
  returnReason: fc.option(fc.constantFrom('AC04', '户名不符')),
  isCharge: fc.boolean(),
  counterparty: fc.option(name),
  counterpartyAccount: fc.option(account),
  information: fc.option(name),
});
const statement: fc.Arbitrary<BankStatement> = fc
  .record({
    statementId: id,
    sequence: fc.nat({ max: 1e6 }),
    createdAt: moment,
    account,
    from: day,
    until: day,
    opening: fc.integer({ min: -1e14, max: 1e14 }).map(totalFen),
    entries: fc.uniqueArray(entry, { maxLength: 6, selector: ({ bankReference }) => bankReference }),
  })
  .map((made) => ({ ...made, closing: closingOf(made) }));

const ORDER: TransferOrder = {
  messageId: 'B1',
  createdAt: instant(startOfDay(calendarDate('2026-05-08'))),
  initiator: '示例市医疗保障局',
  executeOn: calendarDate('2026-05-08'),
  debtor: { name: '示例市医保中心', account: '11001234', bank: { number: '102100099996', name: '示例银行' } },
  transfers: [
    {
      endToEndId: 'L1',
      amount: fen(1_234_50),
      creditor: { name: '示例医院', account: '22005678', bank: { number: null, name: '示例银行' } },
      remittance: '2026-03',
    },
  ],
};
const STATEMENT: BankStatement = {
  statementId: 'S1',
  sequence: 1,
  createdAt: ORDER.createdAt,
  account: '11001234',
  from: calendarDate('2026-05-08'),
  until: calendarDate('2026-05-08'),
  opening: totalFen(200_000),
  closing: totalFen(76_550),
  entries: [
    {
      bankReference: 'R1',
      direction: 'out',
      amount: fen(123_450),
      bookedOn: calendarDate('2026-05-08'),
      endToEndId: 'L1',
      returnReason: null,
      isCharge: false,
      counterparty: '示例医院',
      counterpartyAccount: null,
      information: null,
    },
  ],
};
const said = (result: ReturnType<typeof readStatement> | ReturnType<typeof readTransferOrder>): string =>
  result.ok ? 'ok' : `${result.refusal.code} ${result.refusal.field ?? ''}`.trim();

describe('pain.001', () => {
  it('reads what it wrote, whatever the names', () => {
    fc.assert(
      fc.property(order, (made) => {
        expect(readTransferOrder(writeTransferOrder(made))).toEqual({ ok: true, value: made });
      }),
      { numRuns: 60 },
    );
  });

  const text = writeTransferOrder(ORDER);
  it.each([
    [
      'amount-malformed CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/Amt/InstdAmt',
      '1234.50</Inst',
      '1234.505</Inst',
    ],
    [
      'amount-malformed CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/Amt/InstdAmt',
      '1234.50</Inst',
      '1.2345e3</Inst',
    ],
    ['amount-malformed CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/Amt/InstdAmt', '1234.50</Inst', '0</Inst'],
    [
      'amount-too-large CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/Amt/InstdAmt',
      '1234.50</Inst',
      '9000000000.01</Inst',
    ],
    [
      'currency-foreign CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/Amt/InstdAmt',
      'Ccy="CNY">1234',
      'Ccy="USD">1234',
    ],
    ['sum-differs CstmrCdtTrfInitn/GrpHdr/CtrlSum', '1234.50</Ctrl', '1234.51</Ctrl'],
    ['count-differs CstmrCdtTrfInitn/GrpHdr/NbOfTxs', '<NbOfTxs>1', '<NbOfTxs>2'],
    ['element-missing CstmrCdtTrfInitn/GrpHdr/MsgId', '<MsgId>B1</MsgId>', ''],
    [
      'element-repeated CstmrCdtTrfInitn/GrpHdr/MsgId',
      '<MsgId>B1</MsgId>',
      '<MsgId>B1</MsgId><MsgId>B2</MsgId>',
    ],
    ['text-too-long CstmrCdtTrfInitn/GrpHdr/MsgId', '<MsgId>B1', `<MsgId>${'B'.repeat(36)}`],
    ['date-malformed CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt', '<Dt>2026-05-08', '<Dt>2026-02-30'],
    ['value-unknown CstmrCdtTrfInitn/PmtInf/PmtMtd', 'TRF', 'CHK'],
    [
      'element-unknown CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf[1]/XchgRateInf',
      '<CdtrAgt>',
      '<XchgRateInf/><CdtrAgt>',
    ],
    ['wrong-message Document', 'pain.001.001.09', 'pain.001.001.03'],
    ['not-xml', '</Document>', ''],
    ['has-doctype', '<Document', '<!DOCTYPE x [<!ENTITY a "b">]><Document'],
  ])('refuses with %s', (refusal, from, to) => {
    expect(text).toContain(from);
    expect(said(readTransferOrder(text.replace(from, to)))).toBe(refusal);
  });

  it('refuses an id that stands twice, and takes trailing zeros of an amount', () => {
    const twice = text
      .replace(/(<CdtTrfTxInf>.*<\/CdtTrfTxInf>)/, '$1$1')
      .replaceAll('<NbOfTxs>1', '<NbOfTxs>2')
      .replaceAll('1234.50</Ctrl', '2469</Ctrl');
    expect(said(readTransferOrder(twice))).toMatch(/^id-repeated .*CdtTrfTxInf\[2\]\/PmtId\/EndToEndId$/);
    expect(said(readTransferOrder(text.replace('1234.50</Inst', '1234.50000</Inst')))).toBe('ok');
  });
});

describe('camt.053', () => {
  it('reads what it wrote, whatever moved', () => {
    fc.assert(
      fc.property(statement, (made) => {
        expect(readStatement(writeStatement(made))).toEqual({ ok: true, value: made });
      }),
      { numRuns: 60 },
    );
  });

  const text = writeStatement(STATEMENT);
  it.each([
    ['balance-differs BkToCstmrStmt/Stmt/Bal[2]', '765.50', '765.51'],
    ['value-unknown BkToCstmrStmt/Stmt/Ntry[1]/CdtDbtInd', '<CdtDbtInd>DBIT', '<CdtDbtInd>OUT'],
    [
      'element-missing BkToCstmrStmt/Stmt/Ntry[1]/AcctSvcrRef',
      '<AcctSvcrRef>R1</AcctSvcrRef><BkTxCd>',
      '<BkTxCd>',
    ],
    ['element-missing BkToCstmrStmt/Stmt/Bal/Tp/CdOrPrtry/Cd=OPBD', 'OPBD', 'PRCD'],
    ['wrong-message Document', 'camt.053.001.08', 'camt.052.001.08'],
  ])('refuses with %s', (refusal, from, to) => {
    expect(text).toContain(from);
    expect(said(readStatement(text.replace(from, to)))).toBe(refusal);
  });

  it('leaves pending movements out and passes over what it does not need', () => {
    const entry = /<Ntry>.*<\/Ntry>/.exec(text)![0];
    const pending = entry.replace('BOOK', 'PDNG');
    const more = text.replace('</Stmt>', `${pending}<AddtlStmtInf>x</AddtlStmtInf></Stmt>`);
    expect(readStatement(more)).toEqual({ ok: true, value: STATEMENT });
  });
});

it('T-03 money is read by integers: every amount up to the largest comes back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9e11 }), (cents) => {
      const [only] = ORDER.transfers;
      const sent = { ...ORDER, transfers: [{ ...only!, amount: fen(cents) }] };
      const read = readTransferOrder(writeTransferOrder(sent));
      expect(read.ok && formatYuan(read.value.transfers[0]!.amount)).toBe(formatYuan(totalFen(cents)));
    }),
    { numRuns: 50 },
  );
  expect(['a\u0000', '\ud800', '医'].map(isXmlText)).toEqual([false, false, true]);
});
