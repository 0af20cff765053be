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
