import { printable } from '../core/format.js';
import { inChinese, type Reason } from '../core/sentence.js';
import { ledgerWords } from '../ledger/words.js';
import { liveWords } from '../live/words.js';
import { logWords } from '../mysql/binlog/words.js';
import { mysqlWords } from '../mysql/words.js';
import { vaultWords } from '../vault/words.js';
import type { Letter } from './letter.js';
import { watchWords } from './words.js';

/** What people read of a letter, in their language. */

/** Why a rule cannot be looked at, or a recovery failed, may be said by any room below. */
const words = { ...mysqlWords, ...logWords, ...vaultWords, ...ledgerWords, ...liveWords, ...watchWords };

function whyIn(
  { why, because }: { readonly why: string | null; readonly because?: Reason | null | undefined },
  language: Language,
): string | null {
  return (language === 'zh' && because && inChinese(because, words)) || why;
}

export type Language = 'en' | 'zh';

const severity: Readonly<Record<Language, Readonly<Record<Letter['severity'], string>>>> = {
  en: { info: 'info', warning: 'warning', error: 'error', critical: 'critical' },
  zh: { info: '提示', warning: '警告', error: '错误', critical: '严重' },
};

const templates = {
  en: {
    firing: (rule: string, count: number) => `${rule} is firing${count > 1 ? ` (${count})` : ''}`,
    resolved: (rule: string, count: number) => `${rule} is resolved${count > 1 ? ` (${count})` : ''}`,
    error: (rule: string) => `the rule ${rule} cannot be looked at`,
    errorOver: (rule: string) => `the rule ${rule} can be looked at again (resolved)`,
    recovered: (rule: string, action: string) => `${rule}: recovery by ${action} is done`,
    notRecovered: (rule: string, action: string) => `${rule}: recovery by ${action} failed`,
    test: 'this is a test of tenantferry: the channel works',
    attempt: (attempt: number, most: number) => `attempt ${attempt} of ${most}`,
    since: (from: string, to: string | null) => (to === null ? `since ${from}` : `${from} to ${to}`),
    value: (value: number) => `value ${value}`,
    more: (count: number) => `and ${count} more`,
    of: (database: string, tenant: string) =>
      `target database ${database}${tenant === '' ? '' : `, tenant ${tenant}`}`,
    colon: ': ',
    comma: ', ',
  },
  zh: {
    firing: (rule: string, count: number) => `${rule} 触发告警${count > 1 ? `（${count} 项）` : ''}`,
    resolved: (rule: string, count: number) =>
      `${rule} 已恢复（resolved）${count > 1 ? `，共 ${count} 项` : ''}`,
    error: (rule: string) => `规则 ${rule} 无法执行`,
    errorOver: (rule: string) => `规则 ${rule} 已可执行（resolved）`,
    recovered: (rule: string, action: string) => `${rule}：自动恢复 ${action} 已完成`,
    notRecovered: (rule: string, action: string) => `${rule}：自动恢复 ${action} 失败`,
    test: '这是 tenantferry 的测试消息：通道可用',
    attempt: (attempt: number, most: number) => `第 ${attempt} 次，共 ${most} 次`,
    since: (from: string, to: string | null) => (to === null ? `自 ${from}` : `${from} 至 ${to}`),
    value: (value: number) => `值 ${value}`,
    more: (count: number) => `另有 ${count} 项`,
    of: (database: string, tenant: string) =>
      `目标数据库 ${database}${tenant === '' ? '' : `，租户 ${tenant}`}`,
    colon: '：',
    comma: '，',
  },
} as const;

/** Alerts that a text lists. */
const listed = 20;

/** One line: what it is about, with its severity. */
export function subjectOf(letter: Letter, language: Language): string {
  const text = templates[language];
  const { rule, kind, status, count, attempt } = letter;
  const mark = `[${severity[language][letter.severity]}] `;
  if (kind === 'test') return `[tenantferry] ${text.test}`;
  if (kind === 'recovery' && attempt)
    return `${mark}${(attempt.ok ? text.recovered : text.notRecovered)(rule, attempt.action)}`;
  if (kind === 'rule-error') return `${mark}${(status === 'firing' ? text.error : text.errorOver)(rule)}`;
  return `${mark}${text[status](rule, count)}`;
}

/** The whole: the subject, where it is, and its alerts, a line each. */
export function textOfLetter(letter: Letter, language: Language): string {
  const text = templates[language];
  const { attempt, alerts, count, of } = letter;
  const lines = [subjectOf(letter, language), text.of(of.database, of.tenant)];
  if (attempt) {
    const said = whyIn(attempt, language);
    lines.push(
      `${text.attempt(attempt.attempt, attempt.most)}${said === null ? '' : `${text.colon}${said}`}`,
    );
  }
  for (const alert of alerts.slice(0, listed)) {
    const { id, key, value, startedAt, endedAt } = alert;
    const why = whyIn(alert, language);
    const parts = [
      // A row's key may be anything, and must not look like a line of its own.
      ...(key === '' ? [] : [printable(key)]),
      ...(value === null ? [] : [text.value(value)]),
      ...(why === null ? [] : [why]),
      text.since(timeOf(startedAt), endedAt === null ? null : timeOf(endedAt)),
      `ID ${id}`,
    ];
    lines.push(`- ${parts.join(text.comma)}`);
  }
  if (count > listed) lines.push(text.more(count - Math.min(listed, alerts.length)));
  return lines.join('\n');
}

function timeOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
