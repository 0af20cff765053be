/** Places and institutions, open to everybody: which hospital settles what kind of care directly. */
import { isProviderId, type Refusal, refuse } from '@zhijie/kernel';
import { DISEASE, type InstitutionView, isOpenFor, type PagePort } from '@zhijie/web';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { failedWith, sent } from '../agency/bodies.ts';
import { shapeProblem } from '../agency/shape.ts';
import { InstitutionsQuery } from './schema.ts';

const PAGE = 20;
const UNKNOWN_PLACE = refuse('area-unknown').refusal;

const unknownPlace = (reply: FastifyReply, { code }: Refusal): FastifyReply =>
  sent(reply.status(404), {
    refusal: { code, field: 'area', text: '没有这个地方。', fix: '请从清单里选' },
  });

type Care = InstitutionsQuery['care'];
type Placed = InstitutionView & { readonly place: string };

/** A pharmacy is open for buying, nothing else; the other kinds of care are asked of hospitals. */
const isAskedOf = ({ kind }: InstitutionView, care: Care): boolean =>
  (kind === 'pharmacy') === (care === 'pharmacy');
const isOpen = (one: InstitutionView, { care, disease }: InstitutionsQuery): boolean =>
  isOpenFor(one, { care: care === 'pharmacy' ? 'outpatient' : care, disease: disease ?? null });

/** Those open for it first, then by place and number; the cursor is the key of the last one shown. */
const keyOf = (one: Placed, query: InstitutionsQuery): string =>
  `${isOpen(one, query) ? 0 : 1}~${one.area}~${one.providerId}`;

function shown(one: Placed, query: InstitutionsQuery) {
  const { area, place, providerId, name, kind, level, agreement, flags, chronicDiseases } = one;
  const diseases = [...new Set(chronicDiseases.map((code) => DISEASE[code] ?? code))];
  return {
    ...{ area, place, providerId, name, kind, level, flags, diseases },
    isSuspended: agreement !== 'active',
    isOpen: isOpen(one, query),
  };
}

/** Institutions of one place or all, asked for one kind of care, by part of the name or the number. */
async function search(port: PagePort, query: InstitutionsQuery) {
  const { area, care, name = '', after = '' } = query;
  const known = await port.places();
  const asked = area === undefined ? known : known.filter((place) => place.area === area);
  const found: Placed[] = [];
  for (const place of asked)
    for (const one of await port.institutions(place.area)) found.push({ ...one, place: place.name });
  const wanted = name.trim();
  const isNamed = (one: Placed): boolean =>
    isProviderId(wanted) ? one.providerId === wanted : one.name.includes(wanted);
  const rows = found
    .filter((one) => isAskedOf(one, care) && isNamed(one))
    .map((one) => ({ key: keyOf(one, query), one }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rest = rows.filter(({ key }) => key > after);
  const page = rest.slice(0, PAGE);
  return {
    total: rows.length,
    institutions: page.map(({ one }) => shown(one, query)),
    next: rest.length > PAGE ? page.at(-1)!.key : null,
  };
}

export function placesApi({ port }: { readonly port: PagePort }): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    failedWith(app, '至多 8 KB');
    app.get('/api/places', async (_request, reply) =>
      sent(reply, { places: (await port.places()).map(({ sourcing: _, ...place }) => place) }),
    );
    app.get('/api/places/:area/institutions', async (request, reply) => {
      const { area } = request.params as { area: string };
      if (!/^\d{6}$/.test(area)) return unknownPlace(reply, UNKNOWN_PLACE);
      return sent(reply, { institutions: await port.institutions(area) });
    });
    app.get('/api/institutions', async (request, reply) => {
      const problem = shapeProblem(InstitutionsQuery, request.query);
      if (problem !== null) return sent(reply.status(422), { refusal: problem });
      return sent(reply, await search(port, request.query as InstitutionsQuery));
    });
  };
}
