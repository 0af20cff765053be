/**
 * Why a face does not identify, in the order in which it is examined. Every failure names another way:
 * no face is ever the only one.
 */
export const FACE_REFUSAL_TEXTS = {
  'face-under-age': '未满十四周岁不登记、不使用人脸，请由监护人出示医保码、社会保障卡或身份证件办理。',
  'face-challenge-unknown': '没有这次刷脸核验，请重新开始，或换一种方式。',
  'face-elsewhere': '这次刷脸核验属于其他机构、操作员或业务，请重新开始，或换一种方式。',
  'face-challenge-used': '这次刷脸核验已经用过，请重新开始，或换一种方式。',
  'face-challenge-expired': '刷脸核验已超过两分钟，请重新开始，或换一种方式。',
  'face-locked': '刷脸三次没有通过，半小时内请换一种方式：医保码、社会保障卡、身份证，或由两名工作人员核验。',
  'face-malformed': '没有收到人脸特征，请重新拍摄，或换一种方式。',
  'face-model-differs': '人脸特征由不同版本的程序得出，请重新登记，或换一种方式。',
  'face-not-live': '没有确认是真人在镜头前，可以换一个动作，或换一种方式。',
  'face-no-match': '与登记的人脸不一致，可以再试，或换一种方式。',
} as const satisfies Record<string, string>;
export type FaceRefusalCode = keyof typeof FACE_REFUSAL_TEXTS;
