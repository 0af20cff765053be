import type { Visit } from '../visit/store.ts';
import type { UploadedLine } from './split.ts';

const WITHOUT_FORM =
  '住院期间外检、外购须附经医保办审核盖章的审批表（医院审批标志填审批通过，并填外检医院编码），按自费处理';

/**
 * Examinations outside during a stay join its cost with the form that the insurance office stamped
 * (procedures V-10; 医保发〔2022〕22号 annex article 36). The interface carries no number of the form: its stamp
 * is the approval flag, and the line names the hospital outside. A line without them is self-paid and says
 * why.
 */
export function outsideLine(visit: Pick<Visit, 'kind'>, line: UploadedLine): UploadedLine {
  const { details, approval, originalLineNumber } = line;
  const isOutside = details.isOutsideExamination === true && originalLineNumber === null;
  if (visit.kind !== 'inpatient' || !isOutside) return line;
  const hasForm = approval === 'approved' && String(details.outsideHospitalCode ?? '') !== '';
  if (hasForm) return line;
  return { ...line, approval: 'rejected', details: { ...details, splitRemark: WITHOUT_FORM } };
}
