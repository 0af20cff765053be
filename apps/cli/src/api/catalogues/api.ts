import { dateOf, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { importRelease, mayKeepCatalogue, readRelease, readRows } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { failedWith, sent } from '../agency/bodies.ts';
import { shapeProblem } from '../agency/shape.ts';
import { type Desk, type DeskApi, deskOf, deskRoutes, refusedWith, tellingOf } from '../desk.ts';
import { sendFile } from '../papers/send-file.ts';
import type { LongWork } from '../work/long-work.ts';
import { currentWorkbook, readCatalogueFile, releaseWorkbook } from './columns.ts';
import * as schema from './schema.ts';
import { catalogueStatusOf, catalogueTelling, problemText } from './texts.ts';
import * as work from './work.ts';

export type CataloguesApi = DeskApi & { readonly works: LongWork };

const BASE = '/api/agency/catalogues';
const LARGEST_FILE = 32 * 1024 * 1024;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TOLD = { telling: catalogueTelling, statusOf: catalogueStatusOf };

/**
 * Catalogues of places of care, under `/api/agency/catalogues`: files in and out, rows with what is wrong
 * with them, different units, what a release changes, publishing by a second person, the basis of a day.
 */
export function cataloguesApi(served: CataloguesApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(async (inner) => actsOf(inner, served));
    await app.register(async (inner) => filesOf(inner, served));
  };
}

function actsOf(app: FastifyInstance, served: CataloguesApi): void {
  const { get, post } = deskRoutes(app, served, TOLD);
  const of = ({ releaseId = '' }: Readonly<Record<string, string>>): string => releaseId;
  get(BASE, schema.ReleasesQuery, work.releases);
  get(`${BASE}/basis`, schema.BasisQuery, work.basis);
  get(`${BASE}/:releaseId`, schema.NothingQuery, (desk, _query, params) => work.release(desk, of(params)));
  get(`${BASE}/:releaseId/rows`, schema.RowsQuery, (desk, query, params) =>
    work.rows(desk, of(params), query),
  );
  get(`${BASE}/:releaseId/preview`, schema.NothingQuery, (desk, _query, params) =>
    work.preview(desk, of(params)),
  );
  post(`${BASE}/:releaseId/units`, schema.UnitsBody, (desk, body, params) =>
    work.units(desk, of(params), body),
  );
  post(`${BASE}/:releaseId/decision`, schema.DecisionBody, (desk, body, params) =>
    work.decision(desk, of(params), body),
  );
}

type ProvinceDesk = Extract<Desk, { hub: null }>;

/** A route that answers a file or takes one; only a province has catalogues. */
function filesOf(app: FastifyInstance, served: CataloguesApi): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_FILE }, (_request, body, done) =>
    done(null, body),
  );
  failedWith(app, '文件至多 32 MB');
  const answered = async <S extends TSchema>(
    request: FastifyRequest,
    reply: FastifyReply,
    shape: S,
    act: (desk: ProvinceDesk, query: Static<S>) => Promise<Result<FastifyReply, Refusal>>,
  ): Promise<FastifyReply> => {
    const desk = deskOf(served, request);
    if (!desk.ok) return refusedWith(reply, TOLD, desk.refusal);
    const problem = shapeProblem(shape, request.query);
    if (problem !== null) return refusedWith(reply, TOLD, problem);
    const done =
      desk.value.province === null
        ? refuse('not-permitted', { field: 'x-zhijie-agency' })
        : await act(desk.value, request.query as Static<S>);
    return done.ok ? done.value : refusedWith(reply, TOLD, tellingOf(TOLD, done.refusal));
  };
  const file = (reply: FastifyReply, name: string, bytes: Uint8Array) =>
    ({ ok: true, value: sendFile(reply, { name: `${name}.xlsx`, mediaType: XLSX, bytes }) }) as const;
  app.get(`${BASE}/current`, (request, reply) =>
    answered(request, reply, schema.AreaQuery, async ({ actor, province }, { area }) => {
      const { deps } = province.care;
      if (!mayKeepCatalogue(actor, area)) return refuse('not-permitted', { field: 'area' });
      const bytes = await currentWorkbook(deps.catalogueOf(area).items(), deps.now());
      return file(reply, `catalogue-${area}-${dateOf(deps.now())}`, bytes);
    }),
  );
  app.get(`${BASE}/:releaseId/file`, (request, reply) =>
    answered(request, reply, schema.NothingQuery, async ({ actor, province }) => {
      const { releaseId = '' } = request.params as { releaseId?: string };
      const { deps } = province.care;
      const found = await readRelease(deps, actor, releaseId);
      if (!found.ok) return found;
      const rows = await readRows(deps, actor, releaseId);
      if (!rows.ok) return rows;
      const { area, effectiveOn, madeAt } = found.value;
      const lines = rows.value.map(({ told, problems }) => ({ told, problems: problems.map(problemText) }));
      return file(reply, `catalogue-${area}-${effectiveOn}`, await releaseWorkbook(lines, madeAt));
    }),
  );
  app.post(`${BASE}/imports`, (request, reply) =>
    answered(request, reply, schema.ImportQuery, (desk, query) =>
      startImport(served, desk, query, { reply, body: request.body }),
    ),
  );
}

/** What can be said at once is refused at once; the rest is long work, whose result is the draft. */
async function startImport(
  { works }: CataloguesApi,
  { actor, province }: ProvinceDesk,
  { area, effectiveOn: told, fileName }: schema.ImportQuery,
  { reply, body }: { readonly reply: FastifyReply; readonly body: unknown },
): Promise<Result<FastifyReply, Refusal>> {
  const effectiveOn = parseCalendarDate(told);
  if (!effectiveOn.ok) return refuse('date-malformed', { field: 'effectiveOn' });
  const { deps } = province.care;
  if (!mayKeepCatalogue(actor, area)) return refuse('not-permitted', { field: 'area' });
  if (effectiveOn.value <= dateOf(deps.now())) return refuse('effective-too-early', { field: 'effectiveOn' });
  const read = await readCatalogueFile(Buffer.isBuffer(body) ? new Uint8Array(body) : new Uint8Array());
  if (!read.ok) return read;
  if (read.value.length === 0) return refuse('file-empty', { field: 'file' });
  const rows = read.value;
  const state = works.start({
    owner: actor.id,
    title: '导入目录',
    total: rows.length,
    async run(progress) {
      const request = { area, effectiveOn: effectiveOn.value, fileName, rows };
      const done = await importRelease(deps, actor, request, progress);
      if (!done.ok) return { refusal: catalogueTelling(done.refusal) };
      if (done.value === null) return null;
      return { outcome: done.value.outcome, release: work.releaseView(done.value.release) };
    },
  });
  return { ok: true, value: sent(reply, state) };
}
