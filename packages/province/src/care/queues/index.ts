/** What waits for an agency's people at the care side. */
export {
  CARE_QUEUES,
  type CareQueue,
  countQueues,
  type QueueCount,
  type UnknownOutcome,
  unknownOutcomes,
} from './reading.ts';
