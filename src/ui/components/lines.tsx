import { Box, Text } from 'ink';
import type { JSX } from 'react';
import { asciiSigns } from '../../text/ascii.js';
import { fitLine, type Line, plainText, type Span } from '../terminal/lines.js';
import { terminalText } from '../terminal/sgr.js';
import type { UiContext } from '../ui-context.js';

// C0 and C1 controls, bidirectional overrides, and the separators that some terminals break lines at.
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

export interface LinesProps {
  readonly lines: readonly Line[];
  /** Rows longer than this are cut. */
  readonly width: number;
  readonly ui: UiContext;
}

/** Draws rows of text, one terminal row each. */
export function Lines({ lines, width, ui }: LinesProps): JSX.Element | null {
  if (lines.length === 0) return null;
  if (ui.linear) {
    // Rows that only fill a window are nothing to read aloud.
    const last = lines.findLastIndex((row) => row.length > 0) + 1;
    const spoken = lines.slice(0, last).map((row) => plainText(shownLine(row, ui)));
    return <Text>{spoken.join('\n')}</Text>;
  }
  // A text for each row, not one for the block: Ink remembers the size of each text it has seen, up to 8,000 of them.
  const rows = lines.map((row, index) => ({
    place: `row ${index}`,
    text: terminalText(fitLine(shownLine(row, ui), width), ui.theme),
  }));
  return (
    <Box flexDirection="column">
      {rows.map(({ place, text }) => (
        <Text key={place} wrap="truncate-end">
          {text}
        </Text>
      ))}
    </Box>
  );
}

/** The row as it may stand on the terminal; before its cells are counted, since a control character has none. */
export function shownLine(row: Line, { theme }: UiContext): Line {
  return row.map((part) => {
    const safe = harmless(part);
    return theme.ascii ? { ...safe, text: asciiSigns(safe.text) } : safe;
  });
}

/** Data may hold control characters; on a terminal they would act. */
function harmless(part: Span): Span {
  return part.text.search(controls) >= 0 ? { ...part, text: part.text.replace(controls, '·') } : part;
}
