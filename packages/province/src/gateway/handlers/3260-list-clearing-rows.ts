import { ok } from '@zhijie/kernel';
import { listClearingRows as list } from '../../care/clearing/service.ts';
import type { HandlerOf } from '../handling.ts';
import { periodOf } from './clearing-period.ts';

export const listClearingRows: HandlerOf<'3260'> = async ({ deps, call, input, answer }) => {
  const period = periodOf(input, call.receivedAt);
  const rows = await list(deps, call, { period, firstRow: input.firstRow ?? 1 });
  return ok(
    answer(
      rows.map((row) => ({
        rowNumber: String(row.number),
        clearingCareRegion: row.careArea,
        clearingProviderId: call.institution.providerId,
        certificateNumber: row.certificateNumber,
        visitId: row.visitId,
        visitSettledAt: row.decidedAt,
        clearingSerial: row.itemId,
        feeTotal: row.feeTotal,
        agencyPays: row.claim,
        isPaidByPatientFirst: false,
      })),
    ),
  );
};
