import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { assert } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { invoiceDigest, invoiceKeyOf } from './digest.ts';
import type { InvoiceField, InvoiceRead } from './invoice.ts';
import { paperKindOf, readInvoice } from './read-invoice.ts';
import { readXml } from './xml-reader.ts';
import { unzip } from './zip.ts';

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./testing/samples/${name}`, import.meta.url)));

async function read(name: string): Promise<InvoiceRead> {
  const result = await readInvoice(sample(name));
  assert(result.ok, `${name} is read`);
  return result.value;
}
const valuesOf = ({ fields }: InvoiceRead): Partial<Record<InvoiceField, string>> =>
  Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));

const KEY = { code: '11060226', number: '0000012345' };
const FACE = {
  ...KEY,
  checkCode: '3f8a2c',
  payer: '周示长',
  issuer: '北京示例医院',
  issuedOn: '2026-03-12',
  total: '30000.00',
  selfFunded: '2400.00',
  selfPaidFirst: '1600.00',
  admittedOn: '2026-03-02',
  dischargedOn: '2026-03-12',
};

/** A grey picture of one tone, as PNG. */
function greyPicture(side: number): Uint8Array {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((side + 1) * side, 40);
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([signature, ...parts]));
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('A-03 an electronic invoice', () => {
  it('is read from its data file, every field sure', async () => {
    const invoice = await read('invoice.xml');
    expect(valuesOf(invoice)).toEqual({ ...FACE, visitNumber: 'ZY2026030001' });
    expect(invoice.items.map((item) => item.amount)).toEqual([
      '1800.00',
      '4200.00',
      '5300.00',
      '8500.00',
      '7200.00',
      '3000.00',
    ]);
    expect(invoice.fields.total).toEqual({ value: '30000.00', confidence: 100, box: null });
  });

  it('is read from an OFD: labels of the template, values of the page, with their places', async () => {
    const invoice = await read('invoice.ofd');
    expect(valuesOf(invoice)).toEqual(FACE);
    expect(invoice.items).toMatchObject([
      { name: '治疗费', amount: '18000.00' },
      { name: '西药费', amount: '12000.00' },
    ]);
    expect(invoice.fields.number?.box).toEqual({ page: 1, x: 6476, y: 2143, width: 1905, height: 357 });
  });

  it('is read from the text layer of a PDF', async () => {
    const invoice = await read('invoice.pdf');
    expect(valuesOf(invoice)).toMatchObject(FACE);
    expect(invoice.items).toHaveLength(6);
    expect(invoice.fields.total?.box?.page).toBe(1);
  });

  it('is read from a photo by recognition, with sureness and place of each field', async () => {
    const invoice = await read('invoice.png');
    expect(valuesOf(invoice)).toMatchObject(FACE);
    const { number } = invoice.fields;
    expect(number!.confidence).toBeGreaterThan(70);
    expect(number!.box!.x).toBeGreaterThan(5000);
    expect(number!.box!.y).toBeLessThan(4000);
    expect(invoice.items.map((item) => item.amount)).toContain('8500.00');
  }, 60_000);

  it('of which a picture shows nothing asks for another picture', async () => {
    expect(await readInvoice(greyPicture(600))).toEqual({
      ok: false,
      refusal: { code: 'picture-unclear' },
    });
    expect(await readInvoice(greyPicture(100))).toMatchObject({ refusal: { code: 'picture-too-small' } });
  }, 60_000);

  it('in a file that is damaged or of another kind is refused by name', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const ofd = sample('invoice.ofd');
    expect(await readInvoice(bytes('hello'))).toMatchObject({ refusal: { code: 'paper-kind-unknown' } });
    expect(await readInvoice(bytes('<a><b></a>'))).toMatchObject({ refusal: { code: 'paper-damaged' } });
    expect(await readInvoice(ofd.subarray(0, 300))).toMatchObject({ refusal: { code: 'paper-damaged' } });
    const half = sample('invoice.png').subarray(0, 4000);
    expect(await readInvoice(half)).toMatchObject({ refusal: { code: 'paper-damaged' } });
    expect(paperKindOf(sample('invoice.pdf'))).toBe('pdf');
  }, 60_000);

  it('is known in registers by a digest that needs the key of the network', () => {
    const key = new Uint8Array(16).fill(2);
    const digest = invoiceDigest(key, KEY);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(invoiceDigest(new Uint8Array(16).fill(3), KEY)).not.toBe(digest);
    expect(invoiceDigest(key, { ...KEY, number: '0000012346' })).not.toBe(digest);
  });

  it.each([
    ['11060226/0000012345', KEY],
    ['110602260000012345', KEY],
    ['0000012345', KEY],
    ['INV-1', null],
    ['12345678/0000012345', null],
  ])('named %s by a hospital is %o', (text, key) => {
    expect(invoiceKeyOf(text, { area: '110000', isInpatient: true, year: 2026 })).toEqual(key);
  });
});

describe('files from strangers', () => {
  it('cannot name entities, and cannot unpack without bound', () => {
    expect(readXml('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toBeNull();
    expect(readXml(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)).toBeNull();
    expect(readXml('<a t="&lt;1">x&amp;<![CDATA[<y>]]></a>')).toMatchObject({
      text: 'x&<y>',
      attributes: { t: '<1' },
    });
    expect(unzip(sample('invoice.ofd'), { wants: () => true, largest: 1000 })).toBeNull();
  });
});
