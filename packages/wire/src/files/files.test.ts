import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrapMultipart } from './multipart.ts';
import { firstFileOf, isZip, tabRows, zipOf } from './zip.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

describe('an archive', () => {
  test('gives back what went in, and is the same bytes each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (content) => {
        const archive = zipOf('目录.txt', content);
        expect(archive).toEqual(zipOf('目录.txt', content));
        expect(isZip(archive)).toBe(true);
        expect(firstFileOf(archive, 2000)).toEqual({ name: '目录.txt', content });
      }),
      { numRuns: 50 },
    );
  });

  test('is read by the archive reader of the Python standard library', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhijie-zip-'));
    try {
      const file = join(folder, 'a.zip');
      writeFileSync(file, zipOf('a.txt', tabRows([['甲', null]])));
      const script = `import zipfile; z = zipfile.ZipFile('${file}'); assert z.testzip() is None; print(z.read('a.txt').decode())`;
      expect(execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim()).toBe('甲\tnull');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('that unpacks to more than allowed, is cut or changed, is none', () => {
    const archive = zipOf('a.txt', new Uint8Array(100_000));
    expect(firstFileOf(archive, 99_999)).toBeNull();
    expect(firstFileOf(archive.slice(0, 40), 100_000)).toBeNull();
    const changed = archive.slice();
    changed[14]! ^= 1;
    expect(firstFileOf(changed, 100_000)).toBeNull();
    expect(isZip(Buffer.from('{"infcode":0}'.padEnd(40)))).toBe(false);
  });
});

test('rows are lines of tab-separated fields; nothing is the text null; breaks inside become blanks', () => {
  expect(
    text(
      tabRows([
        ['a', '', null],
        ['b\tc\nd', '1', '2'],
      ]),
    ),
  ).toBe('a\tnull\tnull\nb c d\t1\t2\n');
});

describe('a multipart body', () => {
  const body = (json: string, name = 'jsonStr') =>
    Buffer.concat([
      Buffer.from(`--B\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${json}\r\n--B\r\n`),
      Buffer.from('Content-Disposition: form-data; name="file"; filename="f"\r\n\r\n'),
      Buffer.of(0, 255, 13, 10, 45, 45),
      Buffer.from('\r\n--B--\r\n'),
    ]);

  test('becomes the envelope with the file as Base64, whatever bytes the file has', () => {
    const made = JSON.parse(
      text(unwrapMultipart(body('{"infno":"9101","input":{"fsUploadIn":{"filename":"f"}}}'))),
    );
    expect(made.input.fsUploadIn).toEqual({ filename: 'f', in: 'AP8NCi0t' });
  });

  test('with nodes as one JSON text, or without nodes', () => {
    const inText = unwrapMultipart(body(JSON.stringify({ input: '{"fsUploadIn":{"filename":"f"}}' })));
    expect(JSON.parse(text(inText)).input.fsUploadIn).toEqual({ filename: 'f', in: 'AP8NCi0t' });
    expect(JSON.parse(text(unwrapMultipart(body('{}')))).input.fsUploadIn).toEqual({ in: 'AP8NCi0t' });
  });

  test('without an envelope stays as it is; a broken envelope is handed on', () => {
    const other = body('{}', 'json');
    expect(unwrapMultipart(other)).toBe(other);
    expect(text(unwrapMultipart(body('{"a":')))).toBe('{"a":');
    const json = Buffer.from('{"infno":"9101"}');
    expect(unwrapMultipart(json)).toBe(json);
  });

  test('any bytes after two hyphens are answered without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        unwrapMultipart(Buffer.concat([Buffer.from('--'), bytes]));
      }),
    );
  });
});
