/** Days, moments, months and years, all in China Standard Time. */
import {
  type CalendarDate,
  formatDateTime,
  type Instant,
  type Month,
  month,
  parseCalendarDate,
  parseDateTime,
} from '@zhijie/kernel';
import { bad, type Field, type FieldOptions, field, good } from './field.ts';
import { quote } from './json.ts';

/** `yyyy-MM-dd`; a time of day after it is ignored, because some clients send one. */
export function date(code: string, label: string, options?: FieldOptions): Field<CalendarDate> {
  return field<CalendarDate>(
    {
      code,
      label,
      kind: 'date',
      length: '10',
      read: (value) => {
        const shape = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?$/.exec(value);
        const parsed = shape === null ? null : parseCalendarDate(shape[1]!);
        return parsed?.ok ? good(parsed.value) : bad('format', '填日期 yyyy-MM-dd');
      },
      write: quote,
    },
    options,
  );
}

/**
 * `yyyy-MM-dd HH:mm:ss`, China Standard Time; a date alone means its first second, fractions are
 * dropped.
 */
export function dateTime(code: string, label: string, options?: FieldOptions): Field<Instant> {
  return field(
    {
      code,
      label,
      kind: 'date-time',
      length: '19',
      read: (value) => {
        const shape = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?)?$/.exec(value);
        const parsed = shape === null ? null : parseDateTime(`${shape[1]} ${shape[2] ?? '00:00:00'}`);
        return parsed?.ok ? good(parsed.value) : bad('format', '填时间 yyyy-MM-dd HH:mm:ss');
      },
      write: (value) => quote(formatDateTime(value)),
    },
    options,
  );
}

/** Year and month, `yyyyMM` on the wire (with or without a hyphen), `yyyy-MM` inside. */
export function yearMonth(code: string, label: string, options?: FieldOptions): Field<Month> {
  return field(
    {
      code,
      label,
      kind: 'month',
      length: '6',
      read: (value) => {
        const shape = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(value);
        return shape === null ? bad('format', '填年月 yyyyMM') : good(month(`${shape[1]}-${shape[2]}`));
      },
      write: (value) => quote(value.replace('-', '')),
    },
    options,
  );
}

/** A calendar year, four digits as text on the wire. */
export function year(code: string, label: string, options?: FieldOptions): Field<number> {
  return field(
    {
      code,
      label,
      kind: 'year',
      length: '4',
      read: (value) => (/^\d{4}$/.test(value) ? good(Number(value)) : bad('format', '填四位年度')),
      write: (value) => quote(String(value).padStart(4, '0')),
    },
    options,
  );
}
