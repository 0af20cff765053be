/** A patient's identity by two operators of a window under `/api/counter/identity-checks` (journey 13). */
import { formatDateTime, ok, type Refusal, type Result } from '@zhijie/kernel';
import {
  decideIdentity,
  IDENTITY_REFUSAL_TEXTS,
  type IdentityCheck,
  type IdentityRefusalCode,
  identityChecks,
  identityPaper,
  proposeIdentity,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type Window, windowOf } from '../counter/window.ts';
import { type Desk, type DeskApi, deskRoutes, type Telling } from '../desk.ts';
import { fileRoutes } from '../papers/api.ts';
import { CARD_LABELS, CheckBody, ChecksQuery, DecisionBody } from './schema.ts';

const CHECKS = '/api/counter/identity-checks';
const Nothing = Type.Object({}, { additionalProperties: false });

const FIXES: Readonly<Record<IdentityRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['session', '请以本院收费员的身份登录'],
  'visit-unknown': ['visitId', '请核对就诊编号'],
  'identity-paper-malformed': ['paper', '请重新拍摄或选择照片'],
  'identity-check-unknown': ['checkId', '请从核验清单里打开'],
  'identity-same-operator': ['session', '请另一位工作人员用自己的账号登录后复核'],
  'identity-reason-missing': ['note', '请写明人、卡、同意书哪里不一致'],
  'identity-check-decided': ['checkId', '请刷新后查看结论'],
  'request-differs': ['requestKey', '请刷新页面后再办'],
};
const TOLD: Telling = {
  telling: ({ code, field }) => {
    const [where, fix] = FIXES[code as IdentityRefusalCode] ?? ['body', '请刷新页面后再办'];
    const text = IDENTITY_REFUSAL_TEXTS[code as IdentityRefusalCode] ?? '没有办成';
    return { code, field: field ?? where, text: `${text}。没有收款。`, fix };
  },
  statusOf: (code) => {
    if (code === 'not-permitted' || code === 'identity-same-operator') return 403;
    if (code.endsWith('-unknown')) return 404;
    return code === 'identity-check-decided' || code === 'request-differs' ? 409 : 422;
  },
};

function shown({ actor }: Window, check: IdentityCheck) {
  const { checkId, visitId, personId, maskedName, maskedNumber, card, paperDigest, accepted } = check;
  return {
    ...{ checkId, visitId, personId, card, paperDigest },
    name: maskedName,
    certificateNumber: maskedNumber,
    method: `${CARD_LABELS[card]}＋两人核验`,
    state: accepted === null ? 'waiting' : accepted ? 'confirmed' : 'refused',
    maker: check.makerName,
    madeAt: formatDateTime(check.madeAt),
    checker: check.checkerName,
    decidedAt: check.decidedAt === null ? null : formatDateTime(check.decidedAt),
    note: check.note === '' ? null : check.note,
    isOwn: check.maker === actor.id,
  };
}

async function at<T>(
  desk: Desk,
  work: (window: Window, of: { readonly providerId: string }) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const window = await windowOf(desk);
  return window.ok ? work(window.value, { providerId: window.value.place.providerId }) : window;
}

const one = async (
  window: Window,
  done: Promise<Result<IdentityCheck, Refusal>>,
): Promise<Result<object, Refusal>> => {
  const check = await done;
  return check.ok ? ok({ check: shown(window, check.value) }) : check;
};

/** One operator compares and photographs the paper; another one, signed in as himself, confirms. */
export function identityApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const bodies = { largest: 6 * 1024 * 1024, fix: '照片至多 3 MB' };
    const { get, post } = deskRoutes(app, served, TOLD, bodies);
    get(CHECKS, ChecksQuery, (desk, { visitId = null }) =>
      at(desk, async (window, of) => {
        const checks = await identityChecks(window.deps, window.actor, { ...of, visitId });
        return checks.ok ? ok({ checks: checks.value.map((check) => shown(window, check)) }) : checks;
      }),
    );
    post('/api/counter/visits/:visitId/identity-checks', CheckBody, (desk, body, { visitId = '' }) =>
      at(desk, (window, of) => {
        const paper = new Uint8Array(Buffer.from(body.paper, 'base64'));
        const proposal = { ...of, visitId, requestKey: body.requestKey, card: body.card, paper };
        return one(window, proposeIdentity(window.deps, window.actor, proposal));
      }),
    );
    post(`${CHECKS}/:checkId/decision`, DecisionBody, (desk, body, { checkId = '' }) =>
      at(desk, (window, of) =>
        one(window, decideIdentity(window.deps, window.actor, { ...of, checkId, ...body })),
      ),
    );
    fileRoutes(app, served, TOLD)(`${CHECKS}/:checkId/paper`, Nothing, (desk, _query, { checkId = '' }) =>
      at(desk, async (window, of) => {
        const paper = await identityPaper(window.deps, window.actor, { ...of, checkId });
        if (!paper.ok) return paper;
        const { type, bytes } = paper.value;
        return ok({ name: `${checkId}.${type === 'image/png' ? 'png' : 'jpg'}`, mediaType: type, bytes });
      }),
    );
  };
}
