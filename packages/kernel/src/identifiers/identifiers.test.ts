import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  areaNameOf,
  birthDateOf,
  type CitizenNumber,
  calendarDate,
  citizenNumberOf,
  genderOf,
  isAreaCode,
  isBankCard,
  isChronicDiseaseCode,
  isCitizenNumber,
  isConsumableCode,
  isDiagnosisCode,
  isDrugCode,
  isHerbCode,
  isMobileNumber,
  isProviderId,
  isReceiptCode,
  isReceiptNumber,
  isServiceCode,
  isStaffCode,
  isSyntheticCitizenNumber,
  isUscc,
  kindOfItemCode,
  kindOfStaff,
  maskIdCard,
  maskName,
  maskPhone,
  type ProviderId,
  parseAreaCode,
  parseBankCard,
  parseChronicDiseaseCode,
  parseCitizenNumber,
  parseConsumableCode,
  parseDiagnosisCode,
  parseDrugCode,
  parseHerbCode,
  parseItemCode,
  parseMobileNumber,
  parseProviderId,
  parseReceiptCode,
  parseReceiptNumber,
  parseServiceCode,
  parseStaffCode,
  parseUscc,
  provinceOf,
  type Refusal,
  type Result,
  regionOf,
  type StaffCode,
} from '../index.ts';

type Rejected = string | { readonly text: string; readonly refusal: string };
type CitizenVector = {
  readonly text: string;
  readonly normal: string;
  readonly birthDate: string;
  readonly gender: string;
  readonly synthetic: boolean;
};

const folder = new URL('../../../../spec/vectors/identifiers/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const valid: Record<string, string[]> & { citizenNumber: CitizenVector[] } = read('valid.json');
const invalid: Record<string, Rejected[]> = read('invalid.json');

type Rule = {
  readonly parse: (text: string) => Result<string, Refusal>;
  readonly is: (text: string) => boolean;
};

const TODAY = calendarDate('2026-01-01');
const RULES: Record<string, Rule> = {
  citizenNumber: { parse: (text) => parseCitizenNumber(text, TODAY), is: isCitizenNumber },
  uscc: { parse: parseUscc, is: isUscc },
  areaCode: { parse: parseAreaCode, is: isAreaCode },
  providerId: { parse: parseProviderId, is: isProviderId },
  drugCode: { parse: parseDrugCode, is: isDrugCode },
  herbCode: { parse: parseHerbCode, is: isHerbCode },
  consumableCode: { parse: parseConsumableCode, is: isConsumableCode },
  serviceCode: { parse: parseServiceCode, is: isServiceCode },
  diagnosisCode: { parse: parseDiagnosisCode, is: isDiagnosisCode },
  chronicDiseaseCode: { parse: parseChronicDiseaseCode, is: isChronicDiseaseCode },
  mobileNumber: { parse: parseMobileNumber, is: isMobileNumber },
  bankCard: { parse: parseBankCard, is: isBankCard },
  staffCode: { parse: parseStaffCode, is: isStaffCode },
  receiptCode: { parse: parseReceiptCode, is: isReceiptCode },
  receiptNumber: { parse: parseReceiptNumber, is: isReceiptNumber },
};

test('every identifier has vectors of both sorts and every vector file entry has a rule', () => {
  expect(Object.keys(valid).sort()).toEqual(Object.keys(RULES).sort());
  expect(Object.keys(invalid).sort()).toEqual(Object.keys(RULES).sort());
});

describe.each(Object.keys(RULES))('%s', (name) => {
  const rule = RULES[name]!;

  it('accepts every valid vector as it stands', () => {
    for (const vector of valid[name] as (string | CitizenVector)[]) {
      const text = typeof vector === 'string' ? vector : vector.normal;
      expect(rule.parse(text), text).toEqual({ ok: true, value: text });
      expect(rule.is(text), text).toBe(true);
    }
  });

  it('refuses every invalid vector, with its reason where one is named', () => {
    for (const vector of invalid[name]!) {
      const { text, refusal } = typeof vector === 'string' ? { text: vector, refusal: null } : vector;
      const parsed = rule.parse(text);
      expect(parsed.ok, text).toBe(false);
      if (!parsed.ok && refusal !== null) expect(parsed.refusal.code, text).toBe(refusal);
      if (refusal !== 'citizen-number-in-future') expect(rule.is(text), text).toBe(false);
    }
  });

  it('refuses a valid vector followed by a line break', () => {
    for (const vector of valid[name] as (string | CitizenVector)[]) {
      const text = typeof vector === 'string' ? vector : vector.normal;
      expect(rule.parse(`${text}\n`).ok).toBe(false);
    }
  });
});

describe('citizen number', () => {
  it('is brought to its written form, with birth date and gender read from it', () => {
    for (const vector of valid.citizenNumber) {
      const parsed = parseCitizenNumber(vector.text, TODAY);
      expect(parsed).toEqual({ ok: true, value: vector.normal });
      const number = vector.normal as CitizenNumber;
      expect(birthDateOf(number)).toBe(vector.birthDate);
      expect(genderOf(number)).toBe(vector.gender);
      expect(isSyntheticCitizenNumber(number)).toBe(vector.synthetic);
    }
  });

  it('is recognised only in its written form', () => {
    expect(isCitizenNumber('11010519491231002x')).toBe(false);
    expect(isCitizenNumber('110105491231002')).toBe(false);
  });

  it('names no future birth before the day is known to be future', () => {
    expect(parseCitizenNumber('419900203503121351', calendarDate('2035-03-12')).ok).toBe(true);
    expect(parseCitizenNumber('419900203503121351', calendarDate('2035-03-11')).ok).toBe(false);
  });

  it('never stands in the refusal', () => {
    const parsed = parseCitizenNumber('419900198503121357');
    expect(JSON.stringify(parsed)).not.toMatch(/\d/);
  });

  it('loses its check to every change of one digit and every swap of two neighbours', () => {
    const number = citizenNumberOf({
      region: '419900',
      birthDate: calendarDate('1985-03-12'),
      sequence: 135,
    });
    expect(number).toBe('419900198503121358');
    for (let i = 14; i < 18; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = number.slice(0, i) + digit + number.slice(i + 1);
        expect(isCitizenNumber(changed)).toBe(changed === number);
      }
      const swapped = number.slice(0, i - 1) + number[i] + number[i - 1] + number.slice(i + 1);
      if (swapped !== number) expect(isCitizenNumber(swapped)).toBe(false);
    }
  });
});

test('the kind of an item is told by the shape of its code', () => {
  expect(kindOfItemCode('XZ99ZZA001A001010100001')).toBe('drug');
  expect(kindOfItemCode('ZZ99ZZA0001010100001')).toBe('drug');
  expect(kindOfItemCode('T990000001')).toBe('herb');
  expect(kindOfItemCode('C9900000000000000001')).toBe('consumable');
  expect(kindOfItemCode('991109000010000')).toBe('service');
  expect(kindOfItemCode('86978771000000')).toBe(null);
  expect(parseItemCode('86978771000000')).toEqual({ ok: false, refusal: { code: 'not-an-item-code' } });
});

test('a provider tells its county, an area its province and its name', () => {
  expect(regionOf('H11010500001' as ProviderId)).toBe('110105');
  expect(provinceOf('410100')).toBe('41');
  expect(areaNameOf('410100')).toBe('河南省郑州市');
  expect(areaNameOf('419900')).toBe('河南省');
});

test('a staff code tells the profession', () => {
  const kinds = ['D990101000001', 'N990101000001', 'HY990101000001', 'HJ990101000001'] as StaffCode[];
  expect(kinds.map(kindOfStaff)).toEqual(['physician', 'nurse', 'pharmacist', 'technician']);
});

test('a mask keeps the length and hides the middle', () => {
  expect(maskName('李建国')).toBe('李**');
  expect(maskName('刘芳')).toBe('刘*');
  expect(maskName('𠮷野')).toBe('𠮷*');
  expect(maskName('')).toBe('');
  expect(maskIdCard('419900198503121358')).toBe('4199**********1358');
  expect(maskIdCard('A1234567')).toBe('******67');
  expect(maskPhone('13800138000')).toBe('138****8000');
  expect(maskPhone('8888')).toBe('**88');
});
