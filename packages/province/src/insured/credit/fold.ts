import { type CalendarDate, type Fen, fen, minFen, sumFen } from '@zhijie/kernel';

/** A use that stands: debited and not given back. */
export type Use = {
  readonly legId: string;
  readonly amount: Fen;
  readonly usedOn: CalendarDate;
  readonly billedOn: CalendarDate;
  readonly dueOn: CalendarDate;
};
export type OwedUse = Use & { readonly left: Fen };

export type CreditBill = {
  readonly billedOn: CalendarDate;
  readonly dueOn: CalendarDate;
  readonly amount: Fen;
  readonly left: Fen;
  /** `running`: its billing day has not come. */
  readonly state: 'running' | 'billed' | 'overdue' | 'paid';
};

const before = (a: Use, b: Use): number =>
  a.dueOn.localeCompare(b.dueOn) || a.usedOn.localeCompare(b.usedOn) || a.legId.localeCompare(b.legId);

/** What is left of each use: repayments go to what is due first. `paid`: repaid less paid out, fen. */
export function owedUses(uses: readonly Use[], paid: Fen): readonly OwedUse[] {
  let rest = paid;
  return [...uses].sort(before).map((use) => {
    const covered = minFen(rest, use.amount);
    rest = fen(rest - covered);
    return { ...use, left: fen(use.amount - covered) };
  });
}

export const owedOf = (uses: readonly OwedUse[]): Fen => sumFen(uses.map(({ left }) => left));

/** What should have been repaid before this day. */
export const overdueOf = (uses: readonly OwedUse[], today: CalendarDate): Fen =>
  owedOf(uses.filter(({ dueOn }) => dueOn < today));

/** Uses by their billing day and due day, newest bill first. */
export function billsOf(uses: readonly OwedUse[], today: CalendarDate): readonly CreditBill[] {
  const keys = [...new Set(uses.map(({ billedOn, dueOn }) => `${billedOn} ${dueOn}`))].sort().reverse();
  return keys.map((key) => {
    const own = uses.filter(({ billedOn, dueOn }) => `${billedOn} ${dueOn}` === key);
    const { billedOn, dueOn } = own[0]!;
    const left = owedOf(own);
    const state = left === 0 ? 'paid' : dueOn < today ? 'overdue' : billedOn <= today ? 'billed' : 'running';
    return { billedOn, dueOn, amount: sumFen(own.map(({ amount }) => amount)), left, state };
  });
}
