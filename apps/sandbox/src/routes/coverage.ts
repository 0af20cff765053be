import { renderPdf } from '@zhijie/documents';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { conformancePaper } from '../conformance/paper.ts';
import type { SignedReport } from '../conformance/run.ts';
import { conformancePage, runPage } from '../pages/conformance.ts';
import { coveragePage } from '../pages/coverage.ts';
import { answer, fieldsOf, goTo, refusal, type Site, show, showProblem } from './site.ts';

const UNKNOWN = '没有这个测试运行（重启后不保留）';
const RUNNING = '这个机构已有进行中的测试运行，请先结束它';
const NOT_SIGNED = '还没有签发报告';
const INVALID = '请填写机构编号（H 或 P 加 11 位数字）、产品和厂商';

function startOf(fields: ReadonlyMap<string, string>) {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  const start = { providerId: text('providerId'), product: text('product'), vendor: text('vendor') };
  const isGood = /^[HP]\d{11}$/.test(start.providerId) && start.product !== '' && start.vendor !== '';
  return isGood ? start : null;
}

function conformanceApi(app: FastifyInstance, site: Site): void {
  const { conformance } = site.sandbox;
  const idOf = (params: unknown): string => (params as { id: string }).id;
  app.post('/sandbox/api/conformance', async (request, reply) => {
    const start = startOf(fieldsOf(request));
    if (start === null) return refusal(reply, 'invalid-input', INVALID);
    const run = conformance.start(start);
    return run.ok ? answer(reply, run.value) : refusal(reply, run.refusal.code, RUNNING);
  });
  app.get('/sandbox/api/conformance/:id', async (request, reply) => {
    const standing = conformance.standing(idOf(request.params));
    return standing.ok ? answer(reply, standing.value) : refusal(reply, standing.refusal.code, UNKNOWN);
  });
  app.post('/sandbox/api/conformance/:id/finish', async (request, reply) => {
    const report = conformance.finish(idOf(request.params));
    return report.ok ? answer(reply, report.value) : refusal(reply, report.refusal.code, UNKNOWN);
  });
  // Null until the run is over.
  const signedOf = (request: FastifyRequest): SignedReport | null => {
    const standing = conformance.standing(idOf(request.params));
    return standing.ok ? standing.value.run.finished : null;
  };
  app.get('/sandbox/api/conformance/:id/report', async (request, reply) => {
    const finished = signedOf(request);
    if (finished === null) return refusal(reply, 'run-unknown', NOT_SIGNED);
    reply.header('content-disposition', `attachment; filename="${finished.report.runId}.json"`);
    return answer(reply, finished);
  });
  app.get('/sandbox/api/conformance/:id/report.pdf', async (request, reply) => {
    const finished = signedOf(request);
    if (finished === null) return refusal(reply, 'run-unknown', NOT_SIGNED);
    const bytes = await renderPdf(conformancePaper(finished));
    reply.header('content-disposition', `inline; filename="${finished.report.runId}.pdf"`);
    return answer(reply.type('application/pdf'), Buffer.from(bytes));
  });
}

/** What was exercised, and the runs that certify it. */
export function coverageRoutes(app: FastifyInstance, site: Site): void {
  const { coverage, conformance } = site.sandbox;
  const title = '一致性测试';
  app.get('/sandbox/api/coverage', async (_request, reply) => answer(reply, coverage.view()));
  app.get('/sandbox/coverage', async (request, reply) =>
    show(site, request, reply, { title: '覆盖', body: coveragePage(coverage.view()) }),
  );
  conformanceApi(app, site);
  app.get('/sandbox/conformance', async (request, reply) =>
    show(site, request, reply, { title, body: conformancePage(conformance.runs(), '') }),
  );
  app.post('/sandbox/conformance', async (request, reply) => {
    const start = startOf(fieldsOf(request));
    const run = start === null ? null : conformance.start(start);
    if (run?.ok === true) return goTo(reply, `/sandbox/conformance/${run.value.id}`);
    const body = conformancePage(conformance.runs(), run === null ? INVALID : RUNNING);
    return show(site, request, reply, { title, body, status: 422 });
  });
  app.get('/sandbox/conformance/:id', async (request, reply) => {
    const standing = conformance.standing((request.params as { id: string }).id);
    if (!standing.ok) return showProblem(site, request, reply, UNKNOWN);
    const { run, checks } = standing.value;
    return show(site, request, reply, { title, body: runPage(run, checks) });
  });
  app.post('/sandbox/conformance/:id/finish', async (request, reply) => {
    const { id } = request.params as { id: string };
    const report = conformance.finish(id);
    if (!report.ok) return showProblem(site, request, reply, UNKNOWN);
    return goTo(reply, `/sandbox/conformance/${id}`);
  });
}
