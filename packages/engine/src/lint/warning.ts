import type { Finding } from '../findings.ts';
import type { LoadedEntry } from '../plan/effective.ts';

/** A doubt about an entry; its author either mends the entry or waives the doubt with a citation. */
export function warning(loaded: LoadedEntry, code: string, message: string, fix: string): Finding {
  const place = `${loaded.table}（${loaded.entry.from}）：`;
  return { file: loaded.file, line: loaded.line, code, severity: 'warning', message: place + message, fix };
}
