import { Failure } from '@zhijie/kernel';

/** PostgreSQL could not be started, or its data folder belongs to somebody else. */
export class PostgresFailure extends Failure {
  override readonly name: string = 'PostgresFailure';
}

/** A statement failed. `code` is the SQLSTATE, or the socket's error code when the connection was lost. */
export class QueryFailure extends Failure {
  override readonly name: string = 'QueryFailure';
  readonly code: string | undefined;
  readonly constraint: string | undefined;

  // The message names the statement and never its values: values may be personal data.
  constructor(statementName: string, cause: unknown) {
    super(`Statement "${statementName}" failed: ${textOf(cause)}`, { cause });
    this.code = propertyOf(cause, 'code');
    this.constraint = propertyOf(cause, 'constraint');
  }
}

/** A recorded migration was changed, or two migrations share an id. */
export class MigrationFailure extends Failure {
  override readonly name: string = 'MigrationFailure';
}

/** True when the error, or what caused it, is a breach of a unique constraint (of that name, when given). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return anyCause(error, (e) => {
    if (propertyOf(e, 'code') !== '23505') return false;
    return constraint === undefined || propertyOf(e, 'constraint') === constraint;
  });
}

/** True for a serialization failure or a deadlock: the same transaction may be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  return anyCause(error, (e) => ['40001', '40P01'].includes(propertyOf(e, 'code') ?? ''));
}

/** True when a function of ours raised exactly this name, e.g. `transfer_conflict`. */
export function isRaised(error: unknown, name: string): boolean {
  return anyCause(
    error,
    (e) => e instanceof Error && e.message === name && /^(P0001|ZJ...)$/.test(propertyOf(e, 'code') ?? ''),
  );
}

/** The DETAIL that a function of ours gave with RAISE, or undefined. */
export function raisedDetail(error: unknown): string | undefined {
  let detail: string | undefined;
  anyCause(error, (e) => {
    detail = propertyOf(e, 'detail');
    return detail !== undefined;
  });
  return detail;
}

const CONNECTION_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
];

/**
 * True when the connection was refused or lost. The effect of a write is then unknown: it must be asked
 * for by its id, never assumed.
 */
export function isConnectionFailure(error: unknown): boolean {
  return anyCause(
    error,
    (e) =>
      CONNECTION_CODES.includes(propertyOf(e, 'code') ?? '') ||
      (e instanceof Error &&
        /^(Connection terminated|Client has encountered a connection error)/.test(e.message)),
  );
}

function anyCause(error: unknown, holds: (error: unknown) => boolean): boolean {
  for (let e = error, depth = 0; e !== undefined && e !== null && depth < 8; depth++) {
    if (holds(e)) return true;
    e = e instanceof Error ? e.cause : undefined;
  }
  return false;
}

function propertyOf(error: unknown, key: string): string | undefined {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined;
  const value = (error as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
