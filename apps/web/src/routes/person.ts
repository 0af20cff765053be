/** Pages of the entered person: own insurance, bills, who read the data. */
import type { Refusal } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessLogPage } from '../pages/access-log.ts';
import { billPage } from '../pages/bill.ts';
import { mePage } from '../pages/me.ts';
import type { BillView, LogKey, PageKey, PersonKey } from '../port.ts';
import { goTo, type Site, showPage, startSession } from '../site.ts';
import { knownResult, own, paramsOf, queryOf, showNotFound } from './attempt.ts';

const BILLS_PER_PAGE = 10;
const ENTRIES_PER_PAGE = 30;

/** A key of a page, '1763700000000-rest'; anything else is the first page. */
function keyOf(text: unknown): { at: number; rest: string } | null {
  const match = /^(\d{1,16})-([\w.-]{1,64})$/.exec(typeof text === 'string' ? text : '');
  const at = Number(match?.[1]);
  return match === null || !Number.isSafeInteger(at) ? null : { at, rest: match[2]! };
}

function billsKey(request: FastifyRequest): PageKey {
  const key = keyOf(queryOf(request).before);
  return key === null ? {} : { before: { settledAt: key.at, settlementId: key.rest } };
}

/** Whose record this was is gone or not theirs: out, and enter again. */
function showRefused(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  if (refusal.code !== 'person-unknown') return showNotFound(site, request, reply);
  startSession(site, request, null);
  return goTo(site, request, reply, '/?enter=first');
}

/** One more than a page is asked for, so that the link to older bills is there only when there are some. */
function onePage<T>(rows: readonly T[], size: number): { page: readonly T[]; last: T | null } {
  const page = rows.slice(0, size);
  return { page, last: rows.length > size ? page.at(-1)! : null };
}

async function showMe(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const { port } = site;
  const key = billsKey(request);
  const summary = await port.summary(who);
  if (!summary.ok) return showRefused(site, request, reply, summary.refusal);
  const [years, filings, bills] = await Promise.all([
    knownResult(request, port.years(who)),
    knownResult(request, port.filings(who)),
    knownResult(request, port.bills(who, { ...key, limit: BILLS_PER_PAGE + 1 })),
  ]);
  const { page, last } = onePage<BillView>(bills.isKnown ? bills.value : [], BILLS_PER_PAGE);
  const older = last === null ? null : `/me?before=${last.settledAt}-${last.settlementId}#bills`;
  const shown = bills.isKnown ? ({ isKnown: true, value: page } as const) : bills;
  const isFirstPage = key.before === undefined;
  return showPage(
    site,
    request,
    reply,
    mePage({ summary: summary.value, years, filings, bills: shown, older, isFirstPage }),
  );
}

async function showBill(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const settlementId = paramsOf(request).id!;
  const bill = await site.port.bill(who, settlementId);
  if (!bill.ok) return showRefused(site, request, reply, bill.refusal);
  const cases = await knownResult(request, site.port.staleCases(who));
  const stale = cases.isKnown ? (cases.value.find((one) => one.settlementId === settlementId) ?? null) : null;
  return showPage(site, request, reply, billPage({ bill: bill.value, stale }));
}

/** A file beside the pages: it runs nothing, so that it needs no rules for scripts. */
const FILE_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

async function sendSlip(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const settlementId = paramsOf(request).id!;
  const slip = await site.port.slip(who, settlementId);
  if (!slip.ok) return showRefused(site, request, reply, slip.refusal);
  const name = `slip-${settlementId.replace(/[^\w-]/g, '_')}.pdf`;
  return reply
    .headers(FILE_HEADERS)
    .header('content-disposition', `inline; filename="${name}"`)
    .type('application/pdf')
    .send(Buffer.from(slip.value));
}

async function showAccessLog(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const key = keyOf(queryOf(request).before);
  const entry = Number(key?.rest);
  const before: LogKey =
    key === null || !Number.isSafeInteger(entry) ? {} : { before: { at: key.at, entry } };
  const entries = await site.port.accessLog(who, { ...before, limit: ENTRIES_PER_PAGE + 1 });
  if (!entries.ok) return showRefused(site, request, reply, entries.refusal);
  const { page, last } = onePage(entries.value, ENTRIES_PER_PAGE);
  const older = last === null ? null : `/me/access-log?before=${last.at}-${last.entry}`;
  return showPage(site, request, reply, accessLogPage({ entries: page, older }));
}

export function personRoutes(scope: FastifyInstance, site: Site): void {
  scope.get(
    '/me',
    own(site, (who, request, reply) => showMe(site, who, request, reply)),
  );
  scope.get(
    '/me/bills/:id',
    own(site, (who, request, reply) => showBill(site, who, request, reply)),
  );
  scope.get(
    '/me/bills/:id/slip.pdf',
    own(site, (who, request, reply) => sendSlip(site, who, request, reply)),
  );
  scope.get(
    '/me/access-log',
    own(site, (who, request, reply) => showAccessLog(site, who, request, reply)),
  );
}
