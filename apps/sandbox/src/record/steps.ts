import { type FrameHeader, HUB, NoAnswer, NotDelivered, readFrame, type Transport } from '@zhijie/exchange';
import type { Step, StepEnd } from './call.ts';

/** A hop under way; the frames are read when nobody waits any more. */
export type OpenStep = {
  readonly from: string;
  readonly to: string;
  readonly startedAt: number;
  request: Uint8Array | null;
  answer: Uint8Array | null;
  endedAt: number | null;
  failure: 'not-delivered' | 'no-answer' | null;
};

/** What is forced upon the messages of one call. */
export type HopPlan = { isInsuredDown: boolean; losesAnswers: number };

export type Watch = { readonly steps: OpenStep[]; readonly plan: HopPlan };

/** A call asks a few messages; what a defect would ask without end is not kept. */
const MOST_STEPS = 100;

export type Observing = {
  /** The call that waits for what is sent now. */
  readonly watchOf: () => Watch | undefined;
  /** Told of a hop for which no call waits, when it is over. */
  readonly alone: (step: OpenStep) => void;
  readonly ticks: () => number;
};

/**
 * Tells every hop to the call to which it belongs, or as one that stands alone; passes the frames on
 * unchanged.
 */
export function observed(transport: Transport, from: string, observing: Observing): Transport {
  const { watchOf, alone, ticks } = observing;
  return {
    async send(to, frame, deadlineMs) {
      const watch = watchOf();
      const step = {
        from,
        to,
        startedAt: ticks(),
        request: frame,
        answer: null,
        endedAt: null,
        failure: null,
      };
      const open: OpenStep = step;
      if (watch !== undefined && watch.steps.length < MOST_STEPS) watch.steps.push(open);
      try {
        const send = () => transport.send(to, frame, deadlineMs);
        const answer = watch === undefined ? await send() : await forced(watch.plan, to, send);
        open.answer = answer;
        return answer;
      } catch (error) {
        open.failure = error instanceof NotDelivered ? 'not-delivered' : 'no-answer';
        throw error;
      } finally {
        open.endedAt = ticks();
        if (watch === undefined) alone(open);
      }
    },
  };
}

/** The last hop is the one to the node that answers: what is forced happens there. */
async function forced(plan: HopPlan, to: string, send: () => Promise<Uint8Array>): Promise<Uint8Array> {
  if (to !== HUB && plan.isInsuredDown) throw new NotDelivered('The sandbox says that this node is down');
  const answer = await send();
  if (to === HUB || plan.losesAnswers === 0) return answer;
  plan.losesAnswers -= 1;
  throw new NoAnswer('The sandbox lost this answer');
}

function headerOf(frame: Uint8Array | null): FrameHeader | null {
  if (frame === null) return null;
  const read = readFrame(frame);
  return read.ok ? read.value.header : null;
}

function endOf(step: OpenStep, answer: FrameHeader | null): StepEnd {
  if (step.failure !== null) return step.failure;
  if (step.endedAt === null) return 'under-way';
  return answer === null || answer.kind === 'request' ? 'fault' : answer.kind;
}

/** Reads the clear headers of the frames; bodies stay sealed. */
export function readStep(step: OpenStep, callStartedAt: number): Step {
  const request = headerOf(step.request);
  const answer = headerOf(step.answer);
  const after = (at: number): number => Math.round((at - callStartedAt) * 10) / 10;
  return {
    from: step.from,
    to: step.to,
    message: request?.message ?? '',
    answeredBy: request?.to ?? step.to,
    startedAfter: after(step.startedAt),
    endedAfter: step.endedAt === null ? null : after(step.endedAt),
    end: endOf(step, answer),
    requestBytes: step.request?.byteLength ?? 0,
    answerBytes: step.answer?.byteLength ?? 0,
    trades: answer?.trades.length ?? 0,
  };
}
