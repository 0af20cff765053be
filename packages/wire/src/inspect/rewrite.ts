/** Copies of a message for another delivery: under a new message id, or written as untidy systems write. */
import { isObject, property, readJson, type WireJson, type WireObject } from '../json.ts';

const MESSAGE_ID = /("msgid"\s*:\s*)"(?:[^"\\]|\\.)*"/;

/** The same bytes with another message id; null when no message id of text stands in the envelope. */
export function withMessageId(bytes: Uint8Array, messageId: string): Uint8Array | null {
  // Latin-1 keeps every byte as it is, whatever else the message holds.
  const text = Buffer.from(bytes).toString('latin1');
  const changed = text.replace(MESSAGE_ID, (_whole, key: string) => `${key}${JSON.stringify(messageId)}`);
  const result = Uint8Array.from(Buffer.from(changed, 'latin1'));
  const json = readJson(result);
  const isChanged = json.ok && isObject(json.value) && property(json.value, 'msgid') === messageId;
  return isChanged ? result : null;
}

const EMPTY = '';

function untidy(value: WireJson): WireJson {
  if (Array.isArray(value)) return value.map(untidy);
  if (isObject(value)) {
    const changed = Object.entries(value).map(([key, item]) => [key, untidy(item)] as const);
    return { ...Object.fromEntries(changed), sandbox_unknown_key: 'null' };
  }
  return value === EMPTY || value === null ? 'null' : value;
}

/**
 * The same answer as dirty systems write it: numbers as strings, empty values as the text `"null"`, keys that
 * nobody knows. Values stay what they are. What is no successful envelope comes back unchanged.
 */
export function withUntidyOutput(answer: Uint8Array): Uint8Array {
  const json = readJson(answer);
  if (!json.ok || !isObject(json.value)) return answer;
  const body: WireObject = json.value;
  if (property(body, 'infcode') !== '0') return answer;
  const { output = null } = body;
  // Numbers became their source text when they were read; only the result code stays a number.
  return new TextEncoder().encode(JSON.stringify({ ...body, infcode: 0, output: untidy(output) }));
}
