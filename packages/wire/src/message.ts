/**
 * Messages of the national interface as lists of dictionary fields. The TypeScript type of a message
 * follows from the list by inference; reading and writing walk the same list.
 */
import * as dictionary from './dictionary/index.ts';
import type { Field, ValueOf } from './field.ts';

export type Dictionary = typeof dictionary;
export type FieldName = keyof Dictionary;
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The named fields of the dictionary. */
export function pick<const K extends FieldName>(...names: readonly K[]): Pick<Dictionary, K> {
  const picked: Partial<Record<FieldName, unknown>> = {};
  const byName: Dictionary = dictionary;
  for (const name of names) picked[name] = byName[name];
  return picked as Pick<Dictionary, K>;
}

/** Fields of the dictionary under the codes of one edition; the usual code is read as well. */
export function spelled<const K extends FieldName>(codes: Readonly<Record<K, string>>): Pick<Dictionary, K> {
  const byName: Dictionary = dictionary;
  const entries = (Object.entries(codes) as [K, string][]).map(([name, code]) => {
    const field = byName[name] as Field<unknown>;
    const spellings = field.code === code ? [] : [field.code];
    return [name, { ...field, code, spellings, alsoWrittenAs: [] }];
  });
  return Object.fromEntries(entries) as Pick<Dictionary, K>;
}

/** Nodes that stand inside a row of another node, by English name. */
export interface Nested {
  readonly [name: string]: Node;
}

export type Node<
  R extends Fields = Fields,
  O extends Fields = Fields,
  G extends Fields = Fields,
  M extends boolean = boolean,
  C extends Nested = Nested,
> = {
  readonly is: 'node';
  /** Official name of the node; empty when it stands in the message itself, alone or beside others. */
  readonly code: string;
  readonly label: string;
  readonly many: M;
  /** Least number of rows of a multi-row node. */
  readonly atLeast: number;
  readonly required: R;
  /** Written as "empty" in an answer when absent. */
  readonly optional: O;
  /** Fields of one provincial edition only: read when sent, written only when there is a value. */
  readonly regional: G;
  /** Written after the fields of a row; always there when read, left out at will when written. */
  readonly nested: C;
  /** All fields with their English names, required ones first: the order of writing. */
  readonly fields: readonly NodeField[];
};

export type NodeField = readonly [
  name: string,
  field: Field<unknown>,
  presence: 'required' | 'optional' | 'regional',
];

type Parts<R, O, G, C> = { required?: R; optional?: O; regional?: G; nested?: C; atLeast?: number };
type None = Record<never, never>;

function node<R extends Fields, O extends Fields, G extends Fields, M extends boolean, C extends Nested>(
  code: string,
  label: string,
  many: M,
  parts: Parts<R, O, G, C>,
): Node<R, O, G, M, C> {
  const list = (fields: Fields | undefined, presence: NodeField[2]): NodeField[] =>
    Object.entries(fields ?? {}).map(([name, field]) => [name, field, presence] as const);
  return {
    is: 'node',
    code,
    label,
    many,
    atLeast: parts.atLeast ?? 0,
    required: parts.required ?? ({} as R),
    optional: parts.optional ?? ({} as O),
    regional: parts.regional ?? ({} as G),
    nested: parts.nested ?? ({} as C),
    fields: [
      ...list(parts.required, 'required'),
      ...list(parts.optional, 'optional'),
      ...list(parts.regional, 'regional'),
    ],
  };
}

/** A node of one row: an object on the wire. */
export function one<
  R extends Fields = None,
  O extends Fields = None,
  G extends Fields = None,
  C extends Nested = None,
>(code: string, label: string, parts: Parts<R, O, G, C>): Node<R, O, G, false, C> {
  return node(code, label, false, parts);
}

/** A node of several rows: an array on the wire. */
export function many<
  R extends Fields = None,
  O extends Fields = None,
  G extends Fields = None,
  C extends Nested = None,
>(code: string, label: string, parts: Parts<R, O, G, C>): Node<R, O, G, true, C> {
  return node(code, label, true, parts);
}

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** Without nested nodes the list is inferred as any names at all: those stand for none. */
type NestedOf<N> = N extends { readonly nested: infer C } ? (string extends keyof C ? None : C) : never;

export type RowOf<N> =
  N extends Node<infer R, infer O, infer G>
    ? Flat<
        { [K in keyof R]: ValueOf<R[K]> } & { [K in keyof O]?: ValueOf<O[K]> | undefined } & {
          [K in keyof G]?: ValueOf<G[K]> | undefined;
        } & { [K in keyof NestedOf<N>]?: NodeValue<NestedOf<N>[K]> | undefined }
      >
    : never;

export type NodeValue<N> = N extends { many: true } ? readonly RowOf<N>[] : RowOf<N>;

/** One node (its value is the message) or several named nodes. */
export type Message = Node | Readonly<Record<string, Node>>;

export type MessageValue<M> = M extends Node ? NodeValue<M> : { readonly [K in keyof M]: NodeValue<M[K]> };

export function isNode(message: Message): message is Node {
  return (message as { is?: unknown }).is === 'node';
}

/** The nodes of a message with the English name under which each stands (null: the message is the node). */
export function nodesOf(message: Message): readonly (readonly [name: string | null, node: Node])[] {
  return isNode(message) ? [[null, message]] : Object.entries(message);
}

/** Every node of a message, those inside rows of others too, outer ones first. */
export function allNodesOf(message: Message): readonly Node[] {
  const within = (one: Node): Node[] => [one, ...Object.values(one.nested).flatMap(within)];
  return nodesOf(message).flatMap(([, one]) => within(one));
}

export type Transaction<I extends Message = Message, O extends Message = Message> = {
  readonly number: string;
  readonly label: string;
  /** Whether a success changes something: such a call is remembered by institution and message id. */
  readonly writes: boolean;
  /** A success is the bytes of a file instead of an envelope. */
  readonly answersFile: boolean;
  readonly input: I;
  readonly output: O;
  /** A rule over several fields, checked after each field by itself. */
  readonly check: ((input: MessageValue<I>) => CrossFault | null) | null;
};

/** The same message under another number, where editions differ in nothing that it carries. */
export const variant = <I extends Message, O extends Message>(
  number: string,
  label: string,
  of: Transaction<I, O>,
): Transaction<I, O> => ({ ...of, number, label });

export type CrossFault = {
  readonly node: string;
  readonly field: string;
  readonly label: string;
  readonly wanted: string;
};

export function transaction<I extends Message, O extends Message>(parts: {
  number: string;
  label: string;
  writes: boolean;
  answersFile?: boolean;
  input: I;
  output: O;
  check?: (input: MessageValue<I>) => CrossFault | null;
}): Transaction<I, O> {
  return { ...parts, answersFile: parts.answersFile ?? false, check: parts.check ?? null };
}
