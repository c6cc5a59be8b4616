import { Box } from 'ink';
import type { JSX } from 'react';
import { ofTenant } from '../../core/of-tenant.js';
import type { Layout } from '../terminal/layout.js';
import { blank, fitLine, type Line, line, marked, sized, span } from '../terminal/lines.js';
import { cut, widthOf } from '../terminal/text-width.js';
import type { FrameGlyphs, Tone } from '../theme.js';
import type { UiContext, ViewProps } from '../ui-context.js';
import { activeKeys, listedSteps, screenOf, shownStep } from '../wizard/steps.js';
import type { Screen, Step } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { writingNow } from '../wizard/writing.js';
import { filterLines } from './filtered-screen.js';
import { footerLines } from './footer.js';
import { Lines, shownLine } from './lines.js';
import { stepLine, stepListLines } from './step-list.js';
import { spinnerWidth, Working } from './working.js';

interface FrameProps {
  readonly steps: readonly Step[];
  readonly state: WizardState;
  readonly layout: Layout;
  readonly ui: UiContext;
}

/**
 * The frame around every screen:
 *
 *     ╭─ tenantferry ─ bk_bscp → bk_bscp_mt ─ tenant acme ──────────╮
 *     │ ✓ Config        │ …                                         │
 *     │ ▸ Connections   │                                           │
 *     ├─────────────────────────────────────────────────────────────┤
 *     │ Enter next   b back   ? help   q quit                       │
 *     ╰─────────────────────────────────────────────────────────────╯
 *
 * The footer takes its rows first, so it is never cut off; the body gets what is left.
 */
export function Frame({ steps, state, layout, ui }: FrameProps): JSX.Element {
  const production = isProduction(state);
  const glyphs = production ? ui.theme.glyphs.productionFrame : ui.theme.glyphs.frame;
  const tone: Tone = production ? 'bad' : 'muted';
  const { innerWidth, innerHeight, stepsWidth, bodyWidth } = layout;
  const footer = footerLines(activeKeys(steps, state), innerWidth - 2, ui);
  const notice = noticeLines(steps, state, layout, ui);
  const narrow = layout.mode === 'narrow';
  const bodyHeight = innerHeight - 1 - footer.length - notice.length - (narrow ? 1 : 0);
  const listed = listedSteps(steps, state);
  const screen = screenOf(steps, state);
  const spins = screen.isSpinning?.(state) === true;
  const width = bodyWidth - (spins ? spinnerWidth : 0);
  const body = sized(screen.lines({ state, width, height: bodyHeight, ui }), bodyHeight);
  const beforeBody = narrow ? [] : sized(indented(stepListLines(listed, state, ui)), bodyHeight);
  const separator = span(` ${ui.theme.glyphs.vertical}`, 'muted');
  const besides = (row: number): Line =>
    narrow ? [] : [...fitLine(beforeBody[row] ?? blank, stepsWidth - 2), separator];
  const edge = span(glyphs.vertical, tone);
  const fitted = (row: Line, cells: number): Line => fitLine(shownLine(row, ui), cells);
  const framed = (row: Line): Line => [edge, ...fitted(row, innerWidth), edge];
  const rule = span(glyphs.horizontal.repeat(innerWidth), tone);
  const above = [
    titleLine(state, layout.columns, glyphs, tone, ui),
    ...(narrow ? [framed([span(' '), ...stepLine(listed, state, ui)])] : []),
  ];
  const below = [
    ...indented(notice).map(framed),
    line(span(glyphs.teeLeft, tone), rule, span(glyphs.teeRight, tone)),
    ...indented(footer).map(framed),
    line(span(glyphs.corners[2], tone), rule, span(glyphs.corners[3], tone)),
  ];
  const rows = { width: layout.columns, ui };
  if (!spins) {
    const lines = body.map((row, index) => framed([...besides(index), span(' '), ...fitted(row, width)]));
    return <Lines lines={[...above, ...lines, ...below]} {...rows} />;
  }
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows}>
      <Lines lines={above} {...rows} />
      <Box height={bodyHeight}>
        <Lines
          lines={body.map((_, index) => [edge, ...besides(index), span(' ')])}
          width={layout.stepsWidth + 2}
          ui={ui}
        />
        <Working
          lines={body.map((row) => [...fitted(row, width), span(' '), edge])}
          width={width + 2}
          ui={ui}
        />
      </Box>
      <Lines lines={below} {...rows} />
    </Box>
  );
}

/** A screen's rows in exactly its room, behind a moving mark where something without a count is at work. */
export function ScreenRows({ screen, ...props }: ViewProps & { readonly screen: Screen }): JSX.Element {
  const { state, height, ui } = props;
  const spins = screen.isSpinning?.(state) === true;
  const width = spins ? props.width - spinnerWidth : props.width;
  const Rows = spins ? Working : Lines;
  return <Rows lines={sized(screen.lines({ ...props, width }), height)} width={width} ui={ui} />;
}

function indented(lines: readonly Line[]): readonly Line[] {
  return lines.map((row) => [span(' '), ...row]);
}

function isProduction(state: WizardState): boolean {
  return state.context?.config.target.production === true;
}

function noticeLines(
  steps: readonly Step[],
  state: WizardState,
  { innerWidth, innerHeight }: Layout,
  ui: UiContext,
): readonly Line[] {
  const { glyphs } = ui.theme;
  const width = innerWidth - 2;
  // All that it says, as far as a good part of the body stays.
  const most = Math.max(2, Math.floor(innerHeight / 4));
  const { notice, closing } = state.frame;
  if (closing) {
    const text = writingNow(steps, state).length > 0 ? ui.text.frame.closing : ui.text.frame.closingReading;
    return marked(span(glyphs.warning, 'warning'), text, width, 'warning').slice(0, most);
  }
  const filter = filterLines(shownStep(steps, state), state, width, ui);
  if (notice === null) return filter;
  const marks = { good: glyphs.ok, warning: glyphs.warning, bad: glyphs.bad };
  return [
    ...filter,
    ...marked(span(marks[notice.tone], notice.tone), notice.text, width, notice.tone).slice(0, most),
  ];
}

/** The top border with the names in it; what does not fit is left out from the right, the word PRODUCTION never. */
function titleLine(state: WizardState, width: number, glyphs: FrameGlyphs, tone: Tone, ui: UiContext): Line {
  const config = state.context?.config;
  const names =
    config === undefined
      ? ''
      : `${config.source.mysql.database} → ${config.target.mysql.database}${ofTenant(config.tenantId, ` ${glyphs.horizontal} ${ui.text.frame.tenant(config.tenantId)}`)}`;
  const word = isProduction(state) ? ` ${ui.text.frame.production} ` : '';
  const title = ' tenantferry ';
  const room = width - 4 - widthOf(title) - widthOf(word) - 3;
  const shownNames = names === '' || room < 8 ? '' : ` ${cut(names, room - 2)} `;
  const fill = width - 4 - widthOf(title) - widthOf(word) - widthOf(shownNames) - 1;
  return line(
    span(glyphs.corners[0] + glyphs.horizontal, tone),
    span(title, 'accent'),
    span(glyphs.horizontal, tone),
    span(shownNames),
    span(glyphs.horizontal.repeat(Math.max(0, fill)), tone),
    span(word, 'bad'),
    span(glyphs.horizontal + glyphs.corners[1], tone),
  );
}
