import type { Reason } from '../core/sentence.js';
import type { ToldStatement } from '../isolation/statement.js';
import { say } from '../isolation/words.js';
import { hasFaults } from '../operations/isolation/faults.js';
import type { IsolationPart } from '../operations/isolation/types.js';
import { localiseReason, localiseSaid } from '../text/localise.js';
import {
  type Block,
  code,
  plain,
  type ReportDocument,
  type Section,
  type Tone,
  table,
  toned,
} from './document.js';
import { isolationSums, isolationVerdict } from './isolation-sums.js';
import { renderMarkdown } from './markdown.js';

type Lang = ReportDocument['lang'];

/** What the commands of `isolation` and `api-window` found, as one page of Markdown. */
export function renderIsolation(parts: readonly IsolationPart[], lang: Lang): string {
  return renderMarkdown({
    lang,
    title: localiseSaid(say('report.title'), lang),
    contents: '',
    sections: parts.map((part, index) => isolationSection(part, index, lang)),
  });
}

/** One of them, as it also stands in the report of a run. */
export function isolationSection(part: IsolationPart, index: number, lang: Lang): Section {
  const faults = hasFaults(part);
  const sums = isolationSums(part).map((sum): Block => ({ kind: 'text', text: localiseSaid(sum, lang) }));
  return {
    id: `${part.part}-${index + 1}`,
    title: localiseSaid(say(`report.${part.part}`), lang),
    blocks: [
      { kind: 'status', tone: faults ? 'bad' : 'good', text: localiseSaid(isolationVerdict(part), lang) },
      ...sums,
      ...tablesOf(part, lang),
    ],
  };
}

const tones: Readonly<Record<string, Tone>> = { good: 'good', bad: 'bad', unclear: 'warning' };

function tablesOf(part: IsolationPart, lang: Lang): readonly Block[] {
  const empty = localiseSaid(say('report.nothing'), lang);
  const title = (name: 'verdict' | 'statement' | 'place' | 'why' | 'endpoint' | 'calls' | 'last'): string =>
    localiseSaid(say(`report.column-${name}`), lang);
  const saidOf = ({ message, because }: { message: string; because?: Reason }): string =>
    localiseReason(message, because, lang);
  const whyOf = ({ missing, message, because }: ToldStatement): string =>
    [
      ...missing.map(({ predicate, ...said }) => `${saidOf(said)} (+ ${predicate})`),
      ...(message === undefined ? [] : [saidOf({ message, because })]),
    ].join('; ');
  switch (part.part) {
    case 'scan':
    case 'audit':
      return [
        table(part.statements, empty, [
          [title('verdict'), ({ verdict }) => toned(tones[verdict] ?? 'plain', verdict)],
          [
            title('place'),
            ({ file, line, executions }) => plain(file === undefined ? `${executions}×` : `${file}:${line}`),
          ],
          [title('statement'), ({ statement }) => code(statement)],
          [title('why'), (one) => plain(whyOf(one))],
        ]),
      ];
    case 'probe':
      return [
        table(part.checks, empty, [
          [title('verdict'), ({ verdict }) => toned(tones[verdict] ?? 'plain', verdict)],
          [title('why'), (check) => plain(saidOf(check))],
        ]),
      ];
    case 'window':
      return [
        table(
          part.endpoints.flatMap(({ old, new: next }) => (next ? [old, next] : [old])),
          empty,
          [
            [title('endpoint'), ({ endpoint }) => code(endpoint)],
            [{ figure: title('calls') }, ({ calls, errors }) => plain(`${calls} (${errors})`)],
            [title('last'), ({ lastUsedAt }) => plain(lastUsedAt ?? '-')],
          ],
        ),
        table(part.headers, empty, [
          [title('verdict'), ({ ok, header }) => toned(ok ? 'good' : 'bad', header)],
          [title('why'), (check) => plain(saidOf(check))],
        ]),
      ];
  }
}
