import type { Lang } from '../../headless/text/language.js';
import type { HelpText } from './en.js';

/** Commander reports usage errors as English sentences without values; these are all it can report for what we use of it. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^unknown option '(.*)'/, '未知选项 “$1”'],
  [/^unknown command '(.*)'/, '未知命令 “$1”'],
  [/^option '(.*)' argument missing/, '选项 “$1” 缺少值'],
  [/^missing required argument '(.*)'/, '缺少参数 “$1”'],
  [/^too many arguments.* Expected (\d+) arguments? but got (\d+)\./, '参数过多：应为 $1 个，实际为 $2 个。'],
  [/^option '(.*)' argument '(.*)' is invalid\. ?/, '选项 “$1” 的值 “$2” 无效。'],
  [/^command-argument value '(.*)' is invalid for argument '(.*)'\. ?/, '参数 “$2” 的值 “$1” 无效。'],
];

const hints: readonly (readonly [RegExp, string])[] = [
  [/Allowed choices are (.*)\./, '可选的值：$1。'],
  [/\(Did you mean one of (.*)\?\)/, '（您是否想用 $1 之一？）'],
  [/\(Did you mean (.*)\?\)/, '（您是否想用 $1？）'],
];

/** A usage error as commander words it, `error: …`, as the operator is told it. */
function usageProblem(text: string, lang: Lang): string {
  const sentence = text.replace(/^error: /, '');
  if (lang === 'en') return `✗ Error: ${sentence}`;
  return `✗ 错误：${[...sentences, ...hints].reduce((said, [english, chinese]) => said.replace(english, chinese), sentence)}`;
}

/** Tells a misuse of a command, and where its flags are explained. */
export function tellMisuse(help: HelpText, lang: Lang, command: string) {
  return (text: string, write: (text: string) => void): void => {
    write(usageProblem(text, lang));
    write(`${help.problems.remedy(command)}\n`);
  };
}
