/** Answers of the agencies' lists as the pages read them. */
import { FilingSchema } from '@zhijie/exchange';
import Type from 'typebox';

const Text = Type.String();
const OrNull = (schema: ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>) =>
  Type.Union([schema, Type.Null()]);

export const FilingsAnswer = Type.Object({
  filings: Type.Array(
    Type.Object({
      filing: FilingSchema,
      maskedName: Text,
      maskedCertificate: Text,
      documents: Type.Array(Text),
      diseaseCode: OrNull(Text),
      channel: Text,
      submittedAt: Type.Integer(),
      returnedAt: OrNull(Type.Integer()),
      reason: OrNull(Text),
      dueOn: Text,
      isOverdue: Type.Boolean(),
    }),
  ),
  next: OrNull(Text),
});

export const ApprovalsAnswer = Type.Object({
  approvals: Type.Array(
    Type.Object({
      approvalId: Text,
      careArea: Text,
      providerId: Text,
      personId: Text,
      itemCode: Text,
      diagnosisCode: Text,
      reason: Text,
      materials: Type.Array(Text),
      quantity: Type.Integer({ description: '数量，万分之一单位' }),
      state: Type.Enum(['submitted', 'reviewed', 'approved', 'rejected']),
      startsOn: OrNull(Text),
      endsOn: OrNull(Text),
      submittedAt: Type.Integer(),
      submittedBy: Text,
    }),
  ),
  next: OrNull(Text),
});
