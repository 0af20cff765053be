/** The filing form of a person's filing, with the commitment where it stands by one (procedures A-04). */
import { filingFormDocument, renderPdf } from '@zhijie/documents';
import {
  type Actor,
  areaNameOf,
  dateOf,
  type Instant,
  LABELS,
  maskIdCard,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import type { Told } from '../agency/index.ts';
import { ownRoutes, type PersonServed, personActor } from '../person/routes.ts';
import { sendPdf } from './send-file.ts';

type Services = Province['insured']['services'];

const STATES: Readonly<Record<string, string>> = {
  submitted: '待审核，尚未生效',
  'in-force': '已生效',
  refused: '未通过',
  cancelled: '已取消',
  replaced: '已变更',
};

/** The form as PDF. Refuses as reading the person and the filings does, and `filing-unknown`. */
export async function filingForm(
  services: Services,
  actor: Actor,
  { personId, filingId, at }: { readonly personId: string; readonly filingId: string; readonly at: Instant },
): Promise<Result<Uint8Array, Refusal>> {
  const filings = await services.filingsOf(actor, personId);
  if (!filings.ok) return filings;
  const filing = filings.value.find((one) => one.filingId === filingId);
  if (filing === undefined) return refuse('filing-unknown', { field: 'filingId' });
  const summary = await services.personSummary(actor, personId);
  if (!summary.ok) return summary;
  const { person } = summary.value;
  const paper = filingFormDocument({
    filingId,
    issuedAt: at,
    printedOn: dateOf(at),
    state: STATES[filing.state] ?? filing.state,
    person: {
      name: person.name,
      gender: LABELS.gender[person.gender],
      number: maskIdCard(person.certificateNumber),
      birthDate: person.birthDate,
    },
    insured: {
      place: areaNameOf(filing.insuredArea),
      insurance: LABELS.insuranceType[filing.insuranceType],
    },
    category: LABELS.filingCategory[filing.category],
    places: filing.careAreas.map(areaNameOf),
    startsOn: filing.startsOn,
    endsOn: filing.endsOn,
    byCommitment: filing.byCommitment,
  });
  return ok(await renderPdf(paper));
}

const TOLD = {
  telling: ({ code, field }: Refusal): Told => {
    const isFiling = code === 'filing-unknown';
    const text = isFiling ? '没有这份备案。' : '没有查到本人的参保信息。';
    const fix = isFiling ? '请在“备案”里选择要打印的备案' : '请重新登录；可拨 12393';
    return { code, field: field ?? 'filingId', text, fix };
  },
  statusOf: (code: string) => (code === 'not-permitted' ? 403 : 404),
};

type Served = PersonServed & {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly now: () => Instant;
};

/** `GET /api/person/filings/ID/form`: the own filing's form as PDF. */
export function filingFormApi(served: Served) {
  return async (app: FastifyInstance): Promise<void> => {
    const { file } = ownRoutes(app, served, TOLD);
    file('/api/person/filings/:filingId/form', async (who, request, reply) => {
      const { filingId = '' } = request.params as Readonly<Record<string, string>>;
      const services = served.provinces.get(who.area.slice(0, 2))?.insured.services;
      if (services === undefined) return refuse('person-unknown');
      const asked = { personId: who.personId, filingId, at: served.now() };
      const made = await filingForm(services, personActor(who), asked);
      return made.ok ? ok(sendPdf(reply, `filing-${filingId}`, made.value)) : made;
    });
  };
}
