import {
  errorOfText,
  type InspectedAnswer,
  type InspectedCall,
  inspectAnswer,
  inspectCall,
  unwrapMultipart,
} from '@zhijie/wire';
import type { ForcedOutcome } from '../outcome/outcomes.ts';
import type { CallEnd, CallSummary, RecordedCall } from './call.ts';
import { maskSentence } from './mask.ts';

export type Inspected = { readonly call: InspectedCall; readonly answer: InspectedAnswer };

/** Takes both messages of a call apart; a file that was sent or answered stands as it is. */
export function inspect(call: Pick<RecordedCall, 'request' | 'answer' | 'path'>): Inspected {
  const inspected = inspectCall(unwrapMultipart(call.request), call.path);
  return { call: inspected, answer: inspectAnswer(call.answer, inspected.interfaceNumber) };
}

/** Personal values of both messages: the answer repeats what the request asked. */
export const personalOf = ({ call, answer }: Inspected): readonly string[] => [
  ...new Set([...call.personal, ...answer.personal]),
];

export const faultsOf = ({ call }: Inspected): number =>
  [...call.envelope, ...call.rows.flatMap((row) => row.fields)].filter((field) => field.verdict === 'fault')
    .length;

export const ignoredOf = ({ call }: Inspected): number =>
  [...call.envelope, ...call.rows.flatMap((row) => row.fields)].filter((field) => field.verdict === 'ignored')
    .length;

function endOf(answer: InspectedAnswer, isDelivered: boolean): CallEnd {
  if (!isDelivered) return 'lost';
  if (answer.kind === 'gateway') return 'rejected';
  if (answer.kind !== 'refused') return answer.kind;
  return errorOfText(answer.message) === 'outcome-unknown' ? 'unknown' : 'refused';
}

type About = Pick<CallSummary, 'id' | 'at' | 'durationMs' | 'replayOf' | 'hops'> & {
  readonly forced: ForcedOutcome | null;
  readonly isDelivered: boolean;
};

export function summaryOf(about: About, inspected: Inspected): CallSummary {
  const { call, answer } = inspected;
  const { isDelivered, forced, ...rest } = about;
  const personal = personalOf(inspected);
  // Whatever a client writes into these keys, the list never shows a number of a person.
  const shown = (text: string | null): string | null => (text === null ? null : maskSentence(text, personal));
  const of = (key: keyof InspectedCall['references']) =>
    shown(call.references[key] ?? answer.references[key]);
  return {
    ...rest,
    interfaceNumber: shown(call.interfaceNumber),
    label: call.label,
    messageId: shown(call.messageId),
    providerId: shown(call.providerId),
    personId: of('personId'),
    visitId: of('visitId'),
    settlementId: of('settlementId'),
    end: endOf(answer, isDelivered),
    error: answer.error,
    message: maskSentence(answer.message, personal),
    faults: faultsOf(inspected),
    ignored: ignoredOf(inspected),
    forced: forced?.kind ?? null,
  };
}
