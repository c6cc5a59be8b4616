import { isFigure, titleOf } from '../core/column.js';
import { printable } from '../core/format.js';
import { type Block, type Cell, glyphs, type ReportDocument } from './document.js';

/** The document as GitHub-flavoured Markdown. Data can add no markup: everything that means something is escaped. */
export function renderMarkdown(document: ReportDocument): string {
  const parts = [`# ${escapeMarkdown(document.title)}`];
  for (const section of document.sections) {
    parts.push(`## ${escapeMarkdown(section.title)}`, ...section.blocks.map(block));
  }
  return `${parts.join('\n\n')}\n`;
}

function block(content: Block): string {
  switch (content.kind) {
    case 'text':
      return escapeMarkdown(content.text);
    case 'status':
      return `**${glyphs[content.tone]} ${escapeMarkdown(content.text)}**`;
    case 'facts':
      return content.facts.map(([name, value]) => `- ${escapeMarkdown(name)}: ${cell(value)}`).join('\n');
    case 'table': {
      if (content.rows.length === 0) return escapeMarkdown(content.empty);
      const titles = content.columns.map((column) => escapeMarkdown(titleOf(column)));
      const rules = content.columns.map((column) => (isFigure(column) ? '---:' : '---'));
      const lines = [titles, rules, ...content.rows.map((row) => row.map(cell))];
      return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
    }
    case 'list':
      return content.items
        .map(({ title, text }) => `- **${escapeMarkdown(title)}**: ${escapeMarkdown(text)}`)
        .join('\n');
  }
}

function cell({ text, tone, code }: Cell): string {
  const glyph = tone === undefined || glyphs[tone] === '' ? '' : `${glyphs[tone]} `;
  if (!code || text === '') return glyph + escapeMarkdown(text);
  const shown = printable(text);
  // A code span cannot hold a backtick of its own length, and a backslash in it before an escaped | sets that free again:
  // such text is escaped instead.
  if (/[`\\]/.test(shown)) return glyph + escapeMarkdown(text);
  return `${glyph}\`${shown.replaceAll('|', '\\|')}\``;
}

/** Text without line breaks, in which no character starts markup. */
function escapeMarkdown(text: string): string {
  return (
    printable(text)
      .replace(/[\\`*{}[\]<>|~#]/g, '\\$&')
      // Inside a word an underscore means nothing, and names are easier to read without backslashes.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll('&', '&amp;')
  );
}
