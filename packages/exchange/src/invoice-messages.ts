/**
 * The nation's register of used invoices (医疗收费电子票据, procedures A-03): by keyed digest, so that the hub
 * learns no number. An invoice in use is in no second use, at whatever province or in whatever way.
 */
import Type from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** `claim`: a manual claim; `direct`: the receipt of a direct settlement. */
const Use = Type.Enum(['claim', 'direct']);
const used = { digest: Digest, use: Use, useId: Id };

const define = <const N extends string, Q extends Type.TSchema, A extends Type.TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const INVOICE_MESSAGES = {
  'invoice.use@1': define(
    'invoice.use@1',
    Type.Object(used),
    /** `known`: the same use was registered before. `taken`: another use is; which place's is not told. */
    Type.Object({
      outcome: Type.Enum(['registered', 'known', 'taken']),
      takenBy: Type.Union([Use, Type.Null()]),
    }),
  ),
  /** Of which direct settlement the receipt is; asked by the insurer gateway. */
  'invoice.settled@1': define(
    'invoice.settled@1',
    Type.Object({ digest: Digest }),
    Type.Object({ settlementId: Type.Union([Id, Type.Null()]) }),
  ),
  'invoice.release@1': define(
    'invoice.release@1',
    Type.Object({ digest: Digest, useId: Id }),
    Type.Object({ outcome: Type.Enum(['released', 'not-in-use']) }),
  ),
} as const;
