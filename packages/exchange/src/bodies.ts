import { assert, Failure } from '@zhijie/kernel';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { encodeJson, readJson } from './frame.ts';
import { type AnswerOf, MESSAGES, type MessageName, type RequestOf } from './messages.ts';

/** A body that came from another node and does not keep the contract; names the first offending place. */
export class BadBody extends Failure {
  override readonly name = 'BadBody';
}

export const RefusalSchema = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 100 }),
  field: Type.Optional(Type.String({ maxLength: 200 })),
  detail: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
});

/**
 * Why a frame has no answer. `not-delivered` and `rejected`: certainly not processed by the final node;
 * `no-answer` and `failed`: unknown.
 */
export const FaultSchema = Type.Object({
  code: Type.Enum(['not-delivered', 'rejected', 'no-answer', 'failed']),
  reason: Type.String({ maxLength: 200 }),
});
export type Fault = Static<typeof FaultSchema>;

type Part = 'request' | 'answer';
const compiled = new Map<string, Validator>();

function checkOf(name: MessageName, part: Part): Validator {
  const key = `${name} ${part}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = Compile(MESSAGES[name][part] as TSchema);
  compiled.set(key, made);
  return made;
}

/** True for the messages of this version of the contract. */
export function isMessageName(text: string): text is MessageName {
  return Object.hasOwn(MESSAGES, text);
}

function problemOf(check: Validator, value: unknown): string {
  const [first] = check.Errors(value);
  return first === undefined ? 'unknown' : `${first.instancePath || '/'} ${first.message}`;
}

/** The bytes of our own body. A body that breaks the contract is our defect, so this asserts. */
export function encodeBody(name: MessageName, part: Part, value: unknown): Uint8Array {
  const check = checkOf(name, part);
  if (!check.Check(value)) assert(false, `Cannot send ${part} of ${name}: ${problemOf(check, value)}`);
  return encodeJson(value);
}

/** Reads a request of another node; throws `BadBody`. Unknown keys stay where they are and are ignored. */
export function decodeRequest<N extends MessageName>(name: N, bytes: Uint8Array): RequestOf<N> {
  return decode(checkOf(name, 'request'), `request of ${name}`, bytes) as RequestOf<N>;
}

/** Reads an answer of another node; throws `BadBody`. */
export function decodeAnswer<N extends MessageName>(name: N, bytes: Uint8Array): AnswerOf<N> {
  return decode(checkOf(name, 'answer'), `answer of ${name}`, bytes) as AnswerOf<N>;
}

const refusalCheck = Compile(RefusalSchema);
const faultCheck = Compile(FaultSchema);

export function decodeRefusal(bytes: Uint8Array): Static<typeof RefusalSchema> {
  return decode(refusalCheck, 'refusal', bytes) as Static<typeof RefusalSchema>;
}

export function decodeFault(bytes: Uint8Array): Fault {
  return decode(faultCheck, 'fault', bytes) as Fault;
}

function decode(check: Pick<Validator, 'Check' | 'Errors'>, what: string, bytes: Uint8Array): unknown {
  const value = readJson(bytes);
  if (!check.Check(value))
    throw new BadBody(`The ${what} is not valid: ${problemOf(check as Validator, value)}`);
  return value;
}
