import type { AnswerOf, BodyOf } from '../../api/call.ts';

export type Read = AnswerOf<'POST /api/counter/patients'>;
export type Patient = Read['patient'];
export type Light = Read['lights'][number];
export type Visit = AnswerOf<'GET /api/counter/visits/{visitId}'>['visit'];
export type Quote = AnswerOf<'POST /api/counter/visits/{visitId}/quote'>['quote'];
export type Act = AnswerOf<'GET /api/agency/acts/{providerId}/{actId}'>['act'];
export type Leg = Act['legs'][number];
export type Offers = AnswerOf<'GET /api/agency/acts/{providerId}/{actId}/offers'>;
export type Offer = Offers['offers'][number];
export type Method = BodyOf<'POST /api/agency/acts/{providerId}/{actId}/methods'>['methods'][number];
export type Item = AnswerOf<'GET /api/counter/items'>['items'][number];
export type CareType = BodyOf<'POST /api/counter/visits'>['careType'];

/** What a window fills in for every patient; remembered there. */
export type Defaults = {
  readonly careType: CareType;
  readonly departmentCode: string;
  readonly departmentName: string;
  readonly doctorCode: string;
  readonly doctorName: string;
  readonly diagnosisCode: string;
  readonly diagnosisName: string;
};

/** Money may move by itself: the window asks again until it is over. */
export const isMoving = ({ word, next }: Act): boolean =>
  word === 'settling' || word === 'paying' || (word === 'undoing' && next?.is !== 'hand-back');
export const isOver = ({ word }: Act): boolean => word === 'paid' || word === 'undone' || word === 'failed';
