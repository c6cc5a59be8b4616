import type { Text } from './question.js';

type Check<T> = (answer: T) => Text | null;

export const anyText: Check<string> = () => null;

export const required: Check<string> = (answer) =>
  answer.trim() === '' ? { en: 'An answer is needed.', zh: '此项必填。' } : null;

export const tenantId: Check<string> = (answer) => {
  if (answer === '' || answer.trim() !== answer) {
    return { en: 'A tenant ID without spaces around it is needed.', zh: '请输入租户 ID，首尾不能有空格。' };
  }
  return answer.length > 255 ? { en: 'At most 255 characters.', zh: '最多 255 个字符。' } : null;
};

export const environmentName: Check<string> = (answer) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(answer)
    ? null
    : {
        en: 'Letters, digits and _ only, not beginning with a digit.',
        zh: '只能包含字母、数字和 _，且不能以数字开头。',
      };

export const vaultAddress: Check<string> = (answer) =>
  /^https?:\/\/[^/@\s]+\/*$/.test(answer)
    ? null
    : {
        en: 'An address like https://vault:8200, without a path or a user.',
        zh: '形如 https://vault:8200 的地址，不含路径和用户名。',
      };

export const inlineSecret: Check<string> = (answer) => {
  if (answer === '') return { en: 'An answer is needed.', zh: '此项必填。' };
  return answer.startsWith('${')
    ? {
        en: 'A secret in the file cannot begin with ${; store it in a file or the environment.',
        zh: '写入文件的密钥不能以 ${ 开头；请改用文件或环境变量。',
      }
    : null;
};

export function wholeNumber(least: number, most: number): Check<number> {
  return (answer) =>
    Number.isInteger(answer) && answer >= least && answer <= most
      ? null
      : { en: `A whole number from ${least} to ${most}.`, zh: `${least} 到 ${most} 之间的整数。` };
}
