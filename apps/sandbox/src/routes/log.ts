import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callPage } from '../pages/call.ts';
import { logPage, logRow } from '../pages/log.ts';
import { unmaskedPage } from '../pages/unmasked.ts';
import type { RecordedCall } from '../record/call.ts';
import type { Replay, ReplayRefusal } from '../record/recorder.ts';
import { search } from '../record/search.ts';
import { viewOf } from '../record/view.ts';
import {
  addressOf,
  answer,
  fieldsOf,
  goTo,
  leaveSession,
  refusal,
  type Site,
  setSession,
  show,
  showProblem,
  viewerOf,
} from './site.ts';

const MOST_SHOWN = 200;
const MOST_STREAMS = 32;
/** A reader that is slower than this is let go, so that it holds no memory. */
const MOST_UNREAD_BYTES = 1024 * 1024;

const REPLAY_TEXTS: Readonly<Record<ReplayRefusal, string>> = {
  'call-unknown': '这次调用已不在记录中（只保留最近的调用）',
  'call-cut': '报文过大，只留了开头，不能重放',
  'no-message-id': '报文里没有文本的 msgid，不能换号',
};

const UNKNOWN = REPLAY_TEXTS['call-unknown'];

function queryOf(request: FastifyRequest): string {
  const { q } = request.query as { q?: unknown };
  return typeof q === 'string' ? q.slice(0, 100) : '';
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

function list(site: Site, query: string): RecordedCall[] {
  return search(site.sandbox.recorder.newest(), query, MOST_SHOWN);
}

/** Server-sent events: one for every call that was taken apart. */
function stream(site: Site): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  let open = 0;
  return async (request, reply) => {
    if (open >= MOST_STREAMS) return refusal(reply, 'too-many-streams', '同时打开的实时日志过多');
    open += 1;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    raw.write(': 直结沙箱\n\n');
    const stop = site.sandbox.recorder.listen(({ summary }) => {
      if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
      else
        raw.write(`event: call\ndata: ${JSON.stringify({ call: summary, row: logRow(summary).markup })}\n\n`);
    });
    request.raw.on('close', () => {
      stop();
      open -= 1;
    });
    return reply;
  };
}

/** The calls as JSON. They are always masked: whole values are on the page of a viewer only. */
function logApi(app: FastifyInstance, site: Site): void {
  const { recorder } = site.sandbox;
  app.get('/sandbox/events', stream(site));
  app.get('/sandbox/api/calls', async (request, reply) =>
    answer(reply, {
      calls: list(site, queryOf(request)).map((call) => call.summary),
      missed: recorder.missed,
    }),
  );
  app.get('/sandbox/api/calls/:id', async (request, reply) => {
    const call = recorder.find(idOf(request));
    if (call === undefined) return refusal(reply, 'call-unknown', UNKNOWN);
    return answer(reply, viewOf(call, { isUnmasked: false }));
  });
  app.post('/sandbox/api/calls/:id/replay', async (request, reply) => {
    const result = await recorder.replay(idOf(request), howOf(request));
    if (!result.ok) return refusal(reply, result.refusal.code, REPLAY_TEXTS[result.refusal.code]);
    return answer(reply, result.value);
  });
}

const howOf = (request: FastifyRequest): Replay =>
  fieldsOf(request).get('how') === 'new-message-id' ? 'new-message-id' : 'same';

function callPages(app: FastifyInstance, site: Site): void {
  const { recorder, viewers } = site.sandbox;
  const one = (isUnmasked: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const call = recorder.find(idOf(request));
    if (call === undefined) return showProblem(site, request, reply, UNKNOWN);
    const viewer = viewerOf(site, request);
    if (isUnmasked && viewer === null) return goTo(reply, '/sandbox/unmasked');
    // First written down, then shown.
    if (isUnmasked && viewer !== null) viewers.unmasked(viewer, call.summary.id);
    const { interfaceNumber, label } = call.summary;
    const title = interfaceNumber === null ? '无法识别的报文' : `${interfaceNumber} ${label}`;
    return show(site, request, reply, {
      title,
      body: callPage(viewOf(call, { isUnmasked }), viewer !== null),
    });
  };
  app.get('/sandbox/calls/:id', one(false));
  app.post('/sandbox/calls/:id/unmask', one(true));
  app.post('/sandbox/calls/:id/replay', async (request, reply) => {
    const result = await recorder.replay(idOf(request), howOf(request));
    if (!result.ok) return showProblem(site, request, reply, REPLAY_TEXTS[result.refusal.code]);
    return goTo(reply, `/sandbox/calls/${result.value.id}`);
  });
}

function unmaskedPages(app: FastifyInstance, site: Site): void {
  const { viewers } = site.sandbox;
  const title = '查看全号';
  app.get('/sandbox/unmasked', async (request, reply) =>
    show(site, request, reply, { title, body: unmaskedPage(viewerOf(site, request), viewers.latest()) }),
  );
  app.post('/sandbox/unmasked/enter', async (request, reply) => {
    const fields = fieldsOf(request);
    const text = (name: string): string => (fields.get(name) ?? '').trim().slice(0, 100);
    const session = viewers.enter(text('key'), { name: text('name'), reason: text('reason') });
    if (session !== null) return goTo(setSession(reply, session), '/sandbox/unmasked');
    const body = unmaskedPage(null, viewers.latest(), '口令不对，或没有写明查看人和事由');
    return show(site, request, reply, { title, body, status: 422 });
  });
  app.post('/sandbox/unmasked/leave', async (request, reply) => {
    leaveSession(site, request);
    return goTo(setSession(reply, null), '/sandbox/unmasked');
  });
}

/** The live log, its calls and their replay. */
export function logRoutes(app: FastifyInstance, site: Site): void {
  const { recorder } = site.sandbox;
  app.get('/sandbox', async (_request, reply) => goTo(reply, '/sandbox/'));
  app.get('/sandbox/', async (request, reply) => {
    const query = queryOf(request);
    const calls = list(site, query).map((call) => call.summary);
    const isMore = calls.length === MOST_SHOWN;
    const shown = { calls, query, isMore, missed: recorder.missed, address: addressOf(request) };
    return show(site, request, reply, { title: '实时日志', body: logPage(shown), isLive: true });
  });
  logApi(app, site);
  callPages(app, site);
  unmaskedPages(app, site);
}
