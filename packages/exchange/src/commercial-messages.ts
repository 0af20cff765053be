/**
 * What is said about commercial insurance (procedures K-01…K-08). Amounts are fen. A bill leaves the platform
 * as sums by class of result and never by item (K-04); commercial money is cleared between insurer and
 * hospital, apart from the funds (K-08).
 */
import Type, { type Static } from 'typebox';
import { Area, CareTypeSchema, Day, Id, Moment, MonthText, ReferralClassSchema } from './message-schemas.ts';

/**
 * The classes of a settled bill's result of which an insurer may learn, each only with the person's consent:
 * what the public layers left in scope, first paid by the person, over a price limit, and outside the
 * catalogue.
 */
export const RESULT_CLASSES = ['inScope', 'selfPaidFirst', 'overLimit', 'excluded'] as const;
export type ResultClass = (typeof RESULT_CLASSES)[number];

const Sum = Type.Integer({ minimum: 0, maximum: 9e11 });
const Label = Type.String({ maxLength: 200 });
/** Nothing but the listed keys: a field that nobody consented to has no place to stand in. */
const strict = <P extends Type.TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const ByClass = strict({
  inScope: Type.Optional(Sum),
  selfPaidFirst: Type.Optional(Sum),
  overLimit: Type.Optional(Sum),
  excluded: Type.Optional(Sum),
});

/** What an insurer is asked that answers by itself: sums of the consented classes, no line, no name. */
export const InsurerQuestionSchema = strict({
  /** The leg or the claim. The same question is answered the same however often it is asked. */
  questionId: Id,
  insurer: Id,
  product: Id,
  /** The insurer's own number of the holder's cover. */
  policyNumber: Id,
  /** Of the visit, only where the person consents to that too. */
  settledOn: Type.Optional(Day),
  careType: Type.Optional(CareTypeSchema),
  referralClass: Type.Optional(ReferralClassSchema),
  /** By consented class: what the person still bears after everybody before. */
  left: ByClass,
  /** The most that may be paid: what the person still bears in all. */
  asked: Sum,
  /** A promise need not hold longer. */
  until: Moment,
});
export type InsurerQuestion = Static<typeof InsurerQuestionSchema>;

export const INSURER_REASONS = [
  'not-covered',
  'below-deductible',
  'cap-reached',
  'excluded-care',
  'needs-review',
] as const;

/** The text that an insurer signs with SM2, as JSON. It names nothing that the question did not. */
export const InsurerAnswerSchema = strict({
  questionId: Id,
  insurer: Id,
  product: Id,
  /** `later`: it will be looked at by a person; the platform asks again as a claim. */
  decision: Type.Enum(['pays', 'declines', 'later']),
  /** By class, only of the classes that were asked; the sum is what the insurer pays. */
  paid: ByClass,
  reason: Type.Union([Type.Enum([...INSURER_REASONS]), Type.Null()]),
  answeredAt: Moment,
});
export type InsurerAnswer = Static<typeof InsurerAnswerSchema>;

/** What one liability of a product did with a bill: sums only (K-04). */
const LayerResult = Type.Object({ key: Id, title: Label, base: Sum, deductibleUsed: Sum, paid: Sum });

/** `inside`: computed by the insured place from the product's rules; `insurer-answers`: by the insurer. */
export const PRODUCT_MODES = ['inside', 'insurer-answers'] as const;
const Mode = Type.Enum([...PRODUCT_MODES]);

const define = <const N extends string, Q extends Type.TSchema, A extends Type.TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const COMMERCIAL_MESSAGES = {
  /**
   * A commercial payment became certain, or was taken back. From the insured side to the insurer gateway,
   * once by `factId`; the insurer owes it to the payee and the clearing centre settles it (K-08).
   */
  'commercial.paid@1': define(
    'commercial.paid@1',
    Type.Object({
      factId: Id,
      kind: Type.Enum(['paid', 'undone']),
      /** Of `undone`: the fact that it takes back. */
      undoes: Type.Union([Id, Type.Null()]),
      /** `hospital`: paid at the counter in one stop; `person`: a claim settled afterwards (K-07). */
      payee: Type.Enum(['hospital', 'person']),
      /** The leg, or the claim that came of it. */
      paymentId: Id,
      insurer: Id,
      product: Id,
      policyNumber: Id,
      settlementId: Id,
      insuredArea: Area,
      careArea: Area,
      hospitalId: Id,
      hospitalName: Label,
      /** Greater than zero in both kinds. */
      amount: Type.Integer({ minimum: 1, maximum: 9e11 }),
      at: Moment,
      month: MonthText,
      layers: Type.Array(LayerResult, { maxItems: 50 }),
    }),
    Type.Object({ outcome: Type.Enum(['taken', 'known']) }),
  ),
  /**
   * The line to insurers that answer by themselves (K-04, mode 2): the gateway carries the question and
   * brings the insurer's signed text, unchanged. `signed` is null when no whole and rightly signed answer
   * came within its 3 s (K-07). Asked again, it brings the first answer again, unless that was `later`.
   */
  'insurer.ask@1': define(
    'insurer.ask@1',
    Type.Object({ question: InsurerQuestionSchema }),
    Type.Object({
      signed: Type.Union([
        Type.Object({
          text: Type.String({ maxLength: 4000 }),
          signature: Type.String({ maxLength: 200 }),
        }),
        Type.Null(),
      ]),
    }),
  ),
  /** Who has joined, with the keys that their answers are checked with and the products they stand behind. */
  'insurer.list@1': define(
    'insurer.list@1',
    Type.Object({ product: Type.Union([Id, Type.Null()]) }),
    Type.Object({
      insurers: Type.Array(
        Type.Object({
          insurer: Id,
          name: Label,
          publicKey: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
          products: Type.Array(Type.Object({ product: Id, title: Label, mode: Mode }), { maxItems: 500 }),
        }),
        { maxItems: 500 },
      ),
    }),
  ),
} as const;

export type CommercialFact = Static<(typeof COMMERCIAL_MESSAGES)['commercial.paid@1']['request']>;
