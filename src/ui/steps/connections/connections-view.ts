import type { Config } from '../../../config/config.js';
import { findingDetail, findingRow, findingWhole } from '../../components/finding.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { beside, type Line, line, plainText, span, windowed } from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import { filterText } from '../../wizard/filter.js';
import {
  type ConnectionsState,
  type Endpoint,
  endpoints,
  shownFindings,
  tally,
} from './connections-state.js';

const cardRows = 3;
/** From this width on the list has its detail beside it. */
const detailBeside = 110;

function addressOf(config: Config, endpoint: Endpoint, ui: UiContext): string {
  const environment = endpoint.startsWith('source') ? config.source : config.target;
  if (endpoint.endsWith('mysql')) {
    return environment.mysql.socketPath ?? `${environment.mysql.host}:${environment.mysql.port}`;
  }
  return environment.vault?.address ?? ui.text.config.noVault;
}

function tallyLine(state: ConnectionsState, endpoint: Endpoint, width: number, ui: UiContext): Line {
  const { glyphs } = ui.theme;
  const found = state.findings.filter((finding) => finding.subject === endpoint);
  if (found.length === 0) {
    return line(
      span(
        state.phase === 'running' ? ui.text.connections.checking : ui.text.connections.notChecked,
        'muted',
      ),
    );
  }
  const { ok, warnings, blockers } = tally(found);
  const { severity } = ui.text;
  const figures = [
    { glyph: glyphs.bad, count: blockers, word: severity.blocker, tone: 'bad' },
    { glyph: glyphs.warning, count: warnings, word: severity.warning, tone: 'warning' },
    { glyph: glyphs.ok, count: ok, word: severity.ok, tone: 'good' },
  ] as const;
  const parts = (words: boolean): Line =>
    figures
      .filter(({ count }) => count > 0)
      .map(({ glyph, count, word, tone }, index) =>
        span(`${index === 0 ? '' : '  '}${glyph} ${count}${words ? ` ${word}` : ''}`, tone),
      );
  // A narrow card keeps the figures, and leaves the words to the list below.
  const inWords = parts(true);
  return widthOf(plainText(inWords)) <= width || ui.linear ? inWords : parts(false);
}

function card(
  config: Config,
  state: ConnectionsState,
  endpoint: Endpoint,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const shown = state.shown === endpoint;
  const title = ui.text.connections.endpoints[endpoint];
  return [
    line(
      span(`${shown ? ui.theme.glyphs.pointer : ' '} `, 'accent'),
      span(padTo(title, width - 2), shown ? 'accent' : 'plain', true),
    ),
    line('  ', span(padTo(addressOf(config, endpoint, ui), width - 2), 'muted')),
    line('  ', ...tallyLine(state, endpoint, width - 2, ui)),
  ];
}

/** The four endpoints side by side, what was found at them, and the selected finding in full with its remedy. */
export function connectionsLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { connections, context } = state;
  if (context === null) return [];
  const filter = filterText(state, 'connections');
  const opened = connections.open ? shownFindings(connections, filter)[connections.selected] : undefined;
  if (opened !== undefined) {
    return windowed(findingWhole(opened, width, ui), connections.scroll, height, ui.more);
  }
  const widthOfOne = (columns: number): number => Math.floor((width - (columns - 1)) / columns);
  // All four in one row where that cuts no address: its end, the port, tells servers of one machine apart.
  const inOneRow = endpoints.every(
    (endpoint) => widthOf(addressOf(context.config, endpoint, ui)) + 2 <= widthOfOne(4),
  );
  const cardWidth = widthOfOne(inOneRow ? 4 : 2);
  const cards = endpoints.map((endpoint) => card(context.config, connections, endpoint, cardWidth, ui));
  const pair = (left: number, right: number): readonly Line[] =>
    beside(cards[left] ?? [], cardWidth, cards[right] ?? [], ' ');
  const top = ui.linear
    ? cards.flat()
    : inOneRow
      ? beside(pair(0, 1), cardWidth * 2 + 1, pair(2, 3), ' ')
      : [...pair(0, 1), ...pair(2, 3)];
  const rule = line(span(ui.theme.glyphs.horizontal.repeat(ui.linear ? 3 : width), 'muted'));
  const room = height - (inOneRow ? cardRows : 2 * cardRows) - 1;
  const work = connections.phase === 'running' ? workLines(state.work, width, ui) : [];
  return [...top, rule, ...work, ...lower(connections, filter, { width, height: room - work.length, ui })];
}

function lower(state: ConnectionsState, filter: string, box: Box): readonly Line[] {
  const { width, ui } = box;
  const { selected } = state;
  if (state.problem !== null) return problemLines(state.problem, width, ui);
  const findings = shownFindings(state, filter);
  const chosen = findings[selected];
  if (chosen === undefined) {
    const { checking, nothingHere } = ui.text.connections;
    return [line(span(state.phase === 'running' ? checking : nothingHere, 'muted'))];
  }
  const list = {
    rows: (room: number) =>
      findings.map((finding, index) => findingRow(finding, index === selected, room, ui)),
    selected,
    detail: (room: number) => findingDetail(chosen, room, ui),
    beside: { from: detailBeside, share: 0.5 },
    most: 0.6,
  };
  return listWithDetail(list, box);
}
