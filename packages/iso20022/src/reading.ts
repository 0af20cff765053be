import {
  type CalendarDate,
  type Fen,
  fen,
  type Instant,
  instant,
  LARGEST_FEN,
  ok,
  parseCalendarDate,
  type Result,
  refuse,
  startOfDay,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import type { MessageRefusal, MessageRefusalCode } from './refusals.ts';
import { readXml, type XmlElement } from './xml/xml.ts';

/** Carries a refusal out of the depth of a message; never leaves this package. */
class Refused extends Error {
  readonly refusal: MessageRefusal;
  constructor(refusal: MessageRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Stops the reading of a message with a refusal that names the element. */
export function stop(
  code: MessageRefusalCode,
  field: string,
  detail?: Readonly<Record<string, string | number>>,
): never {
  throw new Refused(refuse(code, { field, ...(detail && { detail }) }).refusal);
}

/** Reads a message of one namespace; what the reader stops at is answered as a refusal. */
export function readMessage<T>(
  source: string,
  { namespace, message }: { readonly namespace: string; readonly message: string },
  read: (body: Cursor) => T,
): Result<T, MessageRefusal> {
  const xml = readXml(source);
  if (!xml.ok) return xml;
  const { value: root } = xml;
  if (root.name !== 'Document' || root.namespace !== namespace)
    return refuse('wrong-message', { field: 'Document', detail: { namespace: root.namespace } });
  try {
    return ok(read(new Cursor(root, '').one(message)));
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

const LARGEST_TOTAL = Number.MAX_SAFE_INTEGER;

/** An element and where it stands. */
export class Cursor {
  readonly element: XmlElement;
  readonly path: string;
  constructor(element: XmlElement, path: string) {
    this.element = element;
    this.path = path;
  }

  #at(name: string, index = -1): string {
    const own = index < 0 ? name : `${name}[${index + 1}]`;
    return this.path === '' ? own : `${this.path}/${own}`;
  }

  many(name: string): Cursor[] {
    return this.element.children
      .filter((child) => child.name === name)
      .map((child, index) => new Cursor(child, this.#at(name, index)));
  }

  optional(name: string): Cursor | null {
    const found = this.element.children.filter((child) => child.name === name);
    if (found.length > 1) stop('element-repeated', this.#at(name));
    return found[0] === undefined ? null : new Cursor(found[0], this.#at(name));
  }

  one(name: string): Cursor {
    return this.optional(name) ?? stop('element-missing', this.#at(name));
  }

  /** Along a path of elements that each stand once. */
  along(path: string): Cursor {
    return path.split('/').reduce<Cursor>((cursor, name) => cursor.one(name), this);
  }

  /** The same, or null when one of them is absent. */
  find(path: string): Cursor | null {
    return path.split('/').reduce<Cursor | null>((cursor, name) => cursor?.optional(name) ?? null, this);
  }

  /** Refuses children that the reader does not know: an instruction is obeyed whole or not at all. */
  only(...names: readonly string[]): this {
    const other = this.element.children.find((child) => !names.includes(child.name));
    if (other !== undefined) stop('element-unknown', this.#at(other.name));
    return this;
  }

  /** Its text, one to `longest` characters. */
  text(longest: number): string {
    const { text } = this.element;
    if (text === '' || text.length > longest) stop('text-too-long', this.path, { longest });
    return text;
  }

  word<const W extends string>(...words: readonly W[]): W {
    const found = words.find((word) => word === this.element.text);
    return found ?? stop('value-unknown', this.path, { known: words.join(' ') });
  }

  count(): number {
    const { text } = this.element;
    return /^\d{1,15}$/.test(text) ? Number(text) : stop('value-unknown', this.path);
  }

  /** Sum of yuan without a currency, fen. */
  sum(): TotalFen {
    return totalFen(fenOf(this.element.text, this.path, LARGEST_TOTAL));
  }

  /** Amount of one transfer in yuan, fen, above zero. */
  amount(): Fen {
    this.#yuan();
    const amount = fenOf(this.element.text, this.path, LARGEST_FEN);
    return amount === 0 ? stop('amount-malformed', this.path) : fen(amount);
  }

  /** Amount of any size in yuan, fen, zero or more. */
  total(): TotalFen {
    this.#yuan();
    return this.sum();
  }

  #yuan(): void {
    if (this.element.attributes.Ccy !== 'CNY') stop('currency-foreign', this.path);
  }

  date(): CalendarDate {
    const date = parseCalendarDate(this.element.text);
    return date.ok ? date.value : stop('date-malformed', this.path);
  }

  /** A moment; without an offset it is China time. */
  moment(): Instant {
    return momentOf(this.element.text) ?? stop('date-malformed', this.path);
  }
}

/** Yuan with at most two decimals that count to fen, by integers only. */
function fenOf(text: string, path: string, largest: number): number {
  const match = /^\+?(\d{1,18})(?:\.(\d{0,5}))?$/.exec(text);
  if (match === null) return stop('amount-malformed', path);
  const [, yuan = '', decimals = ''] = match;
  if (!/^\d{0,2}0*$/.test(decimals)) return stop('amount-malformed', path);
  const amount = BigInt(yuan + decimals.slice(0, 2).padEnd(2, '0'));
  return amount > BigInt(largest) ? stop('amount-too-large', path) : Number(amount);
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;
const MINUTE_MS = 60_000;
const CHINA = 480;

function momentOf(text: string): Instant | null {
  const match = MOMENT.exec(text);
  if (match === null) return null;
  const [, day = '', hour = '', minute = '', second = '', part = '', offset] = match;
  const date = parseCalendarDate(day);
  if (!date.ok || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = Number(part.slice(0, 3).padEnd(3, '0'));
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms;
  const shift = (CHINA - (offset === undefined ? CHINA : minutesOf(offset))) * MINUTE_MS;
  return instant(startOfDay(date.value) + time + shift);
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return offset.startsWith('-') ? 0 - minutes : minutes;
}
