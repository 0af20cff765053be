/** What a person reads about the own insurance, under `/api/person`, known by the session of the pages. */
import { ok } from '@zhijie/kernel';
import type { PagePort } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import type { Telling } from '../desk.ts';
import { Empty } from './affairs-schema.ts';
import { ownRoutes, type PersonServed } from './routes.ts';

/** Refusals of the pages' port, with the field and the fix of whoever asks it. */
export const portTelling = (
  { refusalText }: Pick<PagePort, 'refusalText'>,
  { field: usual, fix }: { readonly field: string; readonly fix: string },
): Telling => ({
  telling: (refusal) => {
    const { code, field = usual } = refusal;
    return { code, field, text: refusalText?.(refusal) ?? '没有读到。', fix };
  },
  statusOf: (code) => (code === 'not-permitted' ? 403 : code.endsWith('-unknown') ? 404 : 422),
});

/** The own insurance and this year's use; bills are in bills.ts. */
export function personApi({
  sessions,
  port,
}: PersonServed & { readonly port: PagePort }): (app: FastifyInstance) => Promise<void> {
  const told = portTelling(port, { field: 'session', fix: '请核对后再试，或拨 12393' });
  return async (app) => {
    const { get } = ownRoutes(app, { sessions, servesDelegates: true }, told);
    get('/api/person/summary', Empty, async (who) => {
      const [summary, years] = await Promise.all([port.summary(who), port.years(who)]);
      if (!summary.ok) return summary;
      return ok({ ...summary.value, years: years.ok ? years.value : [] });
    });
  };
}
