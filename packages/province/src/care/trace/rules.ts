import { type CalendarDate, type FeeCategory, formatDateTime } from '@zhijie/kernel';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { TraceCode } from './store.ts';

/** Herbal pieces and granules, and whatever is no drug, carry no codes (procedures V-16). */
const CODED: readonly FeeCategory[] = ['western-drug', 'patent-drug'];

type DispensedLine = {
  readonly lineNumber: string;
  readonly originalLineNumber: string | null;
  readonly category: FeeCategory;
  readonly isSplitPack: boolean;
  readonly traceCodes: readonly string[];
  readonly on: CalendarDate;
};

/**
 * A drug line needs a trace code from the day on that the care place demands them of the institution
 * (procedures V-16; 药品追溯码医保采集应用通知, 2025-03-19). Not: herbs, packs that are split to be dispensed, refunds.
 */
export function needsTraceCode(line: DispensedLine, demandedFrom: CalendarDate | null | undefined): boolean {
  if (demandedFrom == null || line.on < demandedFrom) return false;
  return carriesCodes(line) && !line.isSplitPack && line.traceCodes.length === 0;
}

/** Whether packs with codes were dispensed for a line: a charge for a drug that is no herb. */
export const carriesCodes = (line: Pick<DispensedLine, 'category' | 'originalLineNumber'>): boolean =>
  CODED.includes(line.category) && line.originalLineNumber === null;

/** A code is a run of letters and digits that tells packs apart: not a word, not one sign over and over. */
export const isTraceCode = (text: string): boolean =>
  /^[0-9A-Za-z.-]{10,100}$/.test(text) && /\d{4}/.test(text) && new Set(text).size > 2;

/** The first code that is none, or that stands twice in one message. */
export function refusalOfCodes(
  lines: readonly { readonly lineNumber: string; readonly traceCodes: readonly string[] }[],
): CareRefusal | null {
  const seen = new Set<string>();
  for (const [index, { lineNumber, traceCodes }] of lines.entries()) {
    for (const traceCode of traceCodes) {
      const field = `lines[${index}].traceCode`;
      const detail = { lineNumber, traceCode };
      if (!isTraceCode(traceCode)) return careRefusal('trace-code-malformed', field, detail).refusal;
      if (seen.has(traceCode)) return careRefusal('trace-code-repeated', field, detail).refusal;
      seen.add(traceCode);
    }
  }
  return null;
}

/** What is said of a code that is sold already: when and whether here; never to whom. */
export function refusalOfSold(held: TraceCode, providerId: string, field: string): CareRefusal {
  const { traceCode, soldAt, providerId: seller } = held;
  const place = seller === providerId ? '本机构' : '其他定点医药机构';
  return careRefusal('trace-code-sold', field, { traceCode, place, soldAt: formatDateTime(soldAt) }).refusal;
}
