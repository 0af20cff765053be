import { addMonths, type CalendarDate } from '@zhijie/kernel';
import type { Finding } from '../findings.ts';
import type { LoadedEntry } from '../plan/effective.ts';

/** How an author says that a doubt is what the text decides. */
export const WAIVE = '如确属文件规定，在条目里写 waivers: [{ lint: 代码, cite: 来源#条款 }]';

/** A doubt about an entry; its author either mends the entry or waives the doubt with a citation. */
export function warning(loaded: LoadedEntry, code: string, message: string, fix: string): Finding {
  const place = `${loaded.table}（${loaded.entry.from}）：`;
  return { file: loaded.file, line: loaded.line, code, severity: 'warning', message: place + message, fix };
}

export const STALE_FIX = '对照原文核对后更新 verified';
/** Checked once, but not within a year of the day. */
export const isStale = (verified: string, on: CalendarDate): boolean =>
  addMonths(verified as CalendarDate, 12) < on;
