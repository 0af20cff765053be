import { type Clock, dateOf, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { checkApart } from '../../policies/check-apart.ts';
import { filesAround, type Policies } from '../../policies/files-around.ts';
import type { PolicyFolder } from '../../policies/folder.ts';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { isAgencyOperator } from '../what-if/api.ts';
import { PlanQuery } from '../what-if/schema.ts';
import type { LongWork } from '../work/long-work.ts';
import { type Drafting, drafts, endDraft, preview, previewDraft, propose } from './drafts.ts';
import { diff, effective, versions } from './read.ts';
import { CheckBody, DiffQuery, DraftBody, DraftContent, EndBody, VersionsQuery } from './schema.ts';
import { policyStatusOf, policyTelling } from './texts.ts';

type Served = DeskApi & {
  readonly policies: Policies;
  /** Without it the packs cannot be exchanged while the node runs, and nothing is drafted. */
  readonly policyFolder?: PolicyFolder | undefined;
  readonly works: LongWork;
  readonly now: Clock;
};

const BASE = '/api/agency/policies';

/**
 * Policy packs for agencies, under `/api/agency/policies`: the policy of a day with its sources, its
 * versions, what differs between two days, the check of a place's packs as long work, and changes of them.
 */
export function policyPacksApi(served: Served): (app: FastifyInstance) => Promise<void> {
  const { policies, works, now } = served;
  return async (app) => {
    const told = { telling: policyTelling, statusOf: policyStatusOf };
    const routes = deskRoutes(app, served, told);
    const { get, post } = routes;
    draftRoutes(routes, served);
    get(`${BASE}/effective`, PlanQuery, async ({ actor }, query) =>
      isAgencyOperator(actor) ? effective(policies, query) : refuse('not-permitted'),
    );
    get(`${BASE}/versions`, VersionsQuery, async ({ actor }, query) =>
      isAgencyOperator(actor) ? versions(policies, query) : refuse('not-permitted'),
    );
    get(`${BASE}/diff`, DiffQuery, async ({ actor }, query) =>
      isAgencyOperator(actor) ? diff(policies, query) : refuse('not-permitted'),
    );
    post(`${BASE}/checks`, CheckBody, async ({ actor }, { pack }) => {
      if (!isAgencyOperator(actor)) return refuse('not-permitted');
      const area = policies.library.packs.find(({ packId }) => packId === pack)?.area;
      if (area === undefined) return refuse('plan-unknown', { detail: { text: pack } });
      const ofArea = policies.library.packs.filter((one) => one.area === area);
      const packIds = ofArea.map(({ packId }) => packId);
      const files = filesAround(policies, packIds, { hasCases: true });
      const on = dateOf(now());
      return ok(
        works.start({
          owner: actor.id,
          title: '检查政策包',
          total: 1,
          run: async ({ tell }) => {
            const found = await checkApart({ files, area, on });
            tell(1);
            return found;
          },
        }),
      );
    });
  };
}

type Routes = ReturnType<typeof deskRoutes>;
type Drafts = (desk: Drafting) => Promise<Result<unknown, Refusal>>;

/** Changes of packs: previewed, proposed by one person, published or given back by another. */
function draftRoutes({ get, post }: Routes, { policyFolder, now }: Served): void {
  const at = `${BASE}/drafts`;
  const as = async ({ actor, province }: Desk, work: Drafts): Promise<Result<unknown, Refusal>> => {
    if (!isAgencyOperator(actor) || province === null || policyFolder === undefined)
      return refuse('not-permitted');
    return work({ actor, province, policies: policyFolder, today: dateOf(now()) });
  };
  get(at, Type.Object({}), (desk) => as(desk, drafts));
  post(at, DraftBody, (desk, body) => as(desk, (one) => propose(one, body)));
  post(`${at}/preview`, DraftContent, (desk, body) => as(desk, (one) => preview(one, body)));
  get(`${at}/:draftId/preview`, Type.Object({}), (desk, _query, { draftId = '' }) =>
    as(desk, (one) => previewDraft(one, draftId)),
  );
  post(`${at}/:draftId/end`, EndBody, (desk, body, { draftId = '' }) =>
    as(desk, (one) => endDraft(one, draftId, body)),
  );
}
