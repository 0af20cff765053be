import { json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { Empty, FormAnswer } from '../person/affairs-schema.ts';
import {
  ChallengeAnswer,
  ChallengeBody,
  EnrolBody,
  EnrolledAnswer,
  GrantBody,
  GrantedAnswer,
  MatchAnswer,
  MatchBody,
  RelativeBody,
  RevokedAnswer,
  StateAnswer,
} from './schema.ts';

const OWN = '/api/person/face';
const FAMILY = '/api/person/delegations/face';
const COUNTER = '/api/counter/face';
const STATE = '是否登记了人脸，以及不刷脸的其他方式';

/** Faces: the person's own, a relative's, and at a window. Images are in none of them. */
export const FACE_PATHS = {
  [OWN]: {
    get: { summary: STATE, parameters: [], responses: { 200: json(STATE, StateAnswer), ...REFUSALS } },
    ...posting('登记人脸：单独同意后只存加密的特征，不存图像', EnrolBody, json('已登记', EnrolledAnswer)),
  },
  [`${OWN}/form`]: posting('登记前要读的同意书；不保存', Empty, json('同意书', FormAnswer)),
  [`${OWN}/revocation`]: posting('撤回同意并删除特征：即时生效', Empty, json('已删除', RevokedAnswer)),
  [`${FAMILY}/challenges`]: posting(
    '替亲属办理：请亲属刷脸，二分钟内有效，只能答复一次',
    RelativeBody,
    json('核验', ChallengeAnswer),
  ),
  [FAMILY]: posting('亲属刷脸相符，授权生效', GrantBody, json('授权', GrantedAnswer)),
  [`${COUNTER}/challenges`]: posting(
    '窗口或终端：先说是谁，再请刷脸（1:1）',
    ChallengeBody,
    json('核验', ChallengeAnswer),
  ),
  [`${COUNTER}/matches`]: posting(
    '比对：相符得到令牌，绑定本机构、操作员和业务',
    MatchBody,
    json('令牌', MatchAnswer),
  ),
} as const;
