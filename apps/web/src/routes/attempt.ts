import type { Refusal, Result } from '@zhijie/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, problemPage } from '../pages/problem.ts';
import type { PersonKey } from '../port.ts';
import { goTo, type Known, type Site, showPage, visitOf } from '../site.ts';

/** The network did not answer in the middle of a change: nobody here knows whether it was made. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** A part of a page that may be missing while the rest is shown. The failure is logged, never its content. */
export async function known<T>(request: FastifyRequest, work: Promise<T>): Promise<Known<T>> {
  try {
    return { isKnown: true, value: await work };
  } catch (error) {
    request.log.error({ err: error }, 'A part of a page is not known');
    return { isKnown: false };
  }
}

/** The same for a result; a refused part is not known either. */
export async function knownResult<T>(
  request: FastifyRequest,
  work: Promise<Result<T, Refusal>>,
): Promise<Known<T>> {
  const result = await known(request, work);
  return result.isKnown && result.value.ok
    ? { isKnown: true, value: result.value.value }
    : { isKnown: false };
}

/** A change that failed without an answer. */
export async function change<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new OutcomeUnknown('A change was sent and not answered', { cause: error });
  }
}

type OwnHandler = (who: PersonKey, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for entered persons; everybody else is sent to the first page. */
export function own(site: Site, handler: OwnHandler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { who } = visitOf(site, request).session;
    if (who === null) return goTo(site, request, reply, '/?enter=first');
    return handler(who, request, reply);
  };
}

export function showNotFound(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return showPage(site, request, reply, problemPage(PROBLEMS.notFound));
}

export const queryOf = (request: FastifyRequest): Readonly<Record<string, string | string[] | undefined>> =>
  request.query as Record<string, string | string[] | undefined>;

export const paramsOf = (request: FastifyRequest): Readonly<Record<string, string>> =>
  request.params as Record<string, string>;

export const formOf = (request: FastifyRequest): URLSearchParams =>
  request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
