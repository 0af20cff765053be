/** The people who work with the staff pages: who they are, where they work, what they may do. */
import { CLEARING_ROLES } from '@zhijie/clearing';
import { type Actor, PROVINCE_NAMES } from '@zhijie/kernel';
import { areasOf, knownProviders } from '@zhijie/population';

/** Whose pages somebody opens. */
export const STAFF_AUDIENCES = ['agency', 'counter', 'nation'] as const;
export type StaffAudience = (typeof STAFF_AUDIENCES)[number];

/** Posts that the pages know: maker, checker and payer apart, and the three administrators. */
export const POSTS = {
  operator: '经办',
  checker: '复核',
  reviewer: '审核',
  'fund-manager': '基金财务',
  cashier: '收费员',
  doctor: '医师',
  'nation-operator': '国家平台',
  'insurer-operator': '保险公司',
  'system-administrator': '系统管理员',
  'security-administrator': '安全管理员',
  'audit-administrator': '审计管理员',
} as const;
export type Post = keyof typeof POSTS;

export type StaffAccount = {
  /** Unique among all accounts: it is the actor's id. */
  readonly id: string;
  readonly name: string;
  readonly audience: StaffAudience;
  readonly post: Post;
  /** The node where the work is done: 'hub' or a province's two digits. */
  readonly node: string;
  readonly areas: readonly string[];
  readonly roles: readonly string[];
  /** Where they work, in words. */
  readonly place: string;
  /** Of a counter. */
  readonly providerId: string | null;
};

/** What each post may do at the services; the pages show what the roles allow. */
const ROLES_OF: Readonly<Record<Post, readonly string[]>> = {
  operator: ['operator', 'clearing-maker', 'reconciler', 'liaison'],
  checker: ['operator', 'clearing-checker'],
  reviewer: ['operator', 'reviewer'],
  'fund-manager': ['operator', 'clearing-payer', 'fund-manager'],
  cashier: ['cashier'],
  doctor: ['doctor'],
  'nation-operator': ['operator', 'clearing-issuer'],
  'insurer-operator': ['insurer-operator'],
  'system-administrator': ['system-administrator'],
  'security-administrator': ['security-administrator'],
  'audit-administrator': ['audit-administrator'],
};

const NAMES: Readonly<Record<Post, string>> = {
  operator: '李经办',
  checker: '王复核',
  reviewer: '陈审核',
  'fund-manager': '周财务',
  cashier: '刘收费',
  doctor: '孙医师',
  'nation-operator': '国家平台经办',
  'insurer-operator': '保险公司理赔',
  'system-administrator': '系统管理员',
  'security-administrator': '安全管理员',
  'audit-administrator': '审计管理员',
};

type Where = Pick<StaffAccount, 'audience' | 'node' | 'areas' | 'place' | 'providerId'>;

const demoAccount = (post: Post, where: Where, key: string): StaffAccount => ({
  ...where,
  id: `${where.audience}-${key}/${post}`,
  name: NAMES[post],
  post,
  roles: ROLES_OF[post],
});

const AGENCY_POSTS: readonly Post[] = ['operator', 'checker', 'reviewer', 'fund-manager'];
const NATION_POSTS: readonly Post[] = [
  'nation-operator',
  'insurer-operator',
  'system-administrator',
  'security-administrator',
  'audit-administrator',
];

/** The provincial agency with all its pooling areas. */
export function agencyOf(province: string): Where {
  const areas = [...new Set([`${province}0000`, ...areasOf(province)])];
  const place = `${PROVINCE_NAMES[province] ?? province}医保经办机构`;
  return { audience: 'agency', node: province, areas, place, providerId: null };
}

/** A doctor settles in the room what a cashier settles at the window (VI5); only the cashier has a till. */
const COUNTER_POSTS: readonly Post[] = ['cashier', 'doctor'];

function countersOf(province: string): StaffAccount[] {
  const here = knownProviders.filter(
    ({ area, agreement }) => area.startsWith(province) && agreement === 'active',
  );
  return here.flatMap(({ providerId, name, area }) =>
    COUNTER_POSTS.map((post) =>
      demoAccount(
        post,
        { audience: 'counter', node: province, areas: [area], place: name, providerId },
        providerId,
      ),
    ),
  );
}

/** One of each post for each province and hospital that this program serves: the demo's. */
export function demoAccounts(provinces: readonly string[]): StaffAccount[] {
  const nation: Where = {
    audience: 'nation',
    node: 'hub',
    areas: ['000000'],
    place: '国家平台',
    providerId: null,
  };
  return [
    ...provinces.flatMap((province) =>
      AGENCY_POSTS.map((post) => demoAccount(post, agencyOf(province), province)),
    ),
    ...provinces.flatMap(countersOf),
    ...NATION_POSTS.map((post) => demoAccount(post, nation, 'hub')),
  ];
}

/** Who acts when this account asks. */
export function actorOf({ id, name, node, areas, roles, audience, providerId }: StaffAccount): Actor {
  if (audience === 'counter')
    return { id, kind: 'hospital', node, areas, roles: [...roles, `operator:${providerId}`], name };
  return { id, kind: 'agency', node, areas: node === 'hub' ? [] : areas, roles, name };
}

/** An agency operator known by a token: its roles name the post. */
export function accountOfActor({ id, node, areas, roles, name = '' }: Actor): StaffAccount {
  const post: Post =
    node === 'hub' ? 'nation-operator' : roles.some(isClearingRole) ? 'fund-manager' : 'operator';
  const where =
    node === 'hub' ? { areas: ['000000'], place: '国家平台' } : { areas, place: agencyOf(node).place };
  const audience = node === 'hub' ? 'nation' : 'agency';
  return { id, name: name || id, audience, post, node, ...where, roles, providerId: null };
}

const isClearingRole = (role: string): boolean => (CLEARING_ROLES as readonly string[]).includes(role);
