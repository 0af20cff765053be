import { readFileSync } from 'node:fs';
import type { AnswerOf, MessageName, RequestOf, Route } from '../messages.ts';

/** The recorded example of a message, as published in `spec/golden/exchange`. */
export type Golden<N extends MessageName> = {
  readonly message: N;
  readonly route: Route;
  readonly request: RequestOf<N>;
  readonly answer: AnswerOf<N>;
};

const FOLDER = new URL('../../../../spec/golden/exchange/', import.meta.url);

export function golden<N extends MessageName>(message: N): Golden<N> {
  return JSON.parse(readFileSync(new URL(`${message}.json`, FOLDER), 'utf8')) as Golden<N>;
}

export function goldenFile(name: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Record<string, string>;
}
