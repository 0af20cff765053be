import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, type Html, html } from './html.ts';
import { all, readHtml } from './testing/read-html.ts';

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=a>',
    "' autofocus onfocus='a",
    '&lt;b&gt;',
    '`',
    '</title>',
  ),
  fc.array(fc.constantFrom('<', '>', '"', "'", '&', '`', 'a', '=', ' ', '/')).map((parts) => parts.join('')),
);

describe('html', () => {
  it('shows any text as itself, in an element and in an attribute, and adds no element', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, value) => {
        const page = readHtml(html`<p title="${value}">${text}</p>`.markup);
        const [paragraph, ...others] = all(page, 'p');
        expect(page.children).toHaveLength(1);
        expect(others).toEqual([]);
        expect(paragraph?.children).toEqual([]);
        expect(paragraph?.text).toBe(text);
        expect(paragraph?.attributes).toEqual({ title: value });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps pieces made by itself and joins lists without commas', () => {
    const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  it('shows an object that only looks like a piece as text', () => {
    const forged = JSON.parse('{"markup":"<script>alert(1)</script>"}') as Html;
    expect(html`<p>${forged}</p>`.markup).not.toContain('<script>');
  });

  it('leaves out what is absent and writes numbers', () => {
    expect(html`${null}${undefined}${false}${0}${12}`.markup).toBe('012');
  });

  it('escapes the six characters that end a text or an attribute', () => {
    expect(escapeHtml(`<>&"'\``)).toBe('&lt;&gt;&amp;&quot;&#39;&#96;');
  });
});
