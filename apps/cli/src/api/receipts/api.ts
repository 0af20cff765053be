import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import {
  issueReceiptFor,
  type Province,
  receiptFile,
  receiptFor,
  receiptsFor,
  redReceiptFor,
  type StoredReceipt,
  verifyReceipt,
} from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { sent } from '../agency/bodies.ts';
import { shapeProblem } from '../agency/shape.ts';
import { atCare, type DeskApi, deskOf, deskRoutes, refusedWith, tellingOf } from '../desk.ts';
import { sendFile as answerWithFile } from '../papers/send-file.ts';
import { ownRoutes, type PersonServed, personActor } from '../person/routes.ts';
import { IssueBody, ListQuery, OwnIssueBody, OwnListQuery, RedBody, VerifyQuery } from './schema.ts';
import { receiptStatusOf, receiptTelling } from './texts.ts';
import { receiptAnswer, receiptPdf, verifyAnswer } from './view.ts';

type Provinces = ReadonlyMap<string, Province>;
type CareDeps = Province['care']['deps'];

const TOLD = { telling: receiptTelling, statusOf: receiptStatusOf };
const AT_MOST = 20;

const shown = (done: Result<StoredReceipt, Refusal>) => (done.ok ? ok(receiptAnswer(done.value)) : done);

function cursorOf(text: string | undefined) {
  const [issuedAt, code, number] = (text ?? '').split('.');
  return code === undefined || number === undefined ? null : { issuedAt: Number(issuedAt), code, number };
}

/** A page in the order of issue, newest first, with the cursor of the next. */
function pageOf(found: readonly StoredReceipt[], limit: number) {
  const page = found
    .toSorted((a, b) => b.issuedAt - a.issuedAt || (a.face.number < b.face.number ? 1 : -1))
    .slice(0, limit);
  const last = page.at(-1);
  const isMore = found.length >= limit && last !== undefined;
  return {
    receipts: page.map(receiptAnswer),
    next: isMore ? `${last.issuedAt}.${last.face.code}.${last.face.number}` : null,
  };
}

const limitOf = (text: string | undefined): number => Number(text ?? AT_MOST);

const FORMATS = { pdf: 'application/pdf', xml: 'application/xml; charset=utf-8' } as const;
type Format = keyof typeof FORMATS;
const isFormat = (text: string): text is Format => Object.hasOwn(FORMATS, text);

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { receipt, format }: { receipt: StoredReceipt; format: Format },
): Promise<FastifyReply> {
  const { code, number } = receipt.face;
  const origin = `${request.protocol}://${request.host}`;
  const bytes = format === 'pdf' ? await receiptPdf(receipt, origin) : receiptFile(receipt, code.slice(0, 2));
  const name = `receipt-${code}-${number}.${format}`;
  return answerWithFile(reply, {
    name,
    mediaType: FORMATS[format],
    bytes: new Uint8Array(Buffer.from(bytes)),
  });
}

const paramsOf = (request: FastifyRequest) => request.params as Readonly<Record<string, string>>;

/** The node that issued a receipt: the code's first two digits say which. */
const careOf = (provinces: Provinces, area: string): CareDeps | null =>
  provinces.get(area.slice(0, 2))?.care.deps ?? null;

const BASE = '/api/agency/receipts';

/** Receipts at a counter, under `/api/agency/receipts`: issue, list, look, take back, print. */
export function receiptApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, TOLD);
    get(BASE, ListQuery, (desk, { providerId, before, limit }) =>
      atCare(desk, async (deps) => {
        const page = { of: { providerId }, before: cursorOf(before), limit: limitOf(limit) };
        const found = await receiptsFor(deps, desk.actor, page);
        return found.ok ? ok(pageOf(found.value, page.limit)) : found;
      }),
    );
    post(BASE, IssueBody, (desk, body) =>
      atCare(desk, async (deps) => shown(await issueReceiptFor(deps, desk.actor, body))),
    );
    post(`${BASE}/red`, RedBody, (desk, body) =>
      atCare(desk, async (deps) => shown(await redReceiptFor(deps, desk.actor, body))),
    );
    get(`${BASE}/:receiptId`, Type.Object({}), (desk, _query, { receiptId = '' }) =>
      atCare(desk, async (deps) => shown(await receiptFor(deps, desk.actor, receiptId))),
    );
    app.get(`${BASE}/:receiptId/:format`, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return refusedWith(reply, TOLD, desk.refusal);
      const { receiptId = '', format = '' } = paramsOf(request);
      const deps = desk.value.province?.care.deps;
      const found =
        deps === undefined || !isFormat(format)
          ? refuse('receipt-unknown')
          : await receiptFor(deps, desk.value.actor, receiptId);
      if (!found.ok) return refusedWith(reply, TOLD, tellingOf(TOLD, found.refusal));
      return sendFile(request, reply, { receipt: found.value, format: format as Format });
    });
  };
}

async function ownReceipts(provinces: Provinces, actor: Actor, query: OwnListQuery) {
  const page = {
    of: { personId: actor.id },
    before: cursorOf(query.before),
    limit: limitOf(query.limit),
  };
  const found: StoredReceipt[] = [];
  for (const { care } of provinces.values()) {
    const own = await receiptsFor(care.deps, actor, page);
    if (!own.ok) return own;
    found.push(...own.value);
  }
  return ok(pageOf(found, page.limit));
}

const OWN = '/api/person/receipts';

/** A person's own receipts, of every place of care that this program serves. */
export function ownReceiptApi(served: PersonServed & { readonly provinces: Provinces }) {
  const { provinces } = served;
  const find = async (who: PersonKey, receiptId: string): Promise<Result<StoredReceipt, Refusal>> => {
    const deps = careOf(provinces, receiptId);
    return deps === null ? refuse('receipt-unknown') : receiptFor(deps, personActor(who), receiptId);
  };
  return async (app: FastifyInstance): Promise<void> => {
    const { get, post, file } = ownRoutes(app, served, TOLD);
    get(OWN, OwnListQuery, (who, query) => ownReceipts(provinces, personActor(who), query));
    post(OWN, OwnIssueBody, async (who, { careArea, ...key }) => {
      const deps = careOf(provinces, careArea);
      if (deps === null) return refuse('settlement-unknown', { field: 'careArea' });
      return shown(await issueReceiptFor(deps, personActor(who), key));
    });
    get(`${OWN}/:receiptId`, Type.Object({}), async (who, _query, { receiptId = '' }) =>
      shown(await find(who, receiptId)),
    );
    file(`${OWN}/:receiptId/:format`, async (who, request, reply) => {
      const { receiptId = '', format = '' } = paramsOf(request);
      if (!isFormat(format)) return refuse('receipt-unknown');
      const found = await find(who, receiptId);
      return found.ok ? ok(await sendFile(request, reply, { receipt: found.value, format })) : found;
    });
  };
}

/** What a paper's code, number and check code stand for, at the node of its province. */
export async function verifyAt(
  provinces: Provinces,
  asked: { readonly code: string; readonly number: string; readonly check: string },
) {
  const deps = careOf(provinces, asked.code);
  return verifyAnswer(deps === null ? { state: 'unknown' } : await verifyReceipt(deps, asked));
}

/** For anybody, without signing in: who holds the paper knows its check code. */
export function receiptVerifyApi(provinces: Provinces): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.get('/api/receipts/verify', async (request, reply) => {
      const problem = shapeProblem(VerifyQuery, request.query);
      if (problem !== null) return refusedWith(reply, TOLD, problem);
      return sent(reply, await verifyAt(provinces, request.query as VerifyQuery));
    });
  };
}
