import { fromBase64Url, type Sm2PublicKey, verify } from '@zhijie/crypto';
import { canonicalJson, ok, type Result, refuse } from '@zhijie/kernel';

export const SHEET_FORMAT = 'zhijie reconciliation day sheet 1';

/** What a pair of areas agreed on, or how its differences were closed. Amounts in fen. */
export type SheetPair = {
  readonly careArea: string;
  readonly insuredArea: string;
  readonly count: number;
  readonly claim: number;
  readonly digest: string;
};
export type SheetException = {
  readonly exceptionId: string;
  readonly itemId: string;
  readonly verdict: string;
  readonly closed: string;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
};

/** A day of one insured province, completed. A later version replaces the one before it. */
export type DaySheet = {
  readonly format: typeof SHEET_FORMAT;
  readonly day: string;
  readonly province: string;
  readonly version: number;
  readonly completedAt: number;
  readonly pairs: readonly SheetPair[];
  readonly exceptions: readonly SheetException[];
};

/** The signed bytes: the sheet has one spelling. */
export const sheetText = (sheet: DaySheet): string => canonicalJson(sheet);

/** The file that is handed out: the sheet's text with the hub's SM2 signature, base64url. */
export const sheetFile = (text: string, signature: string): string =>
  canonicalJson({ sheet: JSON.parse(text), signature });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a file with the hub's key in hand. Refusals: `not-a-sheet`, `signature-invalid`. */
export function verifySheet(file: string, key: Sm2PublicKey): Result<DaySheet> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(file);
  } catch {
    return refuse('not-a-sheet');
  }
  if (!isRecord(parsed) || !isRecord(parsed.sheet) || typeof parsed.signature !== 'string')
    return refuse('not-a-sheet');
  const { sheet, signature } = parsed;
  if (sheet.format !== SHEET_FORMAT || !Array.isArray(sheet.pairs) || !Array.isArray(sheet.exceptions))
    return refuse('not-a-sheet');
  const raw = fromBase64Url(signature);
  const bytes = new TextEncoder().encode(canonicalJson(sheet));
  const isSigned = raw !== undefined && verify(key, bytes, raw, { format: 'raw' });
  return isSigned ? ok(sheet as unknown as DaySheet) : refuse('signature-invalid');
}
