/**
 * Golden messages: one request and one answer of each transaction, in the version that is published
 * now.
 */
import { assert, instant } from '@zhijie/kernel';
import {
  decodeInput,
  decodeOutput,
  encodeAnswer,
  encodeRequest,
  exampleInput,
  exampleOutput,
  type InputOf,
  type OutputOf,
  referenceNumber,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
} from '@zhijie/wire';

const VERSION = '1';

/** 2026-11-21 09:35:00 China Standard Time. */
const AT = instant(1_795_224_900_000);

function request(number: TransactionNumber, serial: number): Uint8Array {
  const input = decodeInput(number, exampleInput(number, 'story'));
  assert(input.ok, `the example input of ${number} is not valid`);
  const header = {
    messageId: `H1101050000120261121093500${String(serial).padStart(4, '0')}`,
    careRegion: '110000',
    insuredRegion: '410100',
    operatorId: '001',
    operatorName: '王敏',
    sentAt: AT,
    providerId: 'H11010500001',
    providerName: '北京示例医院',
    signInNumber: 'S20261121000001',
  };
  return encodeRequest(number, header, input.value as InputOf<TransactionNumber>);
}

function answer(number: TransactionNumber, serial: number): Uint8Array {
  const output = decodeOutput(number, exampleOutput(number, 'story'));
  assert(output.ok, `the example output of ${number} is not valid`);
  const receipt = {
    reference: referenceNumber({ careRegion: '110000', at: AT, serial }),
    receivedAt: AT,
    answeredAt: instant(AT + 42),
  };
  return encodeAnswer({
    interfaceNumber: number,
    output: output.value as OutputOf<TransactionNumber>,
    receipt,
  });
}

/** Bytes exactly as on the wire, with a line end so that the files are plain text. */
export function goldenFiles(): Map<string, string> {
  const files = new Map<string, string>();
  const text = (bytes: Uint8Array) => `${new TextDecoder().decode(bytes)}\n`;
  TRANSACTION_NUMBERS.forEach((number, index) => {
    files.set(`spec/golden/wire-${VERSION}/${number}.request.json`, text(request(number, index + 1)));
    if (transactionOf(number).answersFile) return;
    files.set(`spec/golden/wire-${VERSION}/${number}.answer.json`, text(answer(number, index + 1)));
  });
  return files;
}
