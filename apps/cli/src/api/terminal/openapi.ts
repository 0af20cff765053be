import Type from 'typebox';
import { json, posting } from '../agency/openapi-parts.ts';
import { BatchBody, SessionBody } from './schema.ts';

const text = Type.String();
const orNull = (schema: Type.TSchema) => Type.Union([schema, Type.Null()]);

/** The paths of terminals in villages and halls. */
export const TERMINAL_PATHS = {
  '/api/counter/terminal/sessions': posting(
    '代办会话：凭两名工作人员的身份核验，限一台终端、十五分钟',
    SessionBody,
    json('会话', Type.Object({ terminalSession: text, endsAt: Type.Integer() })),
  ),
  '/api/counter/terminal/batches': posting(
    '交办：联网时一条一交，断网时排队、一天内补交；每条只办一次，逐条答复',
    BatchBody,
    json(
      '逐条结果',
      Type.Object({
        results: Type.Array(
          Type.Object({
            key: text,
            outcome: Type.Enum(['done', 'refused']),
            bookingId: orNull(text),
            code: orNull(text),
            text,
            fix: text,
          }),
        ),
      }),
    ),
  ),
};
