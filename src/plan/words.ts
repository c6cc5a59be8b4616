import { sayer } from '../core/sentence.js';

/** What is wrong with a value that the plan would change. */
export const planWords = {
  'json.id': [
    'the ID at {path} is no plain integer, so it cannot be shifted',
    '{path} 处的 ID 不是普通整数，无法偏移',
  ],
  'json.invalid': ['not valid JSON', '不是有效的 JSON'],
} as const;

export const say = sayer(planWords);
