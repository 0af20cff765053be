/**
 * Paper certified by two members of staff, for people without a telephone or a face that a camera knows
 * (ID4).
 */
import { type Actor, ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import {
  INSURED_REFUSAL_TEXTS,
  type Province,
  WINDOW_ACT_LABELS,
  WINDOW_PAPER_LABELS,
  type WindowActView,
  type WindowContent,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Told } from '../agency/index.ts';
import { tellingOf } from '../agency/texts.ts';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { WindowBody, WindowDecisionBody } from './schema.ts';

export const WINDOW = '/api/agency/window-acts';
type Services = Province['insured']['services'];
type Answer = Promise<Result<unknown, Refusal>>;

const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'window-act-unknown': ['actId', '请核对编号'],
  'window-act-decided': ['actId', '请查看结果'],
  'window-same-person': ['x-zhijie-operator', '请由另一名工作人员登录后复核'],
  'not-a-minor': ['isGuardian', '请按委托办理'],
  'guardian-paper-missing': ['paper', '请换成所列材料'],
  'window-content': ['identity', '请写 identity、delegation、consent 之一'],
  'guardian-needed': ['consent', '请监护人登录后切换到儿童办理'],
};

function telling(refusal: Refusal): Told {
  const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  const known = FIXES[refusal.code];
  if (known === undefined && own[refusal.code] === undefined) return tellingOf(refusal);
  const [field, fix] = known ?? ['body', '请核对后再办'];
  const text = own[refusal.code] ?? '要核验的内容没有写，或写了不止一项。';
  return { code: refusal.code, field: refusal.field ?? field, text, fix };
}

const statusOf = (code: string): 403 | 404 | 409 | 422 => {
  if (code === 'not-permitted') return 403;
  if (code === 'window-act-unknown') return 404;
  return code === 'window-act-decided' ? 409 : 422;
};

const atNode = (desk: Desk, work: (services: Services, actor: Actor) => Answer): Answer =>
  desk.province === null
    ? Promise.resolve(refuse('not-permitted'))
    : work(desk.province.insured.services, desk.actor);

async function delegationOf(
  services: Services,
  actor: Actor,
  wanted: NonNullable<WindowBody['delegation']>,
): Promise<Result<WindowContent, Refusal>> {
  const { delegateCertificateNumber, isGuardian, relation, scopes } = wanted;
  const endsOn = wanted.endsOn === undefined ? undefined : parseCalendarDate(wanted.endsOn);
  if (endsOn?.ok === false) return refuse('date-malformed', { field: 'delegation.endsOn' });
  const system: Actor = { id: actor.id, kind: 'system', node: actor.node, areas: [], roles: [] };
  const found = await services.findPerson(system, delegateCertificateNumber);
  if (!found.ok) return refuse(found.refusal.code, { field: 'delegation.delegateCertificateNumber' });
  const { personId } = found.value;
  const summary = await services.personSummary(system, personId);
  if (!summary.ok) return summary;
  const delegate = { personId, name: summary.value.person.name };
  return ok({ kind: 'delegation', delegate, isGuardian, wish: { relation, scopes, endsOn: endsOn?.value } });
}

/** The text that the person signs is the node's own; its hash goes with the paper. */
async function consentOf(
  services: Services,
  personId: string,
  { separately, recipientKind, recipientId, recipientName, ...terms }: NonNullable<WindowBody['consent']>,
): Promise<Result<{ readonly content: WindowContent; readonly text: string }, Refusal>> {
  const recipient = { kind: recipientKind, id: recipientId, name: recipientName };
  const person: Actor = { id: personId, kind: 'person', node: '', areas: [], roles: [] };
  const form = await services.consentForm(person, { ...terms, recipient, personId });
  if (!form.ok) return form;
  const { text, textHash } = form.value;
  return ok({ text, content: { kind: 'consent', request: { ...terms, recipient }, textHash, separately } });
}

async function contentOf(
  services: Services,
  actor: Actor,
  { personId, body }: { readonly personId: string; readonly body: WindowBody },
): Promise<Result<{ readonly content: WindowContent; readonly text: string | null }, Refusal>> {
  const { identity, delegation, consent } = body;
  if ([identity, delegation, consent].filter((each) => each !== undefined).length !== 1) {
    return refuse('window-content');
  }
  if (identity !== undefined) return ok({ text: null, content: { kind: 'identity', ...identity } });
  if (consent !== undefined) return consentOf(services, personId, consent);
  const content = await delegationOf(services, actor, delegation!);
  return content.ok ? ok({ text: null, content: content.value }) : content;
}

const shown = ({ content, ...row }: WindowActView) => ({
  actId: row.act_id,
  personId: row.person_id,
  kind: row.kind,
  kindLabel: WINDOW_ACT_LABELS[row.kind],
  paper: row.paper,
  paperLabel: WINDOW_PAPER_LABELS[row.paper],
  paperDigest: row.paper_digest,
  content,
  maker: row.maker,
  madeAt: row.made_at,
  checker: row.checker,
  accepted: row.accepted,
  note: row.note,
  decidedAt: row.decided_at,
  result: row.result,
});

/** `/api/agency/window-acts`: one compares, another confirms. */
export function windowApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const bodies = { largest: 6 * 1024 * 1024, fix: '扫描件至多 4 MB' };
    const { get, post } = deskRoutes(app, served, { telling, statusOf }, bodies);
    get(WINDOW, Type.Object({}, { additionalProperties: false }), (desk) =>
      atNode(desk, async (services, actor) => {
        const acts = await services.windowActs(actor);
        return acts.ok ? ok({ acts: acts.value.map(shown) }) : acts;
      }),
    );
    post(WINDOW, WindowBody, (desk, body) =>
      atNode(desk, async (services, actor) => {
        const found = await services.findPerson(actor, body.certificateNumber);
        if (!found.ok) return found;
        const { personId } = found.value;
        const read = await contentOf(services, actor, { personId, body });
        if (!read.ok) return read;
        const document = new Uint8Array(Buffer.from(body.document, 'base64'));
        const { content, text } = read.value;
        const made = await services.proposeAtWindow(actor, {
          personId,
          paper: body.paper,
          document,
          content,
        });
        return made.ok ? ok({ ...made.value, text }) : made;
      }),
    );
    post(`${WINDOW}/:actId/decision`, WindowDecisionBody, (desk, body, { actId = '' }) =>
      atNode(desk, (services, actor) => services.decideAtWindow(actor, { actId, ...body })),
    );
  };
}
