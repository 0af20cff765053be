import {
  amountInWords,
  type CalendarDate,
  formatYuanForPeople,
  type InsuranceType,
  LABELS,
  type Month,
  ok,
  PROVINCE_NAMES,
  type Refusal,
  type Result,
  refuse,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { type ClearingRun, compareTexts, type PairLine } from './run.ts';

/** The account of a province's finance department, from a day on (C-05). */
export type BankAccount = {
  readonly province: string;
  readonly holder: string;
  readonly bank: string;
  readonly number: string;
  readonly from: CalendarDate;
};

/** What one province pays another for one insurance type. `isReturn`: the care province gives back: "*". */
export type Payment = {
  readonly payer: string;
  readonly payee: string;
  readonly insuranceType: InsuranceType;
  readonly amount: TotalFen;
  readonly isReturn: boolean;
};

export type NoticeLine = {
  readonly counterparty: string;
  /** The other province's name; "*" behind it when the care province gives money back (C-09). */
  readonly name: string;
  readonly insuranceType: InsuranceType;
  readonly label: string;
  readonly amount: TotalFen;
  readonly figures: string;
  readonly isReturn: boolean;
  readonly account: BankAccount | null;
};

/** A payment notice (annex 15) or collection notice (annex 16) of one province. */
export type Notice = {
  readonly kind: 'payment' | 'collection';
  readonly period: Month;
  readonly province: string;
  readonly name: string;
  readonly issuedOn: CalendarDate;
  readonly purpose: 'clearing';
  readonly lines: readonly NoticeLine[];
  readonly employee: TotalFen;
  readonly resident: TotalFen;
  readonly total: TotalFen;
  readonly figures: string;
  readonly words: string;
};

/** The payments of a run: one per line that is not zero, always positive; a negative one goes back (C-09). */
export function paymentsOf(lines: readonly PairLine[]): Payment[] {
  return lines
    .filter(({ amount }) => amount !== 0)
    .map(({ careProvince, insuredProvince, insuranceType, amount }) => {
      const isReturn = amount < 0;
      return {
        payer: isReturn ? careProvince : insuredProvince,
        payee: isReturn ? insuredProvince : careProvince,
        insuranceType,
        amount: totalFen(Math.abs(amount)),
        isReturn,
      };
    })
    .toSorted((a, b) => compareTexts(sortKeyOf(a), sortKeyOf(b)));
}

const sortKeyOf = ({ payer, payee, insuranceType, isReturn }: Payment): string =>
  `${payer} ${payee} ${insuranceType} ${isReturn ? 1 : 0}`;

/** The account version in force on a day, or undefined when the province has none yet. */
export function accountOn(
  versions: readonly BankAccount[],
  province: string,
  on: CalendarDate,
): BankAccount | undefined {
  return versions
    .filter((version) => version.province === province && version.from <= on)
    .toSorted((a, b) => compareTexts(b.from, a.from))[0];
}

/**
 * The payment notices and, mirrored, the collection notices of a run, in figures and words, with the payee's
 * account of the day of issue (C-05). Refused when a payee has none: nobody could pay.
 */
export function noticesOf(
  run: Pick<ClearingRun, 'period' | 'lines'>,
  issuedOn: CalendarDate,
  accounts: readonly BankAccount[],
): Result<readonly Notice[], Refusal<'account-missing'>> {
  const payments = paymentsOf(run.lines);
  const missing = payments.find(({ payee }) => accountOn(accounts, payee, issuedOn) === undefined);
  if (missing !== undefined) return refuse('account-missing', { detail: { province: missing.payee } });
  const provinces = [...new Set(payments.flatMap(({ payer, payee }) => [payer, payee]))].toSorted(
    compareTexts,
  );
  const notices = provinces.flatMap((province) =>
    (['payment', 'collection'] as const).flatMap((kind) => {
      const own = payments.filter((payment) => payment[kind === 'payment' ? 'payer' : 'payee'] === province);
      if (own.length === 0) return [];
      const lines = own.map((payment) =>
        noticeLine(kind, payment, accountOn(accounts, payment.payee, issuedOn)),
      );
      return [noticeWith({ kind, period: run.period, province, issuedOn }, lines)];
    }),
  );
  return ok(notices);
}

function noticeLine(
  kind: Notice['kind'],
  payment: Payment,
  payeeAccount: BankAccount | undefined,
): NoticeLine {
  const counterparty = kind === 'payment' ? payment.payee : payment.payer;
  const name = PROVINCE_NAMES[counterparty] ?? counterparty;
  return {
    counterparty,
    name: payment.isReturn ? `${name}*` : name,
    insuranceType: payment.insuranceType,
    label: LABELS.insuranceType[payment.insuranceType],
    amount: payment.amount,
    figures: formatYuanForPeople(payment.amount),
    isReturn: payment.isReturn,
    account: payeeAccount ?? null,
  };
}

function noticeWith(
  head: Pick<Notice, 'kind' | 'period' | 'province' | 'issuedOn'>,
  lines: readonly NoticeLine[],
): Notice {
  const sumOf = (type: InsuranceType): TotalFen =>
    totalFen(
      lines.reduce(
        (sum, { insuranceType, amount }) => totalFen(sum + (insuranceType === type ? amount : 0)),
        0,
      ),
    );
  const [employee, resident] = [sumOf('employee'), sumOf('resident')];
  const total = totalFen(employee + resident);
  return {
    ...head,
    name: PROVINCE_NAMES[head.province] ?? head.province,
    purpose: 'clearing',
    lines,
    employee,
    resident,
    total,
    figures: formatYuanForPeople(total),
    words: amountInWords(total),
  };
}
