/** Texts, yes or no, and codes of official tables. */
import { assert } from '@zhijie/kernel';
import type { CodeTable } from './code-table.ts';
import { type Extension, readExtension, writeExtension } from './extension.ts';
import { bad, checkText, type Field, type FieldOptions, field, good } from './field.ts';
import { quote } from './json.ts';

/**
 * From this length on a text is prose for people; shorter ones are numbers and names that must arrive
 * whole.
 */
const PROSE = 100;

/**
 * What is too long for its field is cut when it is prose; anything else would be a wrong value: a
 * defect.
 */
function writeText(code: string, longest: number, value: string): string {
  const characters = value.length <= longest ? null : [...value];
  if (characters === null || characters.length <= longest) return quote(value);
  assert(longest >= PROSE, `"${value}" is too long for ${code} (${longest} characters)`);
  return quote(`${characters.slice(0, longest - 1).join('')}…`);
}

export function text(code: string, label: string, longest: number, options?: FieldOptions): Field<string> {
  return field(
    {
      code,
      label,
      kind: 'text',
      length: String(longest),
      read: (value) => {
        const fault = checkText(value, longest);
        return fault === null ? good(value) : { ok: false, fault };
      },
      write: (value) => writeText(code, longest, value),
    },
    options,
  );
}

/** The extension field where no rule gives it a meaning: text that some clients send as a JSON object. */
export function jsonText(
  code: string,
  label: string,
  longest: number,
  options?: FieldOptions,
): Field<string> {
  return { ...text(code, label, longest, options), kind: 'json-text' };
}

/** 医保区划: six digits. */
export function region(code: string, label: string, options?: FieldOptions): Field<string> {
  const plain = text(code, label, 6, options);
  return {
    ...plain,
    kind: 'region',
    read: (value) => {
      const read = plain.read(value);
      return !read.ok || /^\d{6}$/.test(value) ? read : bad('format', '填六位医保区划代码');
    },
  };
}

/** Yes or no, `1` or `0` on the wire. */
export function flag(code: string, label: string, options?: FieldOptions): Field<boolean> {
  return field(
    {
      code,
      label,
      kind: 'flag',
      length: '3',
      read: (value) =>
        value === '1' ? good(true) : value === '0' ? good(false) : bad('dictionary', '填 0（否）或 1（是）'),
      write: (value) => (value ? '"1"' : '"0"'),
    },
    options,
  );
}

/** Yes or no as a JSON boolean: the counters of a page, which copy a Java object. */
export function truth(code: string, label: string, options?: FieldOptions): Field<boolean> {
  return field(
    {
      code,
      label,
      kind: 'truth',
      length: '5',
      read: (value) => {
        if (value === 'true' || value === '1') return good(true);
        return value === 'false' || value === '0' ? good(false) : bad('dictionary', '填 true 或 false');
      },
      write: String,
    },
    options,
  );
}

/** Bytes: Base64 text, or an array of signed bytes as Java writes it; Base64 when written. */
export function bytes(code: string, label: string, options?: FieldOptions): Field<Uint8Array> {
  return field<Uint8Array>(
    {
      code,
      label,
      kind: 'bytes',
      length: '',
      read: (value) => {
        const plain = value.replace(/\s/g, '');
        const isBase64 = plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
        return isBase64
          ? good(Uint8Array.from(Buffer.from(plain, 'base64')))
          : bad('format', '填 Base64 文字，或有符号字节的数组');
      },
      write: (value) => quote(Buffer.from(value).toString('base64')),
    },
    options,
  );
}

/** A value of an official code table, read into the word that the kernel uses for it. */
export function word<W extends string>(
  code: string,
  label: string,
  longest: number,
  table: CodeTable<W>,
  options?: FieldOptions,
): Field<W> {
  return field(
    {
      code,
      label,
      kind: 'word',
      length: String(longest),
      table,
      read: (value) => {
        const found = table.wordOf(value);
        if (found !== undefined) return good(found);
        const known = table.unsupported[value];
        if (known !== undefined) return bad('dictionary', `“${known}”暂不办理，可填 ${table.choices}`);
        return bad('dictionary', `可填 ${table.choices}`);
      },
      write: (value) => quote(table.codeOf(value)),
    },
    options,
  );
}

/** Like `word`, for a table that places extend: a word or code that is not in it passes as it is. */
export function openWord(
  code: string,
  label: string,
  longest: number,
  table: CodeTable<string>,
): Field<string> {
  const plain = text(code, label, longest);
  return {
    ...plain,
    table,
    read: (value) => {
      const found = table.wordOf(value);
      return found === undefined ? plain.read(value) : good(found);
    },
    write: (value) => (Object.hasOwn(table.codes, value) ? quote(table.codeOf(value)) : plain.write(value)),
  };
}

/** The out-of-area extension (rules 2.1): a JSON object, usually as a JSON string. */
export function extension(code: string, label: string, options?: FieldOptions): Field<Extension> {
  return field(
    {
      code,
      label,
      kind: 'extension',
      length: '4000',
      read: (value) => {
        const read = readExtension(value);
        return read.ok ? good(read.value) : bad(read.rule, read.wanted);
      },
      write: (value) => quote(writeExtension(value)),
    },
    options,
  );
}
