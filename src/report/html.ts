import { isFigure, titleOf } from '../core/column.js';
import { printable } from '../core/format.js';
import { type Block, type Cell, glyphs, type ReportDocument } from './document.js';
import { reportStyle } from './html-style.js';

/**
 * The document as one HTML file that needs nothing else: no network (a content policy forbids it), no script. Everything that
 * comes from data is escaped.
 */
export function renderHtml(document: ReportDocument): string {
  const title = escapeHtml(document.title);
  const links = document.sections.map(
    ({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`,
  );
  // On a phone a report is long.
  const up = `<p class="up"><a href="#contents">↑ ${escapeHtml(document.contents)}</a></p>`;
  const sections = document.sections.map(
    ({ id, title, blocks }) =>
      `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n${blocks.map(block).join('\n')}\n${up}\n</section>`,
  );
  return `<!doctype html>
<html lang="${document.lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<header><h1>${title}</h1></header>
<nav id="contents" aria-label="${escapeHtml(document.contents)}"><ul>${links.join('')}</ul></nav>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function block(content: Block): string {
  switch (content.kind) {
    case 'text':
      return `<p>${escapeHtml(content.text)}</p>`;
    case 'status':
      return `<p class="status ${content.tone}">${glyphs[content.tone]} ${escapeHtml(content.text)}</p>`;
    case 'facts': {
      const facts = content.facts.map(
        ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${cell(value)}</dd>`,
      );
      return `<dl>${facts.join('\n')}</dl>`;
    }
    case 'table': {
      if (content.rows.length === 0) return `<p>${escapeHtml(content.empty)}</p>`;
      const align = (index: number): string => (isFigure(content.columns[index]) ? ' class="figure"' : '');
      const head = content.columns.map(
        (column, index) => `<th scope="col"${align(index)}>${escapeHtml(titleOf(column))}</th>`,
      );
      const label = (index: number): string =>
        ` data-label="${escapeHtml(titleOf(content.columns[index] ?? ''))}"`;
      const rows = content.rows.map(
        (row) =>
          `<tr>${row.map((one, index) => `<td${align(index)}${label(index)}>${cell(one)}</td>`).join('')}</tr>`,
      );
      // On a phone each row of a broad table becomes a block of its own, with the columns' titles in it.
      const shape = content.columns.length > 2 ? ' class="broad"' : '';
      return `<div class="wide" tabindex="0"><table${shape}><thead><tr>${head.join('')}</tr></thead>\n<tbody>${rows.join('\n')}</tbody></table></div>`;
    }
    case 'list': {
      const items = content.items.map(
        ({ title, text }) => `<li><strong>${escapeHtml(title)}</strong>: ${escapeHtml(text)}</li>`,
      );
      return `<ul>${items.join('\n')}</ul>`;
    }
  }
}

const longCode = 40;
const longVerdict = 24;

function cell({ text, tone, code }: Cell): string {
  const shown = escapeHtml(text);
  // Names stay in one piece, and long values (a hash, a path) may break anywhere.
  const mark = text.length > longCode ? '<code class="long">' : '<code>';
  const content = code && text !== '' ? `${mark}${shown}</code>` : shown;
  if (tone === undefined || tone === 'plain') return content;
  // A glyph alone at a line's end would belong to nothing.
  const long = text.length > longVerdict ? ' long' : '';
  return `<span class="${tone}${long}">${glyphs[tone]}&nbsp;${content}</span>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is only text, in content and in attributes. */
function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
