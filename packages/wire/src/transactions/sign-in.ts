import { many, one, pick, transaction } from '../message.ts';

export const signIn = transaction({
  number: '9001',
  label: '签到',
  writes: true,
  input: one('signIn', '签到信息', {
    required: pick('operatorNumber'),
    // A browser or a container cannot know its own addresses; nothing is decided by them.
    optional: pick('macAddress', 'ipAddress'),
  }),
  output: one('signinoutb', '签到结果', { required: pick('signedAt', 'signInNumber') }),
});

export const signOut = transaction({
  number: '9002',
  label: '签退',
  writes: true,
  input: one('signOut', '签退信息', {
    required: pick('operatorNumber'),
    // Not required in every edition; the envelope carries it as well.
    optional: pick('signInNumber'),
  }),
  output: one('signoutoutb', '签退结果', { required: pick('signedAt') }),
});

export const findInstitution = transaction({
  number: '1201',
  label: '医药机构信息获取',
  writes: false,
  input: one('medinsinfo', '医药机构信息', {
    // The kind is not required in every edition; name or number is.
    optional: pick('providerKind', 'providerName', 'providerId'),
  }),
  output: {
    // Printed as one row in the standard; a search by name finds several.
    institutions: many('medinsinfo', '医药机构信息', {
      required: pick('providerId', 'providerName', 'socialCreditCode', 'providerKind'),
      optional: pick('hospitalLevel'),
      regional: pick('extensionText'),
    }),
  },
  check: (input) =>
    input.providerName === undefined && input.providerId === undefined
      ? {
          node: 'medinsinfo',
          field: 'fixmedins_code',
          label: '定点医药机构编号',
          wanted: '机构编号和机构名称至少填一项',
        }
      : null,
});
