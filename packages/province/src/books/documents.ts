import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, Instant, InsuranceType } from '@zhijie/kernel';
import type { Transfer } from '@zhijie/ledger';

/** The two books of a provincial node: of where people are treated, and of where they are insured. */
export const BOOKS = ['care', 'insured'] as const;
export type Book = (typeof BOOKS)[number];

/** The paper behind a posting, without the person it is about; amounts in fen. */
export type BookDocument =
  | {
      readonly kind: 'bill';
      readonly settlementId: string;
      /** Null: the posting is of the settlement itself. */
      readonly reversalId: string | null;
      readonly state: string;
      readonly providerId: string;
      readonly providerName: string;
      readonly careArea: string;
      readonly insuredArea: string;
      readonly insuranceType: InsuranceType;
      readonly careType: string;
      readonly settledAt: Instant;
      readonly feeTotal: number;
      readonly paidByFunds: number;
      readonly paidByPersonalAccount: number;
      readonly paidInCash: number;
      readonly paidByHospital: number;
    }
  | {
      readonly kind: 'clearing-payment';
      readonly orderId: string;
      readonly period: string;
      readonly payer: string;
      readonly payee: string;
      readonly insuranceType: InsuranceType;
      readonly amount: number;
      readonly bank: string;
      readonly serial: string;
      readonly paidOn: CalendarDate;
    }
  | {
      readonly kind: 'bank-movement';
      readonly account: string;
      readonly bankReference: string;
      readonly direction: 'in' | 'out';
      readonly amount: number;
      readonly bookedOn: CalendarDate;
      readonly lineId: string | null;
      readonly batchId: string | null;
    }
  | {
      readonly kind: 'deduction';
      readonly deductionId: string;
      readonly order: 'deduction' | 'restoration' | 'penalty';
      readonly providerId: string;
      readonly settlementId: string;
      readonly amount: number;
      readonly reason: string;
      readonly decidedBy: string;
      readonly decidedAt: Instant;
    };

const BILL = statement(
  'books-bill',
  `SELECT 'bill' AS kind, s.settlement_id AS "settlementId", r.reversal_id AS "reversalId", s.state,
     s.provider_id AS "providerId", i.name AS "providerName", s.care_area AS "careArea",
     s.insured_area AS "insuredArea", s.insurance_type AS "insuranceType", s.care_type AS "careType",
     s.settled_at AS "settledAt", s.fee_total AS "feeTotal", s.paid_by_funds AS "paidByFunds",
     s.paid_by_personal_account AS "paidByPersonalAccount", s.paid_in_cash AS "paidInCash",
     s.paid_by_hospital AS "paidByHospital"
   FROM (SELECT settlement_id, NULL AS reversal_id FROM care.settlement
         WHERE provider_id = $1 AND settlement_id = $2
         UNION ALL
         SELECT settlement_id, reversal_id FROM care.reversal WHERE provider_id = $1 AND reversal_id = $2) r
   JOIN care.settlement s ON s.provider_id = $1 AND s.settlement_id = r.settlement_id
   JOIN care.institution i ON i.provider_id = s.provider_id
   WHERE s.fee_total IS NOT NULL LIMIT 1`,
);
const clearingPayment = (book: Book) =>
  statement(
    `books-clearing-payment-${book}`,
    `SELECT 'clearing-payment' AS kind, order_id AS "orderId", period, payer, payee,
       insurance_type AS "insuranceType", amount, bank, serial, paid_on AS "paidOn"
     FROM ${book}.clearing_payment WHERE order_id = $1`,
  );
const CLEARING_PAYMENT = { care: clearingPayment('care'), insured: clearingPayment('insured') };
const BANK_MOVEMENT = statement(
  'books-bank-movement',
  `SELECT 'bank-movement' AS kind, m.account, m.bank_reference AS "bankReference", m.direction, m.amount,
     m.booked_on AS "bookedOn", m.line_id AS "lineId", l.batch_id AS "batchId"
   FROM care.bank_movement m LEFT JOIN care.payment_line l ON l.line_id = m.line_id
   WHERE m.account = $1 AND m.bank_reference = $2`,
);
const DEDUCTION = statement(
  'books-deduction',
  `SELECT 'deduction' AS kind, deduction_id AS "deductionId", kind AS "order", provider_id AS "providerId",
     settlement_id AS "settlementId", amount, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"
   FROM care.provider_deduction WHERE deduction_id = $1`,
);

const PROVIDER = /^payable-to-provider\/(.+)$/;

/** The paper that a reference names in a book, found by what it posted; null: none is kept here. */
export async function documentOf(
  db: Executor,
  book: Book,
  { reference, transfers }: { readonly reference: string; readonly transfers: readonly Transfer[] },
): Promise<BookDocument | null> {
  const [payment] = await db.query<BookDocument>(CLEARING_PAYMENT[book], [reference]);
  if (payment !== undefined || book === 'insured') return payment ?? null;
  const [account = '', bankReference] = reference.split('/');
  if (bankReference !== undefined)
    return (await db.query<BookDocument>(BANK_MOVEMENT, [account, bankReference]))[0] ?? null;
  const [deduction] = await db.query<BookDocument>(DEDUCTION, [reference]);
  if (deduction !== undefined) return deduction;
  const owed = transfers.flatMap(({ debit, credit }) => [debit, credit]).map((id) => PROVIDER.exec(id)?.[1]);
  const providerId = owed.find((id) => id !== undefined);
  if (providerId === undefined) return null;
  return (await db.query<BookDocument>(BILL, [providerId, reference]))[0] ?? null;
}
