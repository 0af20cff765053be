import { decryptField, encryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { onceActive } from '../institution/once-active.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { findVisit } from '../visit/store.ts';
import {
  type FoundReport,
  findReport,
  type KeptReport,
  type ReportFilter,
  saveReport,
  searchReports,
} from './store.ts';

/** A report as uploaded; `content` is all that it says. */
export type UploadedReport = Omit<KeptReport, 'providerId' | 'contentSealed'> & {
  readonly visitId: string | null;
  readonly content: Readonly<Record<string, unknown>>;
};

/** A report and what it says. */
export type OpenedReport = {
  readonly report: FoundReport;
  readonly content: Readonly<Record<string, unknown>>;
};

const PURPOSE = 'read-report';

/**
 * Keeps a report (4501, 4502) in the place of the one before under its number; one that is not valid is found
 * by nobody. Refusals in order: the institution's, `visit-unknown` and `person-differs` where it names a
 * visit.
 */
export function uploadReport(
  deps: CareDeps,
  call: Call,
  uploaded: UploadedReport,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return onceActive(
    deps,
    call,
    async (tx) => {
      const { visitId, content, ...report } = uploaded;
      const personId = await personOf(tx, call, uploaded);
      if (!personId.ok) return personId;
      const contentSealed = encryptField(deps.fieldKeys[0]!, JSON.stringify(content));
      const { messageId, receivedAt: at, institution } = call;
      const { providerId } = institution;
      const kept = { ...report, providerId, personId: personId.value, contentSealed };
      await saveReport(tx, kept, { messageId, at });
      return ok({ output: null, ...(visitId === null ? {} : { visitId }) });
    },
    render,
  );
}

/** Whose report it is: the person of its visit, where it names one. */
async function personOf(
  tx: Executor,
  call: Call,
  { visitId, personId }: UploadedReport,
): Promise<Result<string | null, CareRefusal>> {
  if (visitId === null) return ok(personId);
  const visit = await findVisit(tx, call.institution.providerId, visitId);
  if (visit === null) return careRefusal('visit-unknown', 'visitId', { visitId });
  const isTheirs = personId === null || personId === visit.personId;
  return isTheirs ? ok(visit.personId) : careRefusal('person-differs', 'personId', { visitId });
}

/** A person's reports at the institutions of the province (5401); the look is logged. */
export function listReports(deps: CareDeps, call: Call, by: ReportFilter): Promise<readonly OpenedReport[]> {
  return deps.db.transaction(async (tx) => {
    await logAccess(tx, { ...accessOf(call), personId: by.personId, purpose: PURPOSE });
    return (await searchReports(tx, by)).map((report) => opened(deps, report));
  });
}

/** One report in full (5402); the look is logged. Refusal: `report-unknown`. */
export function readReport(
  deps: CareDeps,
  call: Call,
  wanted: { readonly providerId: string; readonly reportNumber: string; readonly personId: string },
): Promise<Result<OpenedReport, CareRefusal>> {
  return deps.db.transaction(async (tx) => {
    const { reportNumber, personId } = wanted;
    const report = await findReport(tx, wanted);
    if (report === null) return careRefusal('report-unknown', 'reportNumber', { reportNumber });
    await logAccess(tx, { ...accessOf(call), personId, purpose: PURPOSE });
    return ok(opened(deps, report));
  });
}

const opened = (deps: CareDeps, report: FoundReport): OpenedReport => ({
  report,
  content: JSON.parse(decryptField(deps.fieldKeys, report.contentSealed)) as OpenedReport['content'],
});
