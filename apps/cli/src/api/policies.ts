import type { Log } from '@zhijie/exchange';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { PolicyFolder } from '../policies/folder.ts';
import type { Identify, Told } from './agency/index.ts';

const SHOWN_AT_MOST = 20;
const NOT_AGENCY: Told = {
  code: 'not-permitted',
  field: 'session',
  text: '不是经办机构，或本岗位不办理政策包。',
  fix: '请由经办机构的经办登录后办理；原来的政策包继续有效',
};

/**
 * `POST /api/agency/policies/reload`: the node reads its folder of packs again, for an operator known to it.
 * Answers which plans changed, by hash. HTTP 422 with every finding when the packs are refused; the ones in
 * force then stay so.
 */
export function policiesApi(
  packs: PolicyFolder,
  identify: Identify,
  log: Log,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, body, done) =>
      done(null, body),
    );
    app.post('/api/agency/policies/reload', async (request, reply) => {
      const actor = identify(request.headers);
      if (!actor.ok) return sent(reply, 401, { refusal: actor.refusal });
      const { kind, roles } = actor.value;
      if (kind !== 'agency' || !roles.includes('operator')) return sent(reply, 403, { refusal: NOT_AGENCY });
      const reloaded = packs.reload();
      const by = actor.value.id;
      if (!reloaded.ok) {
        log({ level: 'warn', event: 'policies-refused', by, findings: reloaded.refusal.length });
        return sent(reply, 422, { refusal: refusalOf(packs.folder, reloaded.refusal) });
      }
      log({ level: 'info', event: 'policies-reloaded', by, plans: reloaded.value.length });
      const { folder, library } = packs;
      return sent(reply, 200, { folder, packs: library.packs.length, changes: reloaded.value });
    });
  };
}

type Findings = Extract<ReturnType<PolicyFolder['reload']>, { ok: false }>['refusal'];

function refusalOf(folder: string, findings: Findings) {
  return {
    code: 'policies-refused',
    field: 'folder',
    text: `${folder} 中有 ${findings.length} 处不合，没有更换：原来的政策包继续有效`,
    fix: findings
      .slice(0, SHOWN_AT_MOST)
      .map(({ file, line, code, message, fix }) => `${file}:${line} ${code}：${message}（改法：${fix}）`)
      .join('\n'),
    findings,
  };
}

const sent = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
  reply.status(status).header('cache-control', 'no-store').send(body);
