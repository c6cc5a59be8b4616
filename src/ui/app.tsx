import { Box, Text, useInput, usePaste, useWindowSize } from 'ink';
import { type JSX, useState, useSyncExternalStore } from 'react';
import { filterLines } from './components/filtered-screen.js';
import { footerLines } from './components/footer.js';
import { Frame, ScreenRows } from './components/frame.js';
import { Lines } from './components/lines.js';
import { stepLine, stepListWidth } from './components/step-list.js';
import { splitKeys } from './terminal/key-press.js';
import { layoutFor, smallest } from './terminal/layout.js';
import { blank, type Line, line, marked, span } from './terminal/lines.js';
import { withoutBreaks } from './terminal/unbroken.js';
import type { UiContext } from './ui-context.js';
import { openKeyboard } from './wizard/keyboard.js';
import { paste } from './wizard/press.js';
import { activeKeys, listedSteps, screenOf, shownStep } from './wizard/steps.js';
import { useJobControl } from './wizard/use-job-control.js';
import type { Screen, Step, Wizard } from './wizard/wizard.js';
import type { WizardState } from './wizard/wizard-state.js';

interface AppProps {
  readonly wizard: Wizard;
  readonly ui: UiContext;
}

/** Room a linear view may use: a screen reader reads rows, it does not see a window. */
const linearRows = 500;

interface ScreenProps {
  readonly steps: readonly Step[];
  readonly state: WizardState;
  readonly columns: number;
  readonly ui: UiContext;
}

/** The whole wizard: keys go in, the current screen comes out. */
export function App({ wizard, ui }: AppProps): JSX.Element {
  const state = useSyncExternalStore(wizard.store.subscribe, wizard.store.getState);
  const { columns, rows } = useWindowSize();
  const stop = useJobControl(wizard);
  const [press] = useState(() => openKeyboard(wizard));
  useInput((input, key) => {
    for (const keyPress of splitKeys(input, key)) {
      if (keyPress.name === 'ctrl+z') stop();
      else press(keyPress);
    }
  });
  usePaste((text) => paste(wizard, text));
  return <CurrentScreen steps={wizard.steps} state={state} columns={columns} rows={rows} ui={ui} />;
}

/** What a terminal of this size shows of the state. */
export function CurrentScreen({ rows, ...props }: ScreenProps & { readonly rows: number }): JSX.Element {
  const { steps, state, columns, ui } = props;
  if (ui.linear) return <LinearScreen {...props} />;
  const layout = layoutFor(columns, rows, stepListWidth(listedSteps(steps, state), ui));
  if (layout.mode === 'too-small') {
    return (
      <Box width={columns} height={rows}>
        <Text>{ui.text.frame.tooSmall(columns, rows, smallest.columns, smallest.rows)}</Text>
      </Box>
    );
  }
  const screen = screenOf(steps, state);
  if (screen.fills === true) return <FullScreen {...props} screen={screen} rows={rows} />;
  return <Frame steps={steps} state={state} layout={layout} ui={ui} />;
}

/** What is written over such a screen, so that its long texts can be marked whole; empty for all others. */
export function overScreen({ rows, ...props }: ScreenProps & { readonly rows: number }): string {
  const { steps, state, columns, ui } = props;
  const { unbroken } = screenOf(steps, state);
  if (ui.linear || unbroken === undefined) return '';
  const footer = footerLines(activeKeys(steps, state), columns, ui);
  return withoutBreaks(unbroken({ state, width: columns, height: rows - footer.length, ui }));
}

/** A screen's rows from one edge to the other, and its keys. */
function FullScreen({
  screen,
  steps,
  state,
  columns,
  rows,
  ui,
}: ScreenProps & { readonly screen: Screen; readonly rows: number }): JSX.Element {
  const footer = footerLines(activeKeys(steps, state), columns, ui);
  return (
    <Box flexDirection="column" height={rows}>
      <ScreenRows screen={screen} state={state} width={columns} height={rows - footer.length} ui={ui} />
      <Lines lines={footer} width={columns} ui={ui} />
    </Box>
  );
}

/** The same content from top to bottom: step, content, message, keys. */
function LinearScreen({ steps, state, columns, ui }: ScreenProps): JSX.Element {
  const notice = state.frame.notice;
  const tail: readonly Line[] = [
    ...filterLines(shownStep(steps, state), state, columns, ui),
    ...(notice === null ? [] : marked(span(ui.theme.glyphs.warning), notice.text, columns)),
    blank,
    line(`${ui.text.frame.keysTitle}:`),
    ...footerLines(activeKeys(steps, state), columns, ui),
  ];
  return (
    <Box flexDirection="column">
      <Lines lines={[stepLine(listedSteps(steps, state), state, ui)]} width={columns} ui={ui} />
      <ScreenRows screen={screenOf(steps, state)} state={state} width={columns} height={linearRows} ui={ui} />
      <Lines lines={tail} width={columns} ui={ui} />
    </Box>
  );
}
