import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** The colours of one scheme: those of the first block, or of the dark one over them. */
function coloursOf(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]),
  );
}
const light = coloursOf(style.slice(0, style.indexOf('@media')));
const dark = { ...light, ...coloursOf(style.slice(style.indexOf('@media'), style.indexOf('* {'))) };

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['ground', 'surface', 'sunken', 'accent-soft', 'wait-soft', 'stop-soft']],
  ['quiet', ['ground', 'surface', 'sunken', 'accent-soft']],
  ['accent', ['ground', 'surface', 'stop-soft', 'wait-soft', 'sunken']],
  ['on-accent', ['accent']],
  ['good', ['good-soft', 'surface']],
  ['wait', ['wait-soft', 'surface']],
  ['stop', ['stop-soft', 'surface', 'ground']],
];
const SHAPES = ['edge', 'fund', 'account', 'cash', 'hospital'];

test.each([
  ['light', light],
  ['dark', dark],
])(
  'text of the %s scheme has at least 4.5:1 on each of its grounds, borders of fields and bars 3:1 or a name beside them',
  (_name, colours) => {
    for (const [ink, grounds] of TEXT) {
      for (const ground of grounds) {
        expect([ink, ground, contrast(colours[ink]!, colours[ground]!) >= 4.5]).toEqual([ink, ground, true]);
      }
    }
    expect(contrast(colours.edge!, colours.surface!)).toBeGreaterThanOrEqual(3);
    for (const shape of SHAPES) expect(colours[shape]).toBeDefined();
  },
);

test('targets, line height and the focus ring have their least sizes', () => {
  expect(style).toMatch(/line-height: 1\.(5|6|7)/);
  expect(style).toMatch(/:focus-visible \{\s*outline: 3px/);
  const heights = [...style.matchAll(/min-height: (\d+)px/g)].map(([, size]) => Number(size));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
});
