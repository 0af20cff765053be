/** Test support: a cashier at a window who has no mouse. */
import { openOutpatient, uploadLines } from '@zhijie/counterparties';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { SHORT_BILL } from '../../acceptance/bills.ts';
import { clientOf, type NetworkUnderTest } from '../../acceptance/network-under-test.ts';

export const HOSPITAL = 'H99010100001';
export const CASHIER = `counter-${HOSPITAL}/cashier`;

/** What the window remembers of its department, as if it had registered before. */
export async function rememberDefaults(page: Page): Promise<void> {
  const defaults = {
    careType: 'outpatient',
    departmentCode: '0300',
    departmentName: '内科',
    doctorCode: 'D990101000001',
    doctorName: '示例医师',
    diagnosisCode: 'J18.900',
    diagnosisName: '肺炎',
  };
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key!, text!),
    [`zhijie-counter-${HOSPITAL}`, JSON.stringify(defaults)],
  );
  await page.reload();
  await page.locator('#scan').waitFor();
}

/** The hospital's own system leaves journey 1's bill (¥168.00) for the window. */
export async function leaveBill(
  { url }: Pick<NetworkUnderTest, 'url'>,
  citizenNumber: string,
): Promise<string> {
  const { hospital } = clientOf(url, HOSPITAL);
  const visit = await openOutpatient(hospital, await hospital.identify(citizenNumber));
  return (await uploadLines(hospital, visit, SHORT_BILL)).visitId;
}

export async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** The focus is where the scanner types. */
export async function expectAtBox(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('scan');
}

/** Waits for the big figure. */
export const figure = (page: Page, label: string, amount: string): Promise<void> =>
  page.locator('.amount', { hasText: label }).getByText(amount, { exact: true }).waitFor();

export const mainText = async (page: Page): Promise<string> =>
  (await page.locator('main').textContent()) ?? '';
