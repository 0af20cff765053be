/** Charts as inline SVG: no script, nothing from elsewhere; colours are names that the page defines. */

/** What may stand in a text or an attribute. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const WIDTH = 560;
const ROW = 34;
const round = (x: number): number => Math.round(x * 10) / 10;

/** Round steps that divide a range into at most `most` parts: 1, 2 or 5 times a power of ten. */
export function ticksOf(low: number, high: number, most: number): number[] {
  const span = Math.max(high - low, 1);
  let step = 1;
  for (let power = 1; step * most < span; power *= 10) {
    step = [1, 2, 5, 10].map((one) => one * power).find((one) => one * most >= span) ?? power * 10;
  }
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push(tick + 0);
  return ticks;
}

type Place = { readonly x: number; readonly y: number };

function text(content: string, { x, y }: Place, anchor: 'start' | 'middle' | 'end', name = ''): string {
  const style = name === '' ? '' : ` class="${name}"`;
  const place = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"`;
  return `<text ${place}${style}>${escapeHtml(content)}</text>`;
}

function line(from: Place, to: Place, name: string): string {
  const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(round);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${name}"/>`;
}

function bar({ x, y }: Place, width: number, height: number, name: string): string {
  const size = `width="${round(Math.max(width, 0))}" height="${round(Math.max(height, 0))}"`;
  return `<rect x="${round(x)}" y="${round(y)}" ${size} rx="2" class="${name}"/>`;
}

function svg(title: string, description: string, height: number, parts: readonly string[]): string {
  const id = escapeHtml(title.replace(/\s/g, '-'));
  const name = `<title id="${id}-t">${escapeHtml(title)}</title>`;
  const labels = `${name}<desc id="${id}-d">${escapeHtml(description)}</desc>`;
  const open = `<svg viewBox="0 0 ${WIDTH} ${round(height)}" role="img" aria-labelledby="${id}-t ${id}-d">`;
  return `${open}${labels}${parts.join('')}</svg>`;
}

export type Chart = { readonly title: string; readonly description: string; readonly axis: string };
export type Format = (value: number) => string;

/** Room for labels at the left, in units of the drawing: Chinese characters of 13 units. */
const labelRoom = (labels: readonly string[]): number =>
  Math.min(
    Math.max(...labels.map((label) => [...label].reduce((w, c) => w + (c < '⺀' ? 7 : 13), 0)), 60) + 14,
    250,
  );

/** Bars to both sides of nothing: the left is less, the right is more. */
export function divergingBars(
  about: Chart,
  rows: readonly { readonly label: string; readonly value: number }[],
  format: Format,
  names: { readonly less: string; readonly more: string },
  words = { less: '少付', more: '多付' },
): string {
  const left = labelRoom([about.axis, ...rows.map(({ label }) => label)]);
  const ends = rows.map(({ value }) => value);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const span = Math.max(high - low, 1);
  const margin = 100;
  const hasLess = low < 0;
  const hasMore = high > 0 || !hasLess;
  const start = left + (hasLess ? margin : 0);
  const inner = WIDTH - start - (hasMore ? margin : 8);
  const at = (value: number): number => start + ((value - low) / span) * inner;
  const bottom = rows.length * ROW + 8;
  const parts = [line({ x: at(0), y: 4 }, { x: at(0), y: bottom }, 'axis')];
  for (const [index, { label, value }] of rows.entries()) {
    const y = index * ROW + 8;
    parts.push(text(label, { x: left - 10, y: y + 16 }, 'end'));
    const from = Math.min(at(0), at(value));
    parts.push(
      bar({ x: from, y: y + 2 }, Math.abs(at(value) - at(0)), ROW - 14, value < 0 ? names.less : names.more),
    );
    const isLeft = value < 0 || (value === 0 && !hasMore);
    const place = { x: isLeft ? from - 6 : at(value) + 6, y: y + 16 };
    parts.push(text(format(value), place, isLeft ? 'end' : 'start', 'value'));
  }
  const y = bottom + 18;
  if (hasLess) parts.push(text(`← ${words.less}`, { x: at(0) - 8, y }, 'end', 'axis-name'));
  if (high > 0) parts.push(text(`${words.more} →`, { x: at(0) + 8, y }, 'start', 'axis-name'));
  parts.push(text(about.axis, { x: left - 10, y }, 'end', 'axis-name'));
  return svg(about.title, about.description, bottom + 26, parts);
}

/** Two bars per row, one over the other: before and after. */
export function pairedBars(
  about: Chart,
  rows: readonly { readonly label: string; readonly before: number; readonly after: number }[],
  format: Format,
): string {
  const left = labelRoom(rows.map(({ label }) => label));
  const high = Math.max(1, ...rows.flatMap(({ before, after }) => [before, after]));
  const inner = WIDTH - left - 90;
  const at = (value: number): number => left + (value / high) * inner;
  const height = ROW + 12;
  const bottom = rows.length * height + 4;
  const parts = [line({ x: left, y: 2 }, { x: left, y: bottom }, 'axis')];
  for (const [index, { label, before, after }] of rows.entries()) {
    const y = index * height + 6;
    for (const [offset, value, name] of [
      [0, before, 'before'],
      [17, after, 'after'],
    ] as const) {
      parts.push(bar({ x: left, y: y + offset }, at(value) - left, 14, name));
      parts.push(text(format(value), { x: at(value) + 6, y: y + offset + 11.5 }, 'start', 'value'));
    }
    parts.push(text(label, { x: left - 10, y: y + 20 }, 'end'));
  }
  parts.push(text(about.axis, { x: left, y: bottom + 18 }, 'start', 'axis-name'));
  return svg(about.title, about.description, bottom + 26, parts);
}

/** Shares of each row that win and lose, to both sides of nothing; values 0 … 10 000. */
export function winnersAndLosers(
  about: Chart,
  rows: readonly { readonly label: string; readonly winners: number; readonly losers: number }[],
  format: Format,
): string {
  const left = labelRoom(rows.map(({ label }) => label));
  const margin = 66;
  const mostLosers = Math.max(0, ...rows.map(({ losers }) => losers));
  const mostWinners = Math.max(0, ...rows.map(({ winners }) => winners));
  const room = WIDTH - left - margin * (mostLosers > 0 ? 2 : 1);
  const scale = room / Math.max(mostWinners + mostLosers, 1);
  const middle = left + (mostLosers > 0 ? margin + mostLosers * scale : 0);
  const bottom = rows.length * ROW + 8;
  const parts = [line({ x: middle, y: 4 }, { x: middle, y: bottom }, 'axis')];
  for (const [index, { label, winners, losers }] of rows.entries()) {
    const y = index * ROW + 8;
    const [gain, loss] = [winners * scale, losers * scale];
    parts.push(text(label, { x: left - 10, y: y + 16 }, 'end'));
    parts.push(bar({ x: middle, y: y + 2 }, gain, ROW - 14, 'good'));
    parts.push(text(format(winners), { x: middle + gain + 6, y: y + 16 }, 'start', 'value'));
    if (mostLosers === 0) continue;
    parts.push(bar({ x: middle - loss, y: y + 2 }, loss, ROW - 14, 'bad'));
    parts.push(text(format(losers), { x: middle - loss - 6, y: y + 16 }, 'end', 'value'));
  }
  const y = bottom + 18;
  if (mostLosers > 0) parts.push(text('← 受损', { x: middle - 8, y }, 'end', 'axis-name'));
  parts.push(text(`受益 →　${about.axis}`, { x: middle + 8, y }, 'start', 'axis-name'));
  return svg(about.title, about.description, bottom + 26, parts);
}

/** A distribution before (wide, pale) and after (narrow, strong); values 0 … 10 000 per column. */
export function pairedColumns(
  about: Chart & { readonly columns: string },
  columns: readonly { readonly label: string; readonly before: number; readonly after: number }[],
  format: Format,
): string {
  const left = 58;
  const top = 26;
  const height = 210;
  const high = Math.max(1, ...columns.flatMap(({ before, after }) => [before, after]));
  const ticks = ticksOf(0, high, 5);
  const ceiling = Math.max(high, ticks.at(-1) ?? high);
  const y = (value: number): number => top + height - (value / ceiling) * height;
  const step = (WIDTH - left - 14) / columns.length;
  const parts = ticks.flatMap((tick) => [
    line({ x: left, y: y(tick) }, { x: WIDTH - 14, y: y(tick) }, tick === 0 ? 'axis' : 'grid'),
    text(format(tick).replace('.00%', '%'), { x: left - 8, y: y(tick) + 4 }, 'end', 'tick'),
  ]);
  for (const [index, { label, before, after }] of columns.entries()) {
    const x = left + index * step;
    parts.push(bar({ x: x + step * 0.08, y: y(before) }, step * 0.84, y(0) - y(before), 'before'));
    parts.push(bar({ x: x + step * 0.28, y: y(after) }, step * 0.44, y(0) - y(after), 'after'));
    if (index % 4 === 0) parts.push(text(label, { x, y: top + height + 18 }, 'middle', 'tick'));
  }
  parts.push(text('100%', { x: WIDTH - 2, y: top + height + 18 }, 'end', 'tick'));
  parts.push(text(about.axis, { x: 4, y: 14 }, 'start', 'axis-name'));
  parts.push(
    text(about.columns, { x: left + (WIDTH - left) / 2, y: top + height + 40 }, 'middle', 'axis-name'),
  );
  return svg(about.title, about.description, top + height + 48, parts);
}
