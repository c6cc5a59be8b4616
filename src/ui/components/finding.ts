import { type Finding, samplesInAll } from '../../core/finding.js';
import { localise } from '../../text/localise.js';
import { blank, type Line, line, marked, paragraph, type Span, span } from '../terminal/lines.js';
import { cut } from '../terminal/text-width.js';
import type { UiContext } from '../ui-context.js';

const marks = {
  ok: { glyph: 'ok', tone: 'good' },
  info: { glyph: 'info', tone: 'muted' },
  warning: { glyph: 'warning', tone: 'warning' },
  blocker: { glyph: 'bad', tone: 'bad' },
} as const;

/** ✓ ! ✗ · */
function severityMark(severity: Finding['severity'], ui: UiContext): Span {
  const { glyph, tone } = marks[severity];
  return span(ui.theme.glyphs[glyph], tone);
}

/** The finding's sentence in the operator's language; where there is none the English one with its topic before it. */
function findingTitle(finding: Finding, ui: UiContext): string {
  const own = localise(finding, ui.language);
  if (own !== finding) return own.title;
  const topic = ui.text.topics[finding.code];
  return topic === undefined ? finding.title : `${topic}：${finding.title}`;
}

function findingRemedy(finding: Finding, ui: UiContext): string | undefined {
  return localise(finding, ui.language).remedy;
}

/** One row of a list of findings; in the linear form the severity is a word. */
export function findingRow(finding: Finding, selected: boolean, width: number, ui: UiContext): Line {
  const pointer = selected ? `${ui.theme.glyphs.pointer} ` : '  ';
  const word = ui.linear ? ` ${ui.text.severity[finding.severity]}: ` : ' ';
  const title = ui.linear ? findingTitle(finding, ui) : cut(findingTitle(finding, ui), width - 4);
  return line(
    span(pointer, 'accent'),
    severityMark(finding.severity, ui),
    word,
    span(title, selected ? 'accent' : 'plain'),
  );
}

/** `findingDetail`, and behind it the same trouble table by table where one cause makes many. */
export function findingWhole(finding: Finding, width: number, ui: UiContext): readonly Line[] {
  const parts = finding.parts ?? [];
  return [
    ...findingDetail(finding, width, ui),
    ...(parts.length === 0 ? [] : [blank, line(span(ui.text.frame.parts(parts.length), 'accent'))]),
    ...parts.flatMap((part) => [
      ...marked(severityMark(part.severity, ui), findingTitle(part, ui), width),
      ...(localise(part, ui.language).samples ?? []).flatMap((sample) =>
        marked(span('   '), sample, width, 'muted'),
      ),
    ]),
  ];
}

/** One finding: the sentence in full, examples, and what to do. */
export function findingDetail(finding: Finding, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const endpoints: Readonly<Record<string, string>> = text.connections.endpoints;
  const place = endpoints[finding.subject];
  const rows: Line[] = [
    line(
      severityMark(finding.severity, ui),
      span(` ${text.severity[finding.severity]}`, 'plain', true),
      ...(place === undefined ? [] : [span(`  ${place}`)]),
      span(`  ${finding.code}`, 'muted'),
    ),
    ...paragraph(findingTitle(finding, ui), width),
  ];
  const remedy = findingRemedy(finding, ui);
  if (remedy !== undefined) {
    rows.push(blank, line(span(text.frame.whatToDo, 'accent')), ...marked(span(' '), remedy, width));
  }
  const samples = localise(finding, ui.language).samples ?? [];
  if (samples.length > 0) {
    const examples = text.frame.examples(samples.length, samplesInAll(finding));
    rows.push(blank, line(span(examples, 'muted')));
    rows.push(...samples.flatMap((sample) => marked(span(' '), sample, width)));
  }
  return rows;
}
