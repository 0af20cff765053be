import type { PolicyLibrary } from '@zhijie/engine';
import { parseCalendarDate } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Knowledge, knowledgeOf, places, productList } from '../calculator.ts';
import { answerCalculator, type CalculatorAnswer, refused } from './calculator-answer.ts';
import { CALCULATOR_OPENAPI } from './calculator-schema.ts';

const LARGEST_BODY = 512 * 1024;

/**
 * `POST /api/calculator`, `GET /api/calculator/places` and `…/products`, open to everybody: no login, no
 * session, nothing is written anywhere. `today` is the day that places are listed for unless the request
 * names one. A refusal is HTTP 422 with the field and what to write instead.
 */
export function calculatorApi(
  policies: PolicyLibrary,
  today: () => string,
): (app: FastifyInstance) => Promise<void> {
  const knowledge = knowledgeOf(policies);
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
      if (error.statusCode === undefined || error.statusCode >= 500) throw error;
      return send(
        reply,
        refused({ code: 'invalid-input', field: null, text: '请求无法读取或过大（至多 512 KB）' }),
      );
    });
    app.post('/api/calculator', (request, reply) => answer(request, reply, knowledge));
    app.get('/api/calculator/openapi.json', (_request, reply) => reply.send(CALCULATOR_OPENAPI));
    app.get('/api/calculator/products', (_request, reply) =>
      reply.send({ products: productList(knowledge.productsOf()) }),
    );
    app.get('/api/calculator/places', (request, reply) => {
      const { date = today() } = request.query as { date?: string };
      const on = parseCalendarDate(date);
      if (on.ok) return reply.send({ date, places: places(policies, on.value) });
      return send(reply, refused({ code: 'invalid-input', field: 'date', text: '日期写成 2026-03-02' }));
    });
  };
}

function answer(request: FastifyRequest, reply: FastifyReply, knowledge: Knowledge): FastifyReply {
  reply.header('cache-control', 'no-store');
  return send(reply, answerCalculator(String(request.body ?? ''), knowledge));
}

function send(reply: FastifyReply, { status, json }: CalculatorAnswer): FastifyReply {
  return reply.status(status).type('application/json; charset=utf-8').send(json);
}
