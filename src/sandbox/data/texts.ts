import type { Random } from './random.js';

/** Texts that have broken copying tools: each stands for a trap. */
const awkward = [
  '支付网关的灰度配置，请勿手动修改',
  'launch 🚀🚀 with 👩‍👩‍👧 and 🇨🇳',
  'tab\there, new\nline, carriage\r\nreturn',
  'back\\slash \\n \\N \\0 and a trailing one \\',
  `it's "quoted" \`here\``,
  'nul\u0000inside and \u001a control-Z',
  '  spaces around  ',
  'combining e\u0301 versus é',
  'left\u202eright mark, zero\u200bwidth, BOM\ufeff',
  'NULL',
  '0',
  '-- DROP TABLE kvs; /* comment */ #',
  '100% _under_score LIKE',
  '\u{20bb7}野家 𝄞 outside the BMP',
  '{"id": 7, "groups": [{"id": 3}]}',
  'ÀÉÎÕÜß İı ſ',
] as const;

const plain = [
  'used by the nightly job',
  'first version',
  'rollback of the last change',
  '灰度发布',
  'reviewed',
  '全量上线',
] as const;

const people = ['admin', 'zhangsan', 'lisi', '王五', "o'brien", 'anna.k', 'ops_bot'] as const;

export interface Texts {
  /** A remark: NULL, empty, ordinary or awkward. At most `limit` characters. */
  remark(limit?: number): string | null;
  /** As `remark`, but never NULL. */
  note(limit?: number): string;
  person(): string;
  /** Comma-separated user names. */
  approvers(): string;
  /** A longer text with awkward lines in it, e.g. a script. */
  body(lines: number): string;
}

export function createTexts(random: Random): Texts {
  const note = (limit = 256) => cut(random.pick(random.chance(0.4) ? awkward : plain), limit);
  return {
    remark: (limit) => {
      const dice = random.fraction();
      if (dice < 0.1) return null;
      return dice < 0.25 ? '' : note(limit);
    },
    note,
    person: () => random.pick(people),
    approvers: () => random.some(people, random.integer(1, 3)).join(','),
    body: (lines) => Array.from({ length: lines }, () => note()).join('\n'),
  };
}

/** Every awkward text once, for data that must contain them all whatever the seed. */
export const awkwardTexts: readonly string[] = awkward;

/** Cuts by characters as MySQL counts them (code points), never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : [...text].slice(0, limit).join('');
}
