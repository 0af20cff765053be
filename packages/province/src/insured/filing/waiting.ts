import { decryptField } from '@zhijie/crypto';
import type { FilingRecord } from '@zhijie/exchange';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  instant,
  maskIdCard,
  maskName,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { filingRecord } from './record.ts';
import { decisionDueOn } from './rules.ts';
import { type OpenFiling, readOpenFilings } from './store.ts';

export type WaitingFiling = {
  readonly filing: FilingRecord;
  readonly maskedName: string;
  readonly maskedCertificate: string;
  readonly documents: readonly string[];
  readonly diseaseCode: string | null;
  readonly channel: string;
  readonly submittedAt: number;
  /** When it was given back for documents, and why; null while it waits for the agency. */
  readonly returnedAt: number | null;
  readonly reason: string | null;
  /** 2 working days after the filing, or its missing documents, came (F-04). */
  readonly dueOn: CalendarDate;
  readonly isOverdue: boolean;
};

export type WaitingPage = {
  readonly after?: { readonly submittedAt: number; readonly filingId: string };
  readonly limit?: number;
  /** Those given back for documents instead of those that wait for the agency. */
  readonly isReturned?: boolean;
};

/** Filings that wait for this agency, oldest first, each look logged (F-04). Refuses `not-permitted`. */
export async function waitingFilings(
  deps: InsuredDeps,
  actor: Actor,
  page: WaitingPage = {},
): Promise<Result<WaitingFiling[], Refusal<'not-permitted'>>> {
  if (actor.kind !== 'agency' && actor.kind !== 'system') return refuse('not-permitted');
  const areas = actor.kind === 'system' ? deps.areas : actor.areas;
  const limit = Math.min(page.limit ?? 50, 500);
  const at = deps.now();
  const after = page.after ?? { submittedAt: 0, filingId: '' };
  return deps.db.transaction(async (tx) => {
    const rows = await readOpenFilings(tx, areas, { after, limit, isReturned: page.isReturned === true });
    for (const row of rows) {
      const subject = row.filing_id;
      await writeEntry(tx, { personId: row.person_id, at, actor, purpose: 'filing', subject });
    }
    return ok(rows.map((row) => waitingOf(deps, row, dateOf(at))));
  });
}

function waitingOf(deps: InsuredDeps, row: OpenFiling, today: CalendarDate): WaitingFiling {
  const dueOn = decisionDueOn(dateOf(instant(row.completed_at ?? row.submitted_at)));
  return {
    filing: filingRecord(row),
    maskedName: maskName(decryptField(deps.fieldKeys, row.name_cipher)),
    maskedCertificate: maskIdCard(decryptField(deps.fieldKeys, row.certificate_cipher)),
    documents: [...row.documents],
    diseaseCode: row.disease_code,
    channel: row.channel,
    submittedAt: row.submitted_at,
    returnedAt: row.returned_at,
    reason: row.reason,
    dueOn,
    isOverdue: row.returned_at === null && today > dueOn,
  };
}
