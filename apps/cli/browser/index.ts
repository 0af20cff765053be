/**
 * The calculator's program for the browser. It takes over the form of the page `/calculator`; whoever wants
 * the calculation alone uses `openCalculator`.
 */
import { calculatorBody, outcomePart, outcomeText, readAnswer } from '@zhijie/web/calculation';
import { type BrowserCalculator, createBrowserCalculator } from '../src/browser/calculator.ts';
import type { Asset, CalculatorManifest } from '../src/browser/manifest.ts';

async function load({ path, integrity }: Asset): Promise<string> {
  const answer = await fetch(path, { integrity, credentials: 'omit' });
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return answer.text();
}

/** The calculator over the files that a manifest names. */
export async function openCalculator(manifestPath: string): Promise<BrowserCalculator> {
  const answer = await fetch(manifestPath, { credentials: 'omit' });
  if (!answer.ok) throw new Error(`${manifestPath}: HTTP ${answer.status}`);
  return createBrowserCalculator((await answer.json()) as CalculatorManifest, load);
}

type Page = {
  readonly form: HTMLFormElement;
  readonly outcome: HTMLElement;
  readonly spoken: HTMLElement;
  readonly how: HTMLElement;
  readonly calculator: BrowserCalculator;
};

function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
  const day = form.elements.namedItem('date');
  if (fields.get('date') === '' && day instanceof HTMLInputElement) fields.set('date', day.defaultValue);
  return fields;
}

function markField(form: HTMLFormElement, field: string | null): void {
  for (const one of form.querySelectorAll('[aria-invalid]')) one.removeAttribute('aria-invalid');
  for (const one of form.querySelectorAll('p.error')) one.remove();
  const wrong = field === null ? null : document.getElementById(`field-${field.split(/[.[]/)[0]}`);
  wrong?.setAttribute('aria-invalid', 'true');
  const closed = wrong?.closest('details');
  if (closed instanceof HTMLDetailsElement) closed.open = true;
}

function tellHow({ how, calculator }: Page): void {
  const size = Math.ceil(calculator.loadedBytes / 1024);
  const loaded = size === 0 ? '' : `这个地方的政策已经下载（${size} KB），断网也能算。`;
  how.textContent = `在您的设备上计算，填的内容不发送到任何地方。${loaded}`;
}

/** Shows the answer of this device. False when it cannot be had here; the server may still know it. */
async function calculate(page: Page, hasAsked: boolean): Promise<boolean> {
  const { form, outcome, spoken, calculator } = page;
  const fields = fieldsOf(form);
  try {
    const read = readAnswer(await calculator.answer(JSON.stringify(calculatorBody(fields))));
    outcome.innerHTML = outcomePart(read, { referral: fields.get('referral') ?? 'local' }).markup;
    spoken.textContent = outcomeText(read);
    markField(form, read.refusal?.field ?? null);
    tellHow(page);
    const heading = outcome.querySelector<HTMLElement>('#answer');
    if (hasAsked) heading?.focus({ preventScroll: true });
    if (hasAsked) heading?.scrollIntoView({ block: 'start' });
    return true;
  } catch {
    return false;
  }
}

/** Fetches the policies of the chosen place, so that the answer is there at once, network or not. */
async function prepare(page: Page): Promise<void> {
  const area = fieldsOf(page.form).get('area') ?? '';
  try {
    if (area !== '') await page.calculator.prepare(area);
    tellHow(page);
  } catch {
    page.how.textContent = '这个地方的政策没有下载成功；有网络时由服务器计算。';
  }
}

function takeOver(page: Page): void {
  const { form, outcome } = page;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void calculate(page, true).then((isDone) => {
      if (!isDone) form.submit();
    });
  });
  form.addEventListener('change', () => {
    void prepare(page).then(() => {
      // After the first answer every change shows what it does.
      if (outcome.childElementCount > 0) void calculate(page, false);
    });
  });
  void prepare(page);
}

async function start(): Promise<void> {
  const form = document.getElementById('calculator');
  const [outcome, spoken, how] = ['outcome', 'spoken', 'how'].map((id) => document.getElementById(id));
  const manifest = form?.dataset.manifest;
  if (!(form instanceof HTMLFormElement) || !outcome || !spoken || !how || manifest === undefined) return;
  takeOver({ form, outcome, spoken, how, calculator: await openCalculator(manifest) });
}

// A form that this program could not take over is sent to the server as it is.
if (typeof document !== 'undefined') start().catch(() => undefined);
