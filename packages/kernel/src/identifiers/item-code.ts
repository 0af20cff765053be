import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Codes of the national catalogues; the first characters tell the kind.
 *
 * Drug: Western, 23 characters `X` + class (letter, two digits, two letters) + 4 + 4 + 4 + 5; Chinese patent,
 * 20 characters in five parts from `Z`. Herb: pieces `T` + 9 digits, granules `T` + 19. Consumable: `C` + 19
 * digits, a local serial of 7 may follow. Service: 15 digits, `-` and a local code may follow.
 */
export type DrugCode = Brand<string, 'DrugCode'>;
export type HerbCode = Brand<string, 'HerbCode'>;
export type ConsumableCode = Brand<string, 'ConsumableCode'>;
export type ServiceCode = Brand<string, 'ServiceCode'>;
export type ItemCode = DrugCode | HerbCode | ConsumableCode | ServiceCode;
export type ItemKind = 'drug' | 'herb' | 'consumable' | 'service';

const WESTERN_DRUG = /^X[A-Z]\d{2}[A-Z]{2}[A-Z]\d{3}[A-Z]\d{3}\d{4}\d{5}$/;
const PATENT_DRUG = /^Z[A-Z]\d{2}[A-Z]{2}[A-Z]\d{4}\d{4}\d{5}$/;
const HERB = /^T(\d{9}|[0-9A-Z]{19})$/;
const CONSUMABLE = /^C\d{19}(\d{7})?$/;
const SERVICE = /^\d{15}(-[0-9A-Z]+)?$/;

export function isDrugCode(text: string): text is DrugCode {
  return WESTERN_DRUG.test(text) || PATENT_DRUG.test(text);
}

export function isHerbCode(text: string): text is HerbCode {
  return HERB.test(text);
}

export function isConsumableCode(text: string): text is ConsumableCode {
  return CONSUMABLE.test(text);
}

export function isServiceCode(text: string): text is ServiceCode {
  return SERVICE.test(text);
}

/** Which catalogue a code belongs to by its shape; null when it has none of the shapes. */
export function kindOfItemCode(text: string): ItemKind | null {
  if (isDrugCode(text)) return 'drug';
  if (isServiceCode(text)) return 'service';
  if (isConsumableCode(text)) return 'consumable';
  return isHerbCode(text) ? 'herb' : null;
}

/** Refusal: `not-an-item-code`. Whether the item exists, the catalogue of the care place says. */
export function parseItemCode(text: string): Result<ItemCode, Refusal<'not-an-item-code'>> {
  return kindOfItemCode(text) === null ? refuse('not-an-item-code') : ok(text as ItemCode);
}

/** Refusal: `not-a-drug-code`. */
export function parseDrugCode(text: string): Result<DrugCode, Refusal<'not-a-drug-code'>> {
  return isDrugCode(text) ? ok(text) : refuse('not-a-drug-code');
}

/** Refusal: `not-a-herb-code`. */
export function parseHerbCode(text: string): Result<HerbCode, Refusal<'not-a-herb-code'>> {
  return isHerbCode(text) ? ok(text) : refuse('not-a-herb-code');
}

/** Refusal: `not-a-consumable-code`. */
export function parseConsumableCode(text: string): Result<ConsumableCode, Refusal<'not-a-consumable-code'>> {
  return isConsumableCode(text) ? ok(text) : refuse('not-a-consumable-code');
}

/** Refusal: `not-a-service-code`. */
export function parseServiceCode(text: string): Result<ServiceCode, Refusal<'not-a-service-code'>> {
  return isServiceCode(text) ? ok(text) : refuse('not-a-service-code');
}
