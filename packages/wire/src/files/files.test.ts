import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInput } from '../decode.ts';
import { statementRows } from '../transactions/reconciliation.ts';
import { unwrapMultipart } from './multipart.ts';
import { readRowFile, writeRowFile } from './row-file.ts';
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

  test('that leaves the sizes out of the header before the file, as Java writes it, is read', () => {
    const content = tabRows([['S1', '98.00']]);
    const archive = zipOf('a.txt', content);
    archive.fill(0, 14, 26);
    expect(firstFileOf(archive, 1000)).toEqual({ name: 'a.txt', content });
  });

  test('that unpacks to more than allowed, is cut or changed, is none', () => {
    const archive = zipOf('a.txt', new Uint8Array(100_000));
    expect(firstFileOf(archive, 99_999)).toBeNull();
    expect(firstFileOf(archive.slice(0, 40), 100_000)).toBeNull();
    // A byte of the content, of the directory's place, of the signature of the end.
    for (const at of [45, archive.length - 6, archive.length - 20]) {
      const changed = archive.slice();
      changed[at]! ^= 1;
      expect(firstFileOf(changed, 100_000), `${at}`).toBeNull();
    }
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

describe('a file of rows by position', () => {
  const rows = [{ settlementId: 'S1', visitId: 'V1', personId: 'P1', feeTotal: 9_800, isRefund: false }];
  const whole = rows.map((row) => ({ ...row, paidByFunds: 3_880, paidByPersonalAccount: 0 }));
  const read = (content: string | Uint8Array) =>
    readRowFile(statementRows, zipOf('a.txt', typeof content === 'string' ? Buffer.from(content) : content));

  test('is read as it was written, with a title line, blank lines and Windows line ends', () => {
    const file = writeRowFile(statementRows, 'a.txt', whole);
    expect(readRowFile(statementRows, file)).toMatchObject({ ok: true, value: whole });
    const line = text(firstFileOf(file, 1000)!.content).trim();
    expect(line).toBe('S1\tV1\tP1\t98.00\t38.80\t0.00\t0');
    const titled = `结算ID\t就诊ID\r\n${line}\r\n\r\n`;
    expect(read(titled)).toMatchObject({ ok: true, value: whole });
  });

  test('names the row and field that is wrong, or says that it is no text at all', () => {
    expect(read('S1\tV1\tP1\t98.001\t1\t1\t0')).toMatchObject({
      ok: false,
      refusal: { row: 1, rule: 'decimals', label: '医疗费总额' },
    });
    expect(read('S1\tnull\tP1\t98\t1\t1\t0')).toMatchObject({ refusal: { row: 1, rule: 'missing' } });
    expect(read(Uint8Array.of(0xc4, 0xe3))).toEqual({ ok: false, fault: 'not-utf8' });
    expect(readRowFile(statementRows, Buffer.from('x'.repeat(40)))).toEqual({
      ok: false,
      fault: 'file-not-zip',
    });
  });
});

test('the fields of a single node may stand in the input itself, as one client writes 3262', () => {
  const fields = { trt_year: '2026', trt_month: '3', otransid: '0' };
  const wanted = { clearingYear: 2026, clearingMonthOfYear: '03', confirmationReference: '0' };
  expect(decodeInput('3262', { data: fields })).toMatchObject({ ok: true, value: wanted, ignored: [] });
  expect(decodeInput('3262', fields)).toMatchObject({ ok: true, value: wanted, ignored: [] });
  expect(decodeInput('3262', {})).toMatchObject({ ok: true, value: {} });
});
