import { type Paper, renderPdf } from '@zhijie/documents';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import { failedWith, sent } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { clearingStatusOf, clearingTelling } from '../clearing/texts.ts';
import { type Desk, type DeskApi, deskOf, refusedWith, type Telling, tellingOf } from '../desk.ts';
import { reconciliationStatusOf, reconciliationTelling } from '../reconciliation/texts.ts';
import { daySheetPaper } from './day-sheet.ts';
import { deductionTemplate, importDeductions, type ListRefusal } from './deductions.ts';
import { listRoutes } from './lists.ts';
import { noticePaper } from './notices.ts';
import { NoticeQuery, TablesQuery } from './schema.ts';
import { type File, PDF, sendFile } from './send-file.ts';
import { clearingWorkbook } from './tables.ts';

const BASE = '/api/agency/clearing';
const MONTH = /^\d{4}-\d{2}$/;
const Nothing = Type.Object({});
const LARGEST_FILE = 4 * 1024 * 1024;

const TEXTS: Readonly<Record<string, readonly [field: string, text: string, fix: string]>> = {
  'no-notice': ['kind', '没有这张通知书：还没有下发，或本月没有这一方向的款项', '请先查看该月清算'],
  'province-missing': ['province', '没有写明哪个省', '国家端请加 province=两位省码'],
  'too-many-items': ['counterparty', '明细过多，一个文件放不下', '请按对方省 counterparty 或险种分开导出'],
};

/** Papers are told as the clearing is; the few of their own besides. */
const TOLD: Telling = {
  telling: (refusal) => {
    const own = TEXTS[refusal.code];
    if (own === undefined) return clearingTelling(refusal);
    return { code: refusal.code, field: own[0], text: `${own[1]}。`, fix: own[2] };
  },
  statusOf: (code) => (code === 'no-notice' ? 404 : clearingStatusOf(code)),
};

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Making<S extends TSchema> = (
  desk: Desk,
  query: Static<S>,
  params: Readonly<Record<string, string>>,
) => Promise<Result<File, Refusal>>;

/** Routes that answer with a file to save; refusals as everywhere. */
export function fileRoutes(app: FastifyInstance, served: DeskApi, told: Telling) {
  return <S extends TSchema>(path: string, schema: S, make: Making<S>): void => {
    app.get(path, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return refusedWith(reply, told, desk.refusal);
      const problem = shapeProblem(schema, request.query);
      if (problem !== null) return refusedWith(reply, told, problem);
      const made = await make(
        desk.value,
        request.query as Static<S>,
        request.params as Record<string, string>,
      );
      return made.ok ? sendFile(reply, made.value) : refusedWith(reply, told, tellingOf(told, made.refusal));
    });
  };
}

const pdf = async (name: string, paper: Result<Paper, Refusal>): Promise<Result<File, Refusal>> =>
  paper.ok ? ok({ name: `${name}.pdf`, mediaType: PDF, bytes: await renderPdf(paper.value) }) : paper;

const monthOf = ({ month = '' }: Readonly<Record<string, string>>): string =>
  MONTH.test(month) ? month : '0000-00';

function clearingFiles(app: FastifyInstance, served: DeskApi): void {
  const file = fileRoutes(app, served, TOLD);
  file(`${BASE}/:month/notice.pdf`, NoticeQuery, async (desk, { kind = 'payment', province }, params) => {
    const month = monthOf(params);
    const paper = await noticePaper(desk, month, { kind, province });
    return pdf(`${kind}-notice-${month}-${province ?? desk.actor.node}`, paper);
  });
  file(`${BASE}/:month/tables.xlsx`, TablesQuery, async (desk, query, params) => {
    const month = monthOf(params);
    const bytes = await clearingWorkbook(desk, month, query);
    if (!bytes.ok) return bytes;
    return ok({ name: `clearing-${month}-${desk.actor.node}.xlsx`, mediaType: XLSX, bytes: bytes.value });
  });
  file(`${BASE}/deductions/template.xlsx`, Nothing, async () =>
    ok({ name: 'deductions.xlsx', mediaType: XLSX, bytes: await deductionTemplate() }),
  );
}

const isList = (refusal: Refusal | ListRefusal): refusal is ListRefusal => 'problems' in refusal;

function listTold({ code, detail, problems }: ListRefusal): Told {
  const [first] = problems;
  if (first === undefined)
    return {
      code,
      field: 'body',
      text: `${detail?.text ?? '文件读不出'}，没有办理。`,
      fix: '请用模板填写后再报',
    };
  const where = `第 ${first.row} 行 ${first.column} 列“${first.header}”`;
  const more = problems.length === 1 ? '' : `等 ${problems.length} 处`;
  const text = `${first.sheet} ${where}：${first.text}${more}，整个文件没有办理。`;
  return { code, field: `${first.sheet}!${first.column}${first.row}`, text, fix: first.fix };
}

function importing(app: FastifyInstance, served: DeskApi): void {
  app.post(`${BASE}/deductions/import`, async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return refusedWith(reply, TOLD, desk.refusal);
    const bytes = request.body instanceof Buffer ? new Uint8Array(request.body) : new Uint8Array();
    const done = await importDeductions(desk.value, bytes, (refusal) => tellingOf(TOLD, refusal));
    if (done.ok) return sent(reply, done.value);
    if (!isList(done.refusal)) return refusedWith(reply, TOLD, tellingOf(TOLD, done.refusal));
    const { problems } = done.refusal;
    return sent(reply.status(422), { refusal: listTold(done.refusal), problems });
  });
}

/**
 * What an agency prints and works on: notices and day sheets as PDF, the tables of clearing, paying,
 * reconciliation, prepayment and manual claims as Excel, a list of deductions as Excel in, with its template.
 */
export function papersApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_FILE }, (_request, body, done) =>
      done(null, body),
    );
    failedWith(app, '至多 4 MB');
    clearingFiles(app, served);
    const told = { telling: reconciliationTelling, statusOf: reconciliationStatusOf };
    fileRoutes(app, served, told)(
      '/api/agency/reconciliation/days/:day/sheet.pdf',
      Nothing,
      async (desk, _query, { day = '' }) =>
        pdf(`reconciliation-${day}-${desk.actor.node}`, await daySheetPaper(desk, day)),
    );
    listRoutes(app, served);
    importing(app, served);
  };
}
