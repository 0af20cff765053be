/** Medical credit between a hospital and the insured side of its patient (procedures Q-06). Amounts: fen. */
import Type from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });

export const CREDIT_MESSAGES = {
  /** The patient lets a bank's line pay for a visit: nobody asks for a deposit. */
  'credit.flag@1': {
    name: 'credit.flag@1',
    request: Type.Object({ personId: Id, visitId: Id }),
    answer: Type.Object({
      /** Whom a leg of kind credit names as its payer. */
      payer: Id,
      bank: Type.String({ maxLength: 100 }),
      contract: Id,
      available: Type.Integer({ minimum: 0, maximum: 9e11 }),
    }),
  },
} as const;
