import type { InputOf } from '@zhijie/wire';
import { uploadReport } from '../../care/exam-report/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';

type Header = InputOf<'4501'>['report'] | InputOf<'4502'>['report'];
type Item = { readonly examItemCode?: string | undefined; readonly examItemName?: string | undefined };

const values = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** A report without a number of its own goes by that of its request, or of its visit. */
const headerOf = (report: Header, items: readonly Item[]) => ({
  reportNumber: report.reportNumber ?? report.requestNumber?.slice(0, 30) ?? report.visitSerial,
  visitSerial: report.visitSerial,
  visitId: orNull(report.visitId),
  personId: orNull(report.personId),
  itemCodes: values([report, ...items].map((item) => item.examItemCode)),
  itemNames: values([report, ...items].map((item) => item.examItemName)),
  reportedOn: orNull(report.reportedOn),
  isValid: report.isValid,
});

export const uploadExamReport: HandlerOf<'4501'> = ({ deps, call, input, answer }) => {
  const uploaded = { ...headerOf(input.report, input.items), kind: 'examination', content: input } as const;
  return uploadReport(deps, call, uploaded, () => answer({}));
};

export const uploadLabReport: HandlerOf<'4502'> = ({ deps, call, input, answer }) => {
  const uploaded = { ...headerOf(input.report, []), kind: 'laboratory', content: input } as const;
  return uploadReport(deps, call, uploaded, () => answer({}));
};
