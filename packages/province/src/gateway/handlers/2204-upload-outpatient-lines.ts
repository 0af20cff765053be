import { uploadLines } from '../../care/fee-line/service.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';
import { splitOutput, uploadedLine, visitOfRows } from './lines.ts';

export const uploadOutpatientLines: HandlerOf<'2204'> = async ({ deps, call, input, answer }) => {
  const { visitId, personId, differs } = visitOfRows(input);
  if (differs !== null) return careRefusal('visits-mixed', `lines[${differs}].visitId`);
  const upload = { kind: 'outpatient', visitId, personId, lines: input.map(uploadedLine) } as const;
  return uploadLines(deps, call, upload, (lines, warnings) => answer(splitOutput(lines), warnings));
};
