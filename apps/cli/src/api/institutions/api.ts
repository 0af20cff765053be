import { LABELS, ok, type Refusal, type Result, type StaffKind } from '@zhijie/kernel';
import { listInstitutions, readInstitution } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import { statusOf, tellingOf } from '../agency/texts.ts';
import { atCare, type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { InstitutionsQuery } from './schema.ts';

const BASE = '/api/agency/institutions';
const PAGE = 100;
const KINDS: Readonly<Record<StaffKind, string>> = {
  physician: '医师',
  nurse: '护士',
  pharmacist: '药师',
  technician: '医技',
};

/** What an agency reads about the institutions of its areas: agreements, their history, staff. */
export function institutionsApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get } = deskRoutes(app, served, { telling: tellingOf, statusOf });
    get(BASE, InstitutionsQuery, list);
    get(`${BASE}/:providerId`, Type.Object({}), (desk, _query, { providerId = '' }) => one(desk, providerId));
  };
}

type Answer = Promise<Result<unknown, Refusal>>;

const list = (desk: Desk, query: Static<typeof InstitutionsQuery>): Answer =>
  atCare(desk, async (care): Answer => {
    const { text = null, kind = null, agreement = null, after = '' } = query;
    const limit = Math.min(Number(query.limit ?? PAGE), 500);
    const found = await listInstitutions(care, desk.actor, { text, kind, agreement, after, limit });
    if (!found.ok) return found;
    const institutions = found.value.map((each) => ({
      ...each,
      levelLabel: LABELS.providerLevel[each.level],
    }));
    const next = institutions.length < limit ? null : (institutions.at(-1)?.providerId ?? null);
    return ok({ institutions, next });
  });

const one = (desk: Desk, providerId: string): Answer =>
  atCare(desk, async (care): Answer => {
    const found = await readInstitution(care, desk.actor, providerId);
    if (!found.ok) return found;
    const { institution, changes, staff } = found.value;
    return ok({
      institution: { ...institution, levelLabel: LABELS.providerLevel[institution.level] },
      changes,
      staff: staff.map((each) => ({ ...each, kindLabel: KINDS[each.kind] })),
    });
  });
