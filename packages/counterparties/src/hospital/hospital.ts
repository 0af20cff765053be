import { assert, type Clock, Failure, formatDateTime, type InsuranceType } from '@zhijie/kernel';
import {
  type Answer,
  encodeRequest,
  type InputOf,
  type ReadAnswer,
  readAnswer,
  type TransactionNumber,
} from '@zhijie/wire';

/** Carries one request to the gateway and brings the answer's bytes back; throws when the line fails. */
export type Post = (body: Uint8Array) => Promise<Uint8Array>;

export type HospitalOptions = {
  readonly providerId: string;
  readonly name: string;
  readonly careRegion: string;
  readonly post: Post;
  readonly now: Clock;
  /** Up to four characters that keep the message ids of several clients of one hospital apart. */
  readonly prefix?: string;
};

/** A patient as the hospital knows one after asking the insured place. */
export type Patient = {
  readonly personId: string;
  readonly name: string;
  readonly certificateNumber: string;
  readonly insuranceType: InsuranceType;
  readonly insuredRegion: string;
};

export type CallOptions = { readonly insuredRegion?: string | null; readonly messageId?: string };

export type Hospital = {
  readonly options: HospitalOptions;
  /** A message id that this hospital has not used before. */
  nextMessageId(): string;
  /** One call of the national interface; refusals are answered, not thrown. */
  call<N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    options?: CallOptions,
  ): Promise<ReadAnswer<N>>;
  /** The same, for callers that expect success; throws `HospitalRefused` with the platform's words. */
  expect<N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    options?: CallOptions,
  ): Promise<Answer<N>>;
  /** Finds a person by ID card and picks the enrolment that is in force. */
  identify(certificateNumber: string, insuredRegion?: string): Promise<Patient>;
};

/** The platform said no; the message is what a cashier would read. */
export class HospitalRefused extends Failure {
  override readonly name = 'HospitalRefused';
}

/** A hospital information system's side of the interface. */
export function createHospital(options: HospitalOptions): Hospital {
  let serial = 0;
  const nextMessageId = (): string => {
    serial += 1;
    const stamp = formatDateTime(options.now()).replaceAll(/\D/g, '');
    const id = `${options.providerId}${stamp.slice(2)}${options.prefix ?? ''}${serial.toString(36)}`;
    assert(id.length <= 30, 'A message id has at most thirty characters');
    return id;
  };
  const call: Hospital['call'] = async (number, input, { insuredRegion, messageId } = {}) => {
    const header = {
      messageId: messageId ?? nextMessageId(),
      careRegion: options.careRegion,
      insuredRegion: insuredRegion ?? null,
      operatorId: 'cashier-1',
      operatorName: '窗口一',
      sentAt: options.now(),
      providerId: options.providerId,
      providerName: options.name,
    };
    return readAnswer(number, await options.post(encodeRequest(number, header, input)));
  };
  const expect: Hospital['expect'] = async (number, input, callOptions) => {
    const answer = await call(number, input, callOptions);
    if (answer.ok) return answer.value;
    throw new HospitalRefused(`${number}: ${answer.refusal.message}`);
  };
  return {
    options,
    nextMessageId,
    call,
    expect,
    async identify(certificateNumber, insuredRegion) {
      const { output } = await expect(
        '1101',
        {
          credentialType: 'id-card',
          credentialNumber: certificateNumber,
          certificateType: 'id-card',
          certificateNumber,
        },
        { insuredRegion: insuredRegion ?? null },
      );
      const coverage =
        output.coverages.find((one) => one.coverageStatus === 'in-force') ?? output.coverages[0];
      if (coverage === undefined) throw new HospitalRefused('1101: 此人没有参保信息');
      return {
        personId: output.person.personId,
        name: output.person.personName,
        certificateNumber,
        insuranceType: coverage.insuranceType,
        insuredRegion: coverage.insuredRegion,
      };
    },
  };
}
