/** The calculator: a form for everybody. Nothing of it is kept. */
import { dateOf } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { calculatorBody } from '../calculator/body.ts';
import { type Outcome, readAnswer } from '../calculator/outcome.ts';
import { calculatorPage } from '../pages/calculator.ts';
import { type Site, showPage, visitOf } from '../site.ts';
import { formOf } from './attempt.ts';

async function show(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome | null,
): Promise<FastifyReply> {
  const { calculator } = site.port;
  const [places, products, program] = await Promise.all([
    site.port.places(),
    calculator.products(),
    calculator.program(),
  ]);
  const { token } = visitOf(site, request);
  const today = dateOf(site.now());
  const page = calculatorPage({ places, products, program, token, today, form: formOf(request), outcome });
  return showPage(site, request, reply, page);
}

async function calculate(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = { date: dateOf(site.now()), ...calculatorBody(formOf(request)) };
  const answer = await site.port.calculator.answer(JSON.stringify(body));
  return show(site, request, reply, readAnswer(answer));
}

export function calculatorRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/calculator', (request, reply) => show(site, request, reply, null));
  scope.post('/calculator', (request, reply) => calculate(site, request, reply));
}
