import { reconcileDays as reconcile, resultOfDays } from '../../care/reconciliation/days.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { uploadedRows, verdictFile } from './3202-reconcile-rows.ts';

export const submitDays: HandlerOf<'3211'> = async ({ deps, call, input, answer }) => {
  const { clearingFrom: from, clearingUntil: until, fileId } = input;
  const rows = await uploadedRows(deps, call, fileId);
  if (!rows.ok) return rows;
  return reconcile(
    deps,
    call,
    { from, until, rows: rows.value },
    (part, judged) => verdictFile(`${from}-${until}-${part}`, judged),
    (taskKey) => answer({ taskKey }),
  );
};

/** A comparison is done when its number is answered. */
export const readDays: HandlerOf<'3212'> = async ({ deps, call, input, answer }) => {
  const found = await resultOfDays(deps, call, orNull(input.taskKey));
  return map(found, ({ result, files }) =>
    answer({
      checkState: result,
      taskState: 'done',
      allRowsFile: files.all,
      hospitalRowsFile: files.hospital,
      platformRowsFile: files.platform,
    }),
  );
};
