import type { Log } from '@zhijie/exchange';
import type { FastifyBaseLogger } from 'fastify';

/** Longer runs of digits are numbers of people: identity cards, telephones, bank cards. */
const NUMBER_OF_A_PERSON = /\d{11,}[\dXx]?/g;

/** The error as the log takes it: no values besides message and stack, no numbers of people in them. */
function withoutPersons(error: Error): Error {
  const clean = (text: string): string => text.replaceAll(NUMBER_OF_A_PERSON, '…');
  const cause = error.cause instanceof Error ? { cause: withoutPersons(error.cause) } : undefined;
  const cleaned = new Error(clean(error.message), cause);
  cleaned.name = error.name;
  cleaned.stack = clean(error.stack ?? '');
  return cleaned;
}

/**
 * What Fastify and the pages log, as entries of the program's own log. Of what is logged only the sentence
 * and the error are kept: requests carry people's data.
 */
export function httpLog(log: Log): FastifyBaseLogger {
  const at =
    (level: 'warn' | 'error') =>
    (fields: unknown, sentence?: string): void => {
      if (typeof fields === 'string') {
        log({ level, event: fields });
        return;
      }
      const error = fields instanceof Error ? fields : (fields as { err?: unknown } | null)?.err;
      const failure = error instanceof Error ? { error: withoutPersons(error) } : {};
      log({ level, event: sentence ?? 'http', ...failure });
    };
  const ignored = (): void => undefined;
  const logger: FastifyBaseLogger = {
    level: 'warn',
    fatal: at('error'),
    error: at('error'),
    warn: at('warn'),
    info: ignored,
    debug: ignored,
    trace: ignored,
    silent: ignored,
    child: () => logger,
  };
  return logger;
}
