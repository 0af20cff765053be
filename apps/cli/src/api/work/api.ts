import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failedWith, sent } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import type { LongWork, WorkState } from './long-work.ts';

const UNKNOWN: Told = {
  code: 'work-unknown',
  field: 'workId',
  text: '没有这项工作，或已结束超过一小时。',
  fix: '请在列表中查看办理结果；再办一次不会重复生效',
};

/** How far long work is, under `/api/work`: its state, a stream of states (server-sent events), stopping. */
export function workApi(works: LongWork, identify: Identify): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    failedWith(app, '至多 8 KB');
    const answer = (
      request: FastifyRequest,
      reply: FastifyReply,
      work: (owner: string, workId: string) => WorkState | undefined,
    ): FastifyReply => {
      const actor = identify(request.headers);
      if (!actor.ok) return sent(reply.status(401), { refusal: actor.refusal });
      const { workId = '' } = request.params as { workId?: string };
      const state = work(actor.value.id, workId);
      return state === undefined ? sent(reply.status(404), { refusal: UNKNOWN }) : sent(reply, state);
    };
    app.get('/api/work/:workId', async (request, reply) => answer(request, reply, works.find));
    app.post('/api/work/:workId/stop', async (request, reply) => answer(request, reply, works.stop));
    app.get('/api/work/:workId/events', async (request, reply) => {
      const actor = identify(request.headers);
      if (!actor.ok) return sent(reply.status(401), { refusal: actor.refusal });
      const { workId = '' } = request.params as { workId?: string };
      const owner = actor.value.id;
      const first = works.find(owner, workId);
      if (first === undefined) return sent(reply.status(404), { refusal: UNKNOWN });
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const write = (state: WorkState): void => {
        reply.raw.write(`data: ${JSON.stringify(state)}\n\n`);
        if (state.state !== 'running') reply.raw.end();
      };
      const leave = works.listen(owner, workId, write);
      reply.raw.on('close', leave);
      write(first);
      return reply;
    });
  };
}
