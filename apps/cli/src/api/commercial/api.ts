/**
 * Commercial covers, the second slip and claims afterwards (K-03, K-06, K-07): a person's own, and
 * insurers' lists.
 */
import { commercialSlipDocument, renderPdf } from '@zhijie/documents';
import {
  dateOf,
  formatDateTime,
  instant,
  maskIdCard,
  ok,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
  totalFen,
} from '@zhijie/kernel';
import type { CommercialSlip, Cover, LaterClaim, ListLine } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { sent } from '../agency/bodies.ts';
import { type DeskApi, deskRoutes } from '../desk.ts';
import { callerOf, type OwnCaller, type Provinces } from '../person/caller.ts';
import { ownRoutes, type PersonServed } from '../person/routes.ts';
import { CancelBody, CoverBody, LaterBody, Nothing, SlipsQuery } from './schema.ts';
import { COMMERCIAL_TELLING, LATER_LABELS, SLIP_LABELS } from './texts.ts';

const OWN = '/api/person/commercial';
const AGENCY = '/api/agency/commercial';
const PAGE = 20;

type Answer = Promise<Result<unknown, Refusal>>;

const coverAnswer = ({ personId: _p, health: _h, enrolledBy: _b, ...cover }: Cover) => cover;
const slipAnswer = ({ layers, ...slip }: CommercialSlip) => ({
  ...slip,
  label: SLIP_LABELS[slip.state],
  layers: layers.map(({ key, title, base, deductibleUsed, paid, text }) => ({
    key,
    title,
    base,
    deductibleUsed,
    paid,
    text,
  })),
});
const laterAnswer = ({ reasonText, personId: _p, reasonCode: _c, ...claim }: LaterClaim) => ({
  ...claim,
  label: LATER_LABELS[claim.state],
  reason: reasonText,
});

async function slipsOf({ services, actor, personId }: OwnCaller, query: SlipsQuery): Answer {
  const [openedAt, paymentId] = query.before?.split(/,(.*)/s) ?? [];
  const page = { personId, limit: Number(query.limit ?? PAGE) };
  const before = { openedAt: Number(openedAt), paymentId: paymentId ?? '' };
  const found = await services.commercialSlips(actor, paymentId === undefined ? page : { ...page, before });
  if (!found.ok) return found;
  const { rows, next } = found.value;
  return ok({
    slips: rows.map(slipAnswer),
    next: next === null ? null : `${next.openedAt},${next.paymentId}`,
  });
}

/** The slip as PDF, the number masked as on the pages. */
async function slipPaper(
  { services, actor, personId, province }: OwnCaller,
  slipId: string,
): Promise<Result<Uint8Array, Refusal>> {
  const found = await services.commercialSlip(actor, { personId, slipId });
  if (!found.ok) return found;
  const summary = await services.personSummary(actor, personId);
  if (!summary.ok) return summary;
  const { value: slip } = found;
  const { person } = summary.value;
  const paper = commercialSlipDocument({
    slipId,
    isVoid: slip.state === 'voided',
    issuedAt: province.care.deps.now(),
    paidAt: slip.paidAt === null ? null : formatDateTime(slip.paidAt),
    patient: { name: person.name, number: maskIdCard(person.certificateNumber) },
    insurer: slip.insurerName,
    product: slip.title,
    policyNumber: slip.policyNumber,
    settlementId: slip.settlementId,
    settledAt: formatDateTime(instant(slip.settledAt)),
    hospital: slip.hospitalName,
    isAtCounter: slip.payee === 'hospital',
    owed: totalFen(slip.owed),
    amount: totalFen(slip.amount),
    layers: slip.layers.map(({ title, base, deductibleUsed, paid, text }) => ({
      title,
      base: totalFen(base),
      deductibleUsed: totalFen(deductibleUsed),
      paid: totalFen(paid),
      text,
    })),
  });
  return ok(await renderPdf(paper));
}

/** What the person of a session holds, was paid, and waits for; also by a relative within a delegation. */
export function ownCommercialApi(
  served: PersonServed & { readonly provinces: Provinces },
): (app: FastifyInstance) => Promise<void> {
  const { provinces } = served;
  return async (app) => {
    const routes = ownRoutes(app, { ...served, servesDelegates: true }, COMMERCIAL_TELLING);
    const at = async <T>(
      who: PersonKey,
      work: (caller: OwnCaller) => Promise<Result<T, Refusal>>,
    ): Promise<Result<T, Refusal>> => {
      const caller = await callerOf(provinces, who);
      return caller.ok ? work(caller.value) : caller;
    };
    routes.get(`${OWN}/covers`, Nothing, (who) =>
      at(who, async ({ services, actor, personId, province }) => {
        const on = dateOf(province.care.deps.now());
        const found = await services.coversOf(actor, { personId, on });
        return found.ok ? ok({ covers: found.value.map(coverAnswer) }) : found;
      }),
    );
    routes.get(`${OWN}/slips`, SlipsQuery, (who, query) => at(who, (caller) => slipsOf(caller, query)));
    routes.get(`${OWN}/slips/:slipId`, Nothing, (who, _query, { slipId = '' }) =>
      at(who, async ({ services, actor, personId }) => {
        const found = await services.commercialSlip(actor, { personId, slipId });
        return found.ok ? ok(slipAnswer(found.value)) : found;
      }),
    );
    routes.file(`${OWN}/slips/:slipId/pdf`, async (who, request, reply) => {
      const { slipId = '' } = request.params as { readonly slipId?: string };
      const paper = await at(who, (caller) => slipPaper(caller, slipId));
      if (!paper.ok) return paper;
      const answer = reply
        .type('application/pdf')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="commercial-${slipId}.pdf"`);
      return ok(sent(answer, Buffer.from(paper.value)));
    });
    routes.get(`${OWN}/claims`, Nothing, (who) =>
      at(who, async ({ services, actor, personId }) => {
        const found = await services.laterClaimsOf(actor, personId);
        return found.ok ? ok({ claims: found.value.map(laterAnswer) }) : found;
      }),
    );
    routes.post(`${OWN}/claims`, LaterBody, (who, body) =>
      at(who, ({ services, actor, personId }) => services.claimLater(actor, { ...body, personId })),
    );
  };
}

function lineOf({ premium: text, ...body }: Static<typeof CoverBody>): Result<ListLine, Refusal> {
  const premium = parseYuan(text);
  if (!premium.ok) return refuse('amount-malformed', { field: 'premium' });
  return ok({ ...body, premium: premium.value } as ListLine);
}

/** Insurers' lists at an agency: a line entered, a cover ended. The insurer learns nothing but that. */
export function commercialApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { post } = deskRoutes(app, served, COMMERCIAL_TELLING);
    post(`${AGENCY}/covers`, CoverBody, async ({ actor, province }, body) => {
      const line = lineOf(body);
      if (!line.ok) return line;
      return province === null
        ? refuse('not-permitted')
        : province.insured.services.takeListLine(actor, line.value);
    });
    post(`${AGENCY}/covers/cancel`, CancelBody, async ({ actor, province }, key) =>
      province === null ? refuse('not-permitted') : province.insured.services.cancelCover(actor, key),
    );
  };
}
