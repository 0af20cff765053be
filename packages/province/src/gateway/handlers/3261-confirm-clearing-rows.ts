import { confirmRows } from '../../care/clearing/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { referenceOf } from '../settlement-output.ts';
import { periodOf } from './clearing-period.ts';

export const confirmClearingRows: HandlerOf<'3261'> = ({ deps, call, envelope, input, answer }) => {
  const { careRegion: careArea, messageId } = envelope;
  return confirmRows(
    deps,
    call,
    {
      period: periodOf(input.period, call.receivedAt),
      // The number of this very answer, by which the hospital takes the confirmation back.
      reference: referenceOf({ careArea, messageId, at: call.receivedAt }),
      stated: orNull(input.period.rowsInMessage),
      rows: input.rows.map((row) => ({
        itemId: row.clearingSerial,
        visitId: row.visitId,
        certificateNumber: row.certificateNumber,
        decidedAt: row.visitSettledAt,
        feeTotal: row.feeTotal,
        claim: row.agencyPays,
        isConfirmed: row.isConfirmed ?? true,
      })),
    },
    () => answer({}),
  );
};
