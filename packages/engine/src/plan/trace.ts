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

/** Where a bill is written: consecutive bills share a page; each keeps its own range of it. */
export type TraceWriter = { page: number[]; traceStart: number; traceEnd: number };

/** Numbers per move: rule, from and to in one, then base, rate and amount. */
const WIDTH = 4;
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

/** Appends one move to the bill being written. */
export function record(
  writer: TraceWriter,
  rule: number,
  from: number,
  to: number,
  base: number,
  rate: number,
  amount: number,
): void {
  if (writer.traceEnd + WIDTH > PAGE) turnPage(writer);
  const { page, traceEnd } = writer;
  // Five bits each for the two buckets: there are fewer than 32.
  page[traceEnd] = (rule << 10) | (from << 5) | to;
  page[traceEnd + 1] = base;
  page[traceEnd + 2] = rate;
  page[traceEnd + 3] = amount;
  writer.traceEnd = traceEnd + WIDTH;
}

/** Appends one number after the moves of the bill: what a fund was asked for. */
export function note(writer: TraceWriter, value: number): void {
  if (writer.traceEnd >= PAGE) turnPage(writer);
  writer.page[writer.traceEnd] = value;
  writer.traceEnd += 1;
}

/** The bill goes on with what it has on a fresh page; the old one belongs to the bills before it. */
function turnPage(writer: TraceWriter): void {
  const { page, traceStart, traceEnd } = writer;
  const next = newPage();
  for (let at = traceStart; at < traceEnd; at++) next[at - traceStart] = page[at]!;
  writer.page = next;
  writer.traceStart = 0;
  writer.traceEnd = traceEnd - traceStart;
}

/** The records of one bill. */
export function recordsOf(page: readonly number[], start: number, end: number): TraceRecord[] {
  const records: TraceRecord[] = [];
  for (let at = start; at < end; at += WIDTH) {
    const move = page[at]!;
    records.push({
      rule: move >> 10,
      from: (move >> 5) & 31,
      to: move & 31,
      base: page[at + 1]!,
      rate: page[at + 2]!,
      amount: page[at + 3]!,
    });
  }
  return records;
}
