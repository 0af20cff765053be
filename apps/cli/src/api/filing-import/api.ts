import { writeWorkbook } from '@zhijie/documents';
import type { Province } from '@zhijie/province';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { failedWith, sent } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import { agencyCallers } from '../claims/caller.ts';
import { claimStatusOf } from '../claims/texts.ts';
import type { LongWork } from '../work/long-work.ts';
import { COLUMNS, fileRows, readRows, SHEET } from './rows.ts';

type Served = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
  readonly works: LongWork;
};

const LARGEST_FILE = 8 * 1024 * 1024;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const TEXTS: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  'not-a-workbook': ['不是可读的 Excel 文件', '请用模板另存为 .xlsx'],
  'sheet-missing': [`没有名为“${SHEET}”的工作表`, '请用模板填写'],
  'too-many-rows': ['超过 5000 行', '请分几次导入'],
  'header-missing': ['表头缺少列', '请用模板填写，不要改表头'],
  'cells-wrong': ['有单元格写法不对，整个文件没有导入', '请按所列单元格更正后再导入'],
};

/** Filings from Excel, under `/api/agency/filing-imports`: the template, and an import as long work. */
export function filingImportApi(served: Served): (app: FastifyInstance) => Promise<void> {
  const callers = agencyCallers(served.provinces, served.identify);
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_FILE }, (_request, body, done) =>
      done(null, body),
    );
    failedWith(app, '文件至多 8 MB');
    const refused = (reply: FastifyReply, status: number, refusal: Told, problems: unknown = []) =>
      sent(reply.status(status), { refusal, problems });
    app.get('/api/agency/filing-imports/template', async (request, reply) => {
      const caller = await callers(request);
      if (!caller.ok) return refused(reply, claimStatusOf(caller.refusal.code), caller.refusal);
      const columns = COLUMNS.map(({ header }) => ({ header, width: 22 }));
      const now = caller.value.province.care.deps.now();
      const file = await writeWorkbook([{ name: SHEET, columns, rows: [] }], now);
      reply.header('content-disposition', 'attachment; filename="filings.xlsx"').type(XLSX);
      return sent(reply, Buffer.from(file));
    });
    app.post('/api/agency/filing-imports', async (request, reply) => {
      const caller = await callers(request);
      if (!caller.ok) return refused(reply, claimStatusOf(caller.refusal.code), caller.refusal);
      const { actor, province } = caller.value;
      const bytes = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
      const read = await readRows(bytes);
      if (!read.ok) {
        const { code } = read.refusal;
        const [text, fix] = TEXTS[code] ?? ['没有导入', '请用模板填写'];
        const problems = 'problems' in read.refusal ? read.refusal.problems : [];
        return refused(reply, 422, { code, field: 'file', text: `${text}。`, fix }, problems);
      }
      const rows = read.value;
      return sent(
        reply,
        served.works.start({
          owner: actor.id,
          title: '导入备案申请',
          total: rows.length,
          run: (progress) => fileRows(province, actor, rows, progress),
        }),
      );
    });
  };
}
