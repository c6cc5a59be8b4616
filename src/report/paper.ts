import { formatBytes, formatSeconds, formatTime } from '../core/format.js';
import type { Paper, RiskLevel } from '../preflight/paper/shape.js';
import { localiseSaid } from '../text/localise.js';
import type { Tone } from './document.js';

/** A plan on paper in words, the same on a terminal, in the wizard and in a report. */
export interface PaperPart {
  readonly title: string;
  readonly lines: readonly { readonly tone: Tone; readonly text: string }[];
}

const texts = {
  en: {
    id: (id: string) => `Plan ${id}`,
    risk: (level: string) => `Risk: ${level}`,
    named: (level: string, plan: string) => `${level} (${plan})`,
    level: { low: 'low', medium: 'medium', high: 'high', critical: 'critical' },
    reason: (level: string, said: string) => `${level}: ${said}`,
    noReason: 'nothing is known that speaks against it',
    resources: 'What it needs',
    space: (needed: string, where: string) => `in the target, at ${where}: ${needed}`,
    free: (free: string) => `, of ${free} that are free`,
    notTold: ' (the server does not tell how much is free)',
    part: (bytes: string, what: string) => `${bytes} ${what}`,
    memory: (needed: string, free: string) =>
      `memory of this machine: up to ${needed}, of ${free} that are free`,
    pool: (bytes: string) => `the target's buffer pool holds ${bytes}`,
    steps: 'The order, and how long each takes',
    step: (number: number, what: string, time: string) => `${number}. ${what}: ${time}`,
    measured: (time: string) => `${time}, measured`,
    estimated: (time: string) => `about ${time}`,
    untold: 'cannot be told',
    total: (time: string) => `what can be told takes about ${time}`,
    window: (ends: string, left: string) => `the change window ends at ${ends}, in ${left}`,
  },
  zh: {
    id: (id: string) => `计划 ${id}`,
    risk: (level: string) => `风险：${level}`,
    named: (level: string, plan: string) => `${level}（${plan}）`,
    level: { low: '低', medium: '中', high: '高', critical: '严重' },
    reason: (level: string, said: string) => `${level}：${said}`,
    noReason: '没有已知的不利因素',
    resources: '所需资源',
    space: (needed: string, where: string) => `目标端 ${where}：${needed}`,
    free: (free: string) => `，可用 ${free}`,
    notTold: '（服务器没有告知可用空间）',
    part: (bytes: string, what: string) => `${bytes} ${what}`,
    memory: (needed: string, free: string) => `本机内存：最多 ${needed}，可用 ${free}`,
    pool: (bytes: string) => `目标端缓冲池 ${bytes}`,
    steps: '步骤顺序与各自用时',
    step: (number: number, what: string, time: string) => `${number}. ${what}：${time}`,
    measured: (time: string) => `${time}（实测）`,
    estimated: (time: string) => `约 ${time}`,
    untold: '无法预计',
    total: (time: string) => `可预计的部分共约 ${time}`,
    window: (ends: string, left: string) => `变更窗口于 ${ends} 结束，还剩 ${left}`,
  },
};

const tones: Readonly<Record<RiskLevel, Tone>> = {
  low: 'plain',
  medium: 'warning',
  high: 'bad',
  critical: 'bad',
};

/** `high`, and which plan is meant. */
export function riskWords({ id, risk }: Paper, lang: 'en' | 'zh'): string {
  const text = texts[lang];
  return text.named(text.level[risk.level], text.id(id));
}

/** The plan's name, its risk and the reasons, what it needs, and its steps in order. */
export function paperParts(paper: Paper, lang: 'en' | 'zh'): readonly PaperPart[] {
  const text = texts[lang];
  const { risk } = paper;
  const plain = (line: string) => ({ tone: 'plain' as const, text: line });
  const reasons = risk.reasons.map((reason) => ({
    tone: tones[reason.level],
    text: text.reason(text.level[reason.level], localiseSaid(reason, lang)),
  }));
  return [
    {
      title: `${text.id(paper.id)} · ${text.risk(text.level[risk.level])}`,
      lines: reasons.length > 0 ? reasons : [{ tone: 'good', text: text.noReason }],
    },
    { title: text.resources, lines: resourceLines(paper, lang).map(plain) },
    { title: text.steps, lines: stepLines(paper, lang).map(plain) },
  ];
}

function resourceLines({ resources: { space, memory } }: Paper, lang: 'en' | 'zh'): readonly string[] {
  const text = texts[lang];
  const { neededBytes, freeBytes, where } = space;
  const free = freeBytes === null ? text.notTold : text.free(formatBytes(freeBytes));
  return [
    text.space(formatBytes(neededBytes), where) + free,
    ...space.needs.map(({ what, bytes }) => `  ${text.part(formatBytes(bytes), localiseSaid(what, lang))}`),
    text.memory(formatBytes(memory.neededBytes), formatBytes(memory.freeBytes)),
    ...(memory.bufferPoolBytes === null ? [] : [text.pool(formatBytes(memory.bufferPoolBytes))]),
  ];
}

function stepLines({ steps, seconds, window }: Paper, lang: 'en' | 'zh'): readonly string[] {
  const text = texts[lang];
  const time = ({ seconds: some, measured }: Paper['steps'][number]): string => {
    if (some === null) return text.untold;
    return measured ? text.measured(formatSeconds(some)) : text.estimated(formatSeconds(some));
  };
  return [
    ...steps.map((step, index) => text.step(index + 1, localiseSaid(step.what, lang), time(step))),
    text.total(formatSeconds(seconds)),
    ...(window ? [text.window(formatTime(window.ends), formatSeconds(window.seconds))] : []),
  ];
}
