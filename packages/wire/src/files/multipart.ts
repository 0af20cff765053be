/**
 * The form of 9101 that is a multipart body: a text part `jsonStr` with the whole envelope and a binary
 * part `file`. It becomes the form with Base64 inside, so that everything behind sees one form.
 */
import { isObject, property, readJsonText, type WireObject } from '../json.ts';

const CRLF = '\r\n';

type Part = { readonly name: string; readonly content: Buffer };

function partsOf(bytes: Buffer): Part[] {
  const line = bytes.indexOf(CRLF);
  const boundary = bytes.subarray(0, line < 0 ? bytes.length : line);
  if (line < 3 || line > 200) return [];
  const separator = Buffer.concat([Buffer.from(CRLF), boundary]);
  const parts: Part[] = [];
  let at = line + CRLF.length;
  while (at < bytes.length && parts.length < 8) {
    const end = bytes.indexOf(separator, at);
    if (end < 0) break;
    const blank = bytes.indexOf(`${CRLF}${CRLF}`, at);
    if (blank >= 0 && blank < end) {
      const head = bytes.subarray(at, blank).toString('utf8');
      const name = /content-disposition:[^\r\n]*?;\s*name="?([^";\r\n]+)"?/i.exec(head)?.[1];
      if (name !== undefined) parts.push({ name, content: bytes.subarray(blank + 4, end) });
    }
    at = end + separator.length + CRLF.length;
  }
  return parts;
}

const nodeOf = (object: WireObject, name: string): WireObject => {
  const value = property(object, name);
  return isObject(value) ? value : {};
};

/** The JSON text of a multipart body with its file inside; any other body is answered as it is. */
export function unwrapMultipart(body: Uint8Array): Uint8Array {
  if (body.length < 4 || body[0] !== 0x2d || body[1] !== 0x2d) return body;
  const parts = partsOf(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const text = parts.find(({ name }) => name === 'jsonStr')?.content;
  if (text === undefined) return body;
  const envelope = readJsonText(text.toString('utf8'));
  const file = parts.find(({ name }) => name === 'file')?.content;
  if (!isObject(envelope) || file === undefined) return Uint8Array.from(text);
  const sent = property(envelope, 'input');
  const whole = typeof sent === 'string' ? readJsonText(sent) : sent;
  const input = isObject(whole) ? whole : {};
  const fsUploadIn = { ...nodeOf(input, 'fsUploadIn'), in: file.toString('base64') };
  return new TextEncoder().encode(JSON.stringify({ ...envelope, input: { ...input, fsUploadIn } }));
}
