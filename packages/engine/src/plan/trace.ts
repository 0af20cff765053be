/**
 * One move of money: six numbers. `from` and `to` index `BUCKETS`; `rate` is 1/10 000, −1 when there
 * is none.
 */
export type TraceRecord = {
  readonly rule: number;
  readonly from: number;
  readonly to: number;
  readonly base: number;
  readonly rate: number;
  readonly amount: number;
};

/**
 * Where a bill is written: consecutive bills share a page; each keeps its own range of it, from
 * `traceStart`: first what each fund was asked for, then the moves.
 */
export type TraceWriter = { page: number[]; traceStart: number; traceEnd: number };

/** Numbers per move: its code, its base and its amount. */
export const WIDTH = 3;
/**
 * Numbers per page. What holds one adjudication holds its page, so a page is small; what writes a page
 * gets a new one, so it is not tiny.
 */
const PAGE = 2048;
/** A fraction in every place, so that a page is an array of plain doubles. */
const BLANK: readonly number[] = Array.from({ length: PAGE }, () => 0.5);

export function newPage(): number[] {
  return BLANK.slice();
}

/**
 * Begins a bill that writes at most so many numbers, after the bill before it or on a page of its own, with
 * nothing asked of its funds so far.
 */
export function openBill(writer: TraceWriter, numbersAtMost: number, funds: number): void {
  if (writer.traceEnd + numbersAtMost > writer.page.length) {
    writer.page = numbersAtMost <= PAGE ? newPage() : Array.from({ length: numbersAtMost }, () => 0.5);
    writer.traceEnd = 0;
  }
  const { page, traceEnd } = writer;
  for (let fund = 0; fund < funds; fund++) page[traceEnd + fund] = 0;
  writer.traceStart = traceEnd;
  writer.traceEnd = traceEnd + funds;
}

/** A bucket takes five bits: there are fewer than 32. A rate from −1 to 10 000 takes fourteen. */
const FROM = 32;
export const RATE = 1024;
const RULE = RATE * 16_384;

/** Rule, rate and both buckets in one number, exact below 2^53. */
export function codeOf(rule: number, from: number, to: number, rate: number): number {
  return rule * RULE + (rate + 1) * RATE + from * FROM + to;
}

/** Appends one move to the bill being written; `openBill` has seen to the room. */
export function record(writer: TraceWriter, code: number, base: number, amount: number): void {
  const { page, traceEnd } = writer;
  page[traceEnd] = code;
  page[traceEnd + 1] = base;
  page[traceEnd + 2] = amount;
  writer.traceEnd = traceEnd + WIDTH;
}

/** The records of one bill. */
export function recordsOf(page: readonly number[], start: number, end: number): TraceRecord[] {
  const records: TraceRecord[] = [];
  for (let at = start; at < end; at += WIDTH) {
    const code = page[at]!;
    const rule = Math.floor(code / RULE);
    const low = code - rule * RULE;
    records.push({
      rule,
      from: (low >> 5) & 31,
      to: low & 31,
      base: page[at + 1]!,
      rate: (low >> 10) - 1,
      amount: page[at + 2]!,
    });
  }
  return records;
}
