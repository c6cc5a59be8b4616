import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import type { JSX } from 'react';
import { type Line, sized } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';
import { Lines } from './lines.js';

interface WorkingProps {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  readonly ui: UiContext;
}

/** Rows about work that has no count (yet), behind something that moves as long as the wizard is alive. */
export function Working({ lines, width, height, ui }: WorkingProps): JSX.Element {
  if (ui.linear) return <Lines lines={lines} width={width} ui={ui} />;
  return (
    <Box>
      <Box width={2}>
        <Text bold>
          <Spinner type="line" />
        </Text>
      </Box>
      <Lines lines={sized(lines, height)} width={width - 2} ui={ui} />
    </Box>
  );
}
