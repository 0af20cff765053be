import { ok } from '@zhijie/kernel';
import type { InputOf, OutputOf } from '@zhijie/wire';
import {
  listReports as list,
  type OpenedReport,
  readReport as read,
} from '../../care/exam-report/service.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

type Exam = InputOf<'4501'>;
type Lab = InputOf<'4502'>;

/** What an uploaded report said: it was read by the dictionary, so it is told by it. */
const examOf = ({ content }: OpenedReport) => (content as Exam).report;
const labOf = ({ content }: OpenedReport) => content as Lab;

export const listReports: HandlerOf<'5401'> = async ({ deps, call, input, answer }) => {
  const found = await list(deps, call, {
    personId: input.personId,
    providerId: orNull(input.examInstitutionCode),
    institution: orNull(input.examInstitutionName),
    itemCode: orNull(input.examItemCode),
    itemName: orNull(input.examItemName),
  });
  return ok(answer(found.map((one) => rowOf(one, input.personId))));
};

/** An examination tells what it found; of a laboratory's report the list tells that there is one. */
function rowOf(one: OpenedReport, personId: string): OutputOf<'5401'>[number] {
  const { reportNumber, kind, reportedOn, providerId, institution } = one.report;
  const made = { personId, reportNumber, reportedOn: reportedOn ?? undefined, providerId };
  if (kind === 'laboratory') {
    const { examItemName, examInstitutionName } = labOf(one).report;
    const name = examItemName?.slice(0, 50);
    return { ...made, reportName: name, executingInstitution: examInstitutionName ?? institution };
  }
  return { ...made, ...foundBy(one), executingInstitution: examOf(one).executingInstitution ?? institution };
}

function foundBy(one: OpenedReport) {
  const { reportKind, reportName, isPositive, abnormality, examConclusion } = examOf(one);
  return { reportKind, reportName, isPositive, abnormality, examConclusion };
}

export const readReport: HandlerOf<'5402'> = async ({ deps, call, input, answer }) =>
  map(await read(deps, call, input), (one) => answer(outputOf(one, input.personId)));

function outputOf(one: OpenedReport, personId: string): OutputOf<'5402'> {
  const { reportNumber, kind } = one.report;
  const key = { personId, reportNumber, reportedOn: one.report.reportedOn ?? undefined };
  if (kind === 'examination') {
    const reportingDoctor = examOf(one).orderingDoctorName;
    return { exam: { ...key, ...foundBy(one), reportingDoctor }, lab: { personId }, results: [] };
  }
  const { report, results } = labOf(one);
  const { examItemCode, examItemName, reportingDoctor } = report;
  return {
    exam: key,
    lab: { ...key, examItemCode, examItemName, reportingDoctor },
    results: results.map((row) => ({ ...row, reportNumber })),
  };
}
