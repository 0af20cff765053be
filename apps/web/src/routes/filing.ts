/** Filing, looking at a filing, cancelling it. */
import {
  dateOf,
  FILING_CATEGORIES,
  INSURANCE_TYPES,
  isWord,
  parseCalendarDate,
  type Refusal,
} from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cancelPage, filingPage } from '../pages/filing.ts';
import { type FilingErrors, type FilingValues, filingFormPage } from '../pages/filing-form.ts';
import { FILING_DOCUMENTS, type FilingRequest, type FilingView, type PersonKey } from '../port.ts';
import { goTo, type Site, showPage, visitOf } from '../site.ts';
import { fieldOfRefusal, type RefusalText, refusalText } from '../texts/refusals.ts';
import { change, formOf, own, paramsOf, queryOf, showNotFound } from './attempt.ts';

const textOf = (site: Site, refusal: Refusal): RefusalText =>
  refusalText(refusal, site.port.refusalText?.(refusal));

async function showForm(
  site: Site,
  who: PersonKey,
  request: FastifyRequest,
  reply: FastifyReply,
  filled: { values?: FilingValues; errors: FilingErrors },
): Promise<FastifyReply> {
  const [summary, places] = await Promise.all([site.port.summary(who), site.port.places()]);
  if (!summary.ok) return goTo(site, request, reply, '/?enter=first');
  const { coverages } = summary.value;
  const today = dateOf(site.now());
  const fresh: FilingValues = {
    insuranceType: coverages[0]?.insuranceType ?? '',
    category: '',
    destination: '',
    startsOn: today,
    documents: [],
    commitment: false,
  };
  const { token } = visitOf(site, request);
  const view = { coverages, places, values: filled.values ?? fresh, errors: filled.errors, token, today };
  return showPage(site, request, reply, filingFormPage(view));
}

function valuesOf(form: URLSearchParams): FilingValues {
  const text = (name: string): string => form.get(name) ?? '';
  return {
    insuranceType: text('insuranceType'),
    category: text('category'),
    destination: text('destination'),
    startsOn: text('startsOn'),
    documents: form.getAll('documents'),
    commitment: form.get('commitment') === 'yes',
  };
}

/** What is missing or no word of the lists, before the insured side is asked. */
function readFiling(values: FilingValues): { request: FilingRequest | null; errors: FilingErrors } {
  const { insuranceType, category, destination } = values;
  const errors: Record<string, RefusalText> = {};
  const startsOn = parseCalendarDate(values.startsOn);
  if (!isWord(INSURANCE_TYPES, insuranceType))
    errors.insuranceType = { what: '还没有选医保。', fix: '请选一份。' };
  if (!isWord(FILING_CATEGORIES, category))
    errors.category = { what: '还没有选原因。', fix: '请选最像您情况的一项。' };
  if (!/^\d{6}$/.test(destination))
    errors.destination = { what: '还没有选地方。', fix: '请从列表里选择城市。' };
  if (!startsOn.ok) errors.startsOn = { what: '日期没有填对。', fix: '请填年、月、日，例如 2026-03-02。' };
  if (!isWord(INSURANCE_TYPES, insuranceType) || !isWord(FILING_CATEGORIES, category))
    return { request: null, errors };
  if (!startsOn.ok || errors.destination !== undefined) return { request: null, errors };
  const shown = values.documents.filter((word) => isWord(FILING_DOCUMENTS, word));
  // The entered session stands for the identity paper, this form for the filing form (procedures F-02).
  const documents = ['insurance-code' as const, 'filing-form' as const, ...shown];
  const { commitment } = values;
  return {
    request: { insuranceType, category, destination, startsOn: startsOn.value, documents, commitment },
    errors,
  };
}

async function submit(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const values = valuesOf(formOf(request));
  const { request: filing, errors } = readFiling(values);
  if (filing === null) return showForm(site, who, request, reply, { values, errors });
  const submitted = await change(site.port.submitFiling(who, filing));
  if (submitted.ok) return goTo(site, request, reply, `/me/filing/${submitted.value.filingId}?new=1`);
  const { refusal } = submitted;
  const refused = { [fieldOfRefusal(refusal) ?? 'form']: textOf(site, refusal) };
  return showForm(site, who, request, reply, { values, errors: refused });
}

async function findFiling(site: Site, who: PersonKey, request: FastifyRequest): Promise<FilingView | null> {
  const filings = await site.port.filings(who);
  if (!filings.ok) return null;
  return filings.value.find(({ filingId }) => filingId === paramsOf(request).id) ?? null;
}

async function showCancel(
  site: Site,
  who: PersonKey,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: RefusalText | null,
) {
  const filing = await findFiling(site, who, request);
  if (filing === null) return showNotFound(site, request, reply);
  const { token } = visitOf(site, request);
  return showPage(site, request, reply, cancelPage({ filing, token, refusal }));
}

async function cancel(site: Site, who: PersonKey, request: FastifyRequest, reply: FastifyReply) {
  const filingId = paramsOf(request).id!;
  const cancelled = await change(site.port.cancelFiling(who, filingId));
  if (cancelled.ok) return goTo(site, request, reply, `/me/filing/${filingId}`);
  return showCancel(site, who, request, reply, textOf(site, cancelled.refusal));
}

export function filingRoutes(scope: FastifyInstance, site: Site): void {
  scope.get(
    '/me/filing',
    own(site, (who, request, reply) => showForm(site, who, request, reply, { errors: {} })),
  );
  scope.post(
    '/me/filing',
    own(site, (who, request, reply) => submit(site, who, request, reply)),
  );
  scope.get(
    '/me/filing/:id',
    own(site, async (who, request, reply) => {
      const filing = await findFiling(site, who, request);
      if (filing === null) return showNotFound(site, request, reply);
      return showPage(site, request, reply, filingPage(filing, queryOf(request).new === '1'));
    }),
  );
  scope.get(
    '/me/filing/:id/cancel',
    own(site, (who, request, reply) => showCancel(site, who, request, reply, null)),
  );
  scope.post(
    '/me/filing/:id/cancel',
    own(site, (who, request, reply) => cancel(site, who, request, reply)),
  );
}
