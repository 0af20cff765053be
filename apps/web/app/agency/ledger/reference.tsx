/** What one paper posted, and the paper itself: a bill, a payment of the clearing, a bank movement. */
import { areaNameOf, PROVINCE_NAMES } from '@zhijie/kernel';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { type Facts, FactsTable } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { INSURANCE } from '../clearing/words.ts';
import { accountLink, type Book } from './words.tsx';

const READ = 'GET /api/agency/ledger/{book}/references';
type Answer = AnswerOf<typeof READ>;
type Transfer = Answer['transfers'][number];
type Paper = NonNullable<Answer['document']>;
type PaperOf<K extends Paper['kind']> = Extract<Paper, { readonly kind: K }>;

const money = (fen: number): ReactNode => <Money fen={fen} isBalance />;
const province = (code: string): string => PROVINCE_NAMES[code] ?? code;

const billFacts = (bill: PaperOf<'bill'>): Facts => [
  ['结算编号', bill.settlementId],
  ...(bill.reversalId === null ? [] : [['撤销编号', bill.reversalId] as const]),
  ['现状', bill.state === 'reversed' ? '已撤销' : '已结算'],
  ['医疗机构', `${bill.providerName}（${bill.providerId}）`],
  ['就医地', areaNameOf(bill.careArea)],
  ['参保地', `${areaNameOf(bill.insuredArea)} · ${INSURANCE[bill.insuranceType]}`],
  ['医疗类别', bill.careTypeLabel],
  ['结算时间', momentText(bill.settledAt)],
  ['总费用', money(bill.feeTotal)],
  ['基金支付', money(bill.paidByFunds)],
  ['个人账户支付', money(bill.paidByPersonalAccount)],
  ['个人现金支付', money(bill.paidInCash)],
  ['医疗机构负担', money(bill.paidByHospital)],
];

const clearingFacts = (of: PaperOf<'clearing-payment'>): Facts => [
  ['清算月份', <Link key="month" to={`/clearing/${of.period}`}>{`${of.period} 清算`}</Link>],
  ['款项编号', of.orderId],
  ['付款省 → 收款省', `${province(of.payer)} → ${province(of.payee)}`],
  ['险种', INSURANCE[of.insuranceType]],
  ['金额', money(of.amount)],
  ['银行和流水号', `${of.bank} ${of.serial}`],
  ['付款日期', of.paidOn],
];

const bankFacts = (of: PaperOf<'bank-movement'>): Facts => [
  ['银行流水号', of.bankReference],
  ['本机构账号', of.account],
  ['记账日期', of.bookedOn],
  ['收付', of.direction === 'in' ? '收' : '付'],
  ['金额', money(of.amount)],
  ...(of.batchId === null
    ? []
    : [
        [
          '付款批次',
          <Link key="batch" to={`/payments?batch=${of.batchId}`}>
            {of.batchId}
          </Link>,
        ] as const,
      ]),
];

const ORDERS = { deduction: '审核扣款', restoration: '恢复扣款', penalty: '违约金' } as const;

const deductionFacts = (of: PaperOf<'deduction'>): Facts => [
  ['扣款编号', of.deductionId],
  ['类别', ORDERS[of.order]],
  ['医疗机构', of.providerId],
  ['结算编号', of.settlementId],
  ['金额', money(of.amount)],
  ['理由', of.reason],
  ['决定', `${of.decidedBy}，${momentText(of.decidedAt)}`],
];

function paperOf(paper: Paper): readonly [title: string, facts: Facts] {
  if (paper.kind === 'bill') return [paper.reversalId === null ? '结算' : '撤销结算', billFacts(paper)];
  if (paper.kind === 'clearing-payment') return ['清算款', clearingFacts(paper)];
  if (paper.kind === 'bank-movement') return ['银行流水', bankFacts(paper)];
  return ['扣款', deductionFacts(paper)];
}

function Document({ paper }: { paper: Paper }) {
  const [title, facts] = paperOf(paper);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <FactsTable caption={title} facts={facts} />
    </section>
  );
}

const columnsOf = (book: Book): readonly Column<Transfer>[] => {
  const side = (id: 'debit' | 'credit', title: string): Column<Transfer> => ({
    id,
    title,
    isFixed: true,
    // Whose personal account it is, is not said here.
    cell: (row) =>
      row[id].includes('/') ? (
        <Link to={accountLink({ book, account: row[id] })}>{row[`${id}Title`]}</Link>
      ) : (
        row[`${id}Title`]
      ),
    csv: (row) => row[`${id}Title`],
  });
  return [
    { id: 'cause', title: '原因', cell: ({ cause }) => cause, csv: ({ cause }) => cause },
    side('debit', '借方账户'),
    side('credit', '贷方账户'),
    moneyColumn('amount', '金额', ({ amount }) => amount),
  ];
};

export function Reference({ book, reference }: { book: Book; reference: string }) {
  const read = useRead(READ, { path: { book }, query: { reference } });
  return (
    <Loaded of={read} what="单据">
      {({ transfers, document }) => (
        <>
          {document === null ? (
            <p className="lead">本账簿只存分录；单据在另一端的账簿或业务页面。</p>
          ) : (
            <Document paper={document} />
          )}
          <h2>分录</h2>
          <DataTable
            name={`分录-${reference.replaceAll('/', '-')}`}
            caption="分录"
            columns={columnsOf(book)}
            rows={transfers}
            keyOf={({ transferId }) => transferId}
            totals={{
              amount: <Money fen={transfers.reduce((all, { amount }) => all + amount, 0)} isStrong />,
            }}
          />
        </>
      )}
    </Loaded>
  );
}
