import type { ConfigOverrides } from '../config/overrides.js';
import { shell } from '../core/shell.js';

/** What flags choose as words for a command line that does the same again: ` --skip a,b --biz-ids 2`; empty without any. */
export function selectionWords({ skip, only, bizIds }: ConfigOverrides): string {
  const words: string[] = [];
  if (skip && skip.length > 0) words.push(shell`--skip ${skip.join(',')}`);
  if (only) words.push(shell`--only ${only.join(',')}`);
  if (bizIds) words.push(shell`--biz-ids ${bizIds.join(',')}`);
  return words.length > 0 ? ` ${words.join(' ')}` : '';
}
