import type { Command } from 'commander';

/** A line that begins with a space is an example or a row of a list, and stays as it is. */
const isProse = (line: string | undefined): line is string => line !== undefined && /^\S/.test(line);
const han = /\p{Script=Han}|[，。；：、（）“”]/u;

/** The text below a command's options with its paragraphs as wide as the terminal; as it is written where there is none. */
export function fitted(text: string, command: Command): string {
  // Undefined where the output is no terminal, whatever its type says.
  const width: number | undefined = command.configureOutput().getOutHelpWidth?.();
  if (width === undefined) return text;
  const paragraphs: string[] = [];
  let before: string | undefined;
  for (const line of text.split('\n')) {
    if (isProse(line) && isProse(before)) paragraphs.push(joined(paragraphs.pop() ?? '', line));
    else paragraphs.push(line);
    before = line;
  }
  const help = command.createHelp();
  return paragraphs.map((line) => (isProse(line) ? help.boxWrap(line, width) : line)).join('\n');
}

/** Chinese has no space where a line was broken. */
function joined(one: string, other: string): string {
  return han.test(one.slice(-1)) && han.test(other.slice(0, 1)) ? one + other : `${one} ${other}`;
}
