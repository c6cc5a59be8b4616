import { Box, Text } from 'ink';
import type { JSX } from 'react';
import { fitLine, type Line, type Span } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';

// C0 and C1 controls, bidirectional overrides, and the separators that some terminals break lines at.
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

interface LinesProps {
  readonly lines: readonly Line[];
  /** Rows longer than this are cut. */
  readonly width: number;
  readonly ui: UiContext;
}

/** Draws rows of text, one terminal row each. */
export function Lines({ lines, width, ui }: LinesProps): JSX.Element {
  // A row has no identity but its place on the screen.
  // Rows that only fill a window are nothing to read aloud.
  const last = ui.linear ? lines.findLastIndex((row) => row.length > 0) + 1 : lines.length;
  const rows = lines.slice(0, last).map((row, index) => ({ place: `row ${index}`, row: row.map(harmless) }));
  return (
    <Box flexDirection="column">
      {rows.map(({ place, row }) => (
        <LineOfText key={place} line={ui.linear ? row : fitLine(row, width)} ui={ui} />
      ))}
    </Box>
  );
}

/** Data may hold control characters; on a terminal they would act. */
function harmless(part: Span): Span {
  return part.text.search(controls) >= 0 ? { ...part, text: part.text.replace(controls, '·') } : part;
}

function LineOfText({ line, ui }: { readonly line: Line; readonly ui: UiContext }): JSX.Element {
  if (line.length === 0) return <Text> </Text>;
  const parts = line.map((part, index) => ({ place: `part ${index}`, ...part }));
  return (
    <Text wrap={ui.linear ? 'wrap' : 'truncate-end'}>
      {parts.map((part) => {
        const style = ui.theme.tones[part.tone ?? 'plain'];
        return (
          <Text
            key={part.place}
            color={style.color}
            bold={part.bold ?? style.bold}
            dimColor={style.dim}
            inverse={style.inverse}
          >
            {part.text}
          </Text>
        );
      })}
    </Text>
  );
}
