import type { Gender, Random } from '@zhijie/kernel';

const FAMILY = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕');
const MALE = Array.from('建国志强文博伟明海峰东升立军家辉永康宏斌晓鹏振华');
const FEMALE = Array.from('桂兰秀英丽敏芳玉梅婷雪静慧霞春燕文娟晓红佳怡雅琴');

/** A name put together by chance from common characters; it belongs to nobody in particular. */
export function syntheticName(random: Random, gender: Gender): string {
  const given = gender === 'male' ? MALE : FEMALE;
  const first = random.pick(FAMILY) + random.pick(given);
  return random.chance(4, 5) ? first + random.pick(given) : first;
}

const EMPLOYER_HEADS = ['示例机械', '示例纺织', '示例物流', '示例软件', '示例食品', '示例建筑', '示例教育'];
const EMPLOYER_TAILS = ['有限公司', '股份有限公司', '厂', '合作社'];

export function syntheticEmployer(random: Random): string {
  return random.pick(EMPLOYER_HEADS) + random.pick(EMPLOYER_TAILS);
}
