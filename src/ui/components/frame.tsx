import { Box } from 'ink';
import type { JSX } from 'react';
import { ofTenant } from '../../core/of-tenant.js';
import type { Layout } from '../terminal/layout.js';
import { type Line, line, marked, sized, span } from '../terminal/lines.js';
import { cut, widthOf } from '../terminal/text-width.js';
import type { FrameGlyphs, Tone } from '../theme.js';
import type { UiContext, ViewProps } from '../ui-context.js';
import { activeKeys, listedSteps, screenOf, shownStep } from '../wizard/steps.js';
import type { Screen, Step } from '../wizard/wizard.js';
import type { WizardState } from '../wizard/wizard-state.js';
import { writingNow } from '../wizard/writing.js';
import { filterLines } from './filtered-screen.js';
import { footerLines } from './footer.js';
import { Lines } from './lines.js';
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
  const notice = noticeLines(steps, state, innerWidth - 2, ui);
  const narrow = layout.mode === 'narrow';
  const bodyHeight = innerHeight - 1 - footer.length - notice.length - (narrow ? 1 : 0);
  const listed = listedSteps(steps, state);
  const ruleRow = innerHeight - footer.length - 1;
  const border = (tee: string): readonly Line[] =>
    Array.from({ length: innerHeight }, (_, row) =>
      line(span(row === ruleRow ? tee : glyphs.vertical, tone)),
    );
  const separator = Array.from({ length: bodyHeight }, () =>
    line(span(` ${ui.theme.glyphs.vertical}`, 'muted')),
  );
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows}>
      <Lines lines={[titleLine(state, layout.columns, glyphs, tone, ui)]} width={layout.columns} ui={ui} />
      <Box height={innerHeight}>
        <Lines lines={border(glyphs.teeLeft)} width={1} ui={ui} />
        <Box flexDirection="column" width={innerWidth}>
          {narrow ? (
            <Lines lines={[line(' ', ...stepLine(listed, state, ui))]} width={innerWidth} ui={ui} />
          ) : null}
          <Box height={bodyHeight}>
            {narrow ? null : (
              <>
                <Lines
                  lines={sized(indented(stepListLines(listed, state, ui)), bodyHeight)}
                  width={stepsWidth - 2}
                  ui={ui}
                />
                <Lines lines={separator} width={2} ui={ui} />
              </>
            )}
            <Box paddingLeft={1} width={bodyWidth + 2} height={bodyHeight} overflow="hidden">
              <ScreenRows
                screen={screenOf(steps, state)}
                state={state}
                width={bodyWidth}
                height={bodyHeight}
                ui={ui}
              />
            </Box>
          </Box>
          <Lines lines={indented(notice)} width={innerWidth} ui={ui} />
          <Lines
            lines={[line(span(glyphs.horizontal.repeat(innerWidth), tone))]}
            width={innerWidth}
            ui={ui}
          />
          <Lines lines={indented(footer)} width={innerWidth} ui={ui} />
        </Box>
        <Lines lines={border(glyphs.teeRight)} width={1} ui={ui} />
      </Box>
      <Lines
        lines={[
          line(span(glyphs.corners[2] + glyphs.horizontal.repeat(innerWidth) + glyphs.corners[3], tone)),
        ]}
        width={layout.columns}
        ui={ui}
      />
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
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { glyphs } = ui.theme;
  const { notice, closing } = state.frame;
  if (closing) {
    const text = writingNow(steps, state).length > 0 ? ui.text.frame.closing : ui.text.frame.closingReading;
    return marked(span(glyphs.warning, 'warning'), text, width, 'warning').slice(0, 2);
  }
  const filter = filterLines(shownStep(steps, state), state, width, ui);
  if (notice === null) return filter;
  const marks = { good: glyphs.ok, warning: glyphs.warning, bad: glyphs.bad };
  return [
    ...filter,
    ...marked(span(marks[notice.tone], notice.tone), notice.text, width, notice.tone).slice(0, 2),
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
