import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applyOverlay, type Parameter, parametersOf, viewPolicy } from '@zhijie/engine';
import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { cellText } from '../../pages/cell-words.ts';
import type { Policies } from '../../policies/files-around.ts';
import { readYamlFiles } from '../../policy-files.ts';
import { traceApart, whatIfApart } from '../../whatif/apart.ts';
import { type DeskApi, deskRoutes } from '../desk.ts';
import { fileRoutes } from '../papers/api.ts';
import type { LongWork } from '../work/long-work.ts';
import { countOf, planOf, prepare } from './prepare.ts';
import { PlanQuery, RunBody, TraceQuery } from './schema.ts';
import { whatIfStatusOf, whatIfTelling } from './texts.ts';

type Served = DeskApi & { readonly policies: Policies; readonly works: LongWork };

const BASE = '/api/agency/what-if';
const MOST_TRACED = 10_000;
const JSON_LINES = 'application/jsonl; charset=utf-8';

/** Packs are public; only the machine's time is kept for those who work here. */
export const isAgencyOperator = ({ kind, roles }: Actor): boolean =>
  kind === 'agency' && roles.includes('operator');

/**
 * The what-if laboratory for agencies, under `/api/agency/what-if`: the plans, the parameters of one, a run
 * as long work, the trace of its first visits. What it calculates is what `zhijie whatif` calculates.
 */
export function whatIfApi(served: Served): (app: FastifyInstance) => Promise<void> {
  const { policies } = served;
  const run = runner(served);
  return async (app) => {
    const told = { telling: whatIfTelling, statusOf: whatIfStatusOf };
    const { get, post } = deskRoutes(app, served, told);
    get(`${BASE}/plans`, Type.Object({}), async ({ actor }) =>
      isAgencyOperator(actor) ? ok(plansOf(policies)) : refuse('not-permitted'),
    );
    get(`${BASE}/parameters`, PlanQuery, async ({ actor }, query) =>
      isAgencyOperator(actor) ? parameters(policies, query) : refuse('not-permitted'),
    );
    post(`${BASE}/runs`, RunBody, async ({ actor }, body) =>
      isAgencyOperator(actor) ? run(actor, body) : refuse('not-permitted'),
    );
    fileRoutes(app, served, told)(`${BASE}/trace`, TraceQuery, async ({ actor }, { visits, ...asked }) => {
      if (!isAgencyOperator(actor)) return refuse('not-permitted');
      const traced = countOf(visits, MOST_TRACED);
      if (traced === null) return refuse('visits-malformed');
      const task = prepare(policies, asked);
      if (!task.ok) return task;
      const bytes = new TextEncoder().encode(await traceApart({ ...task.value, traced }));
      return ok({ name: `what-if-${asked.seed.replace(/\W/g, '')}.jsonl`, mediaType: JSON_LINES, bytes });
    });
  };
}

/** One run after the other: the machine has hospitals to answer too. */
function runner({ policies, works }: Served) {
  let last: Promise<unknown> = Promise.resolve();
  return (actor: Actor, body: RunBody): Result<unknown, Refusal> => {
    const task = prepare(policies, body);
    if (!task.ok) return task;
    return ok(
      works.start({
        owner: actor.id,
        title: '试算',
        total: task.value.size,
        run: (progress) => {
          const mine = last.then(() => (progress.isStopped ? null : whatIfApart(task.value, progress)));
          last = mine.catch(() => undefined);
          return mine;
        },
      }),
    );
  };
}

function plansOf({ library, folder }: Policies) {
  const place = join(folder, 'overlays');
  const files = existsSync(place) ? readYamlFiles(place) : [];
  const overlays = files.flatMap(({ path, text }) => {
    const overlay = applyOverlay(library, { path: `overlays/${path}`, text });
    if (!overlay.ok) return [];
    const { overlayId, title, baseId } = overlay.value;
    return [{ overlayId, title, baseId }];
  });
  const plans = library.packs.map(({ packId, title, area, insuranceType, isFictional, benefits }) => ({
    packId,
    title,
    area,
    insuranceType,
    isFictional,
    benefits,
  }));
  return { plans, overlays };
}

/** `rate/rows/retired/1` in words. */
function labelOf({ path, by }: Parameter): string {
  const steps = path.split('/').filter((step) => step !== 'rows');
  const said = steps.map((step) => (/^\d{1,2}$/.test(step) ? `第${Number(step) + 1}项` : step));
  return cellText(said.join(' '), by);
}

function parameters(policies: Policies, query: PlanQuery): Result<unknown, Refusal> {
  const chosen = planOf(policies, query);
  if (!chosen.ok) return chosen;
  const { plan } = chosen.value;
  const all = parametersOf(plan);
  const { packId, title, hash, isFictional, isProvisional, tables } = viewPolicy(plan);
  return ok({
    packId,
    title,
    hash,
    isFictional,
    isProvisional,
    tables: tables
      .map(({ table, label, place, citations, badge }) => ({
        table,
        label,
        place,
        citations,
        badge,
        parameters: all
          .filter((one) => one.table === table)
          .map((one) => ({ path: one.path, label: labelOf(one), value: one.value })),
      }))
      .filter((one) => one.parameters.length > 0),
  });
}
