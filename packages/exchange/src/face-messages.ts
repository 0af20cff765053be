/**
 * Identification by face at an institution's terminal (capability ID3, Q-11): the insured side says what the
 * person is to do before the camera, then compares what the terminal made of the pictures. No picture is in
 * any message, nor a template; a descriptor goes one way and is not kept.
 */
import Type from 'typebox';
import { CredentialBusinessSchema, Id, IdentifiedSchema, Moment, words } from './message-schemas.ts';

const Word = Type.String({ minLength: 1, maxLength: 64 });
/** What the model makes of a face: 1,024 numbers of 32 bits, little-endian, base64. */
const Descriptor = Type.String({ pattern: '^[A-Za-z0-9+/]{5462}==$' });
/** 1/10 000. */
const Share = Type.Integer({ minimum: 0, maximum: 10_000 });

/** Whom the outcome serves: operator and department of the institution of the route, and one business. */
const bound = { operatorId: Type.String({ maxLength: 64 }), business: CredentialBusinessSchema };

export const FACE_MESSAGES = {
  'face.challenge@1': {
    name: 'face.challenge@1',
    request: Type.Object({
      certificateType: words('id-card', 'social-card'),
      certificateNumber: Type.String({ minLength: 1, maxLength: 64 }),
      departmentId: Type.String({ maxLength: 64 }),
      ...bound,
    }),
    answer: Type.Object({
      challengeId: Id,
      /** What the person is asked to do; the other one serves those who cannot. */
      action: words('turn', 'closer'),
      expiresAt: Moment,
    }),
  },
  'face.match@1': {
    name: 'face.match@1',
    request: Type.Object({
      challengeId: Id,
      ...bound,
      model: Word,
      descriptor: Descriptor,
      /** What the person did; null: nothing that the terminal saw. */
      action: Type.Union([words('turn', 'closer'), Type.Null()]),
      /** How sure the terminal is that a person is there, and not a picture of one. */
      live: Share,
      real: Share,
    }),
    /** The same as of a decoded insurance code. */
    answer: Type.Object({ token: Id, expiresAt: Moment, identified: IdentifiedSchema }),
  },
} as const;
