import { assert } from '@zhijie/kernel';
import pg from 'pg';

type Parser = (text: string) => unknown;

// Type numbers of the catalogue (pg_type.oid), fixed for ever in PostgreSQL.
const BIGINT = 20;
const BIGINT_LIST = 1016;
const BYTEA = 17;
const BYTEA_LIST = 1001;
const TEXT_KEPT = [1082, 1083, 1114, 1184, 1182, 1115, 1185];

/** A bigint column as a number. Amounts and instants stay below 2^53 (design §2); more is a defect. */
function safeNumber(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `bigint ${text} does not fit a safe integer`);
  return value;
}

const defaultOf = (oid: number): Parser => pg.types.getTypeParser(oid, 'text') as Parser;
const listOf = (text: string): (string | null)[] => defaultOf(1009)(text) as (string | null)[];
const bytesOf = (text: string): Uint8Array => Uint8Array.from(defaultOf(BYTEA)(text) as Uint8Array);

const own = new Map<number, Parser>([
  [BIGINT, safeNumber],
  [BIGINT_LIST, (text) => listOf(text).map((x) => (x === null ? null : safeNumber(x)))],
  [BYTEA, bytesOf],
  [BYTEA_LIST, (text) => listOf(text).map((x) => (x === null ? null : bytesOf(x)))],
]);

// A date or time column stays text: the driver would shift it by the zone of the machine.
for (const oid of TEXT_KEPT) own.set(oid, (text) => text);

/** Reading rules of this package, given to each connection; the driver's global table is not touched. */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    const parser = format === 'binary' ? undefined : own.get(oid);
    return parser ?? (pg.types.getTypeParser(oid, format as 'text') as Parser);
  },
} as pg.CustomTypesConfig;
