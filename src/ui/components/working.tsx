import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import type { JSX } from 'react';
import { Lines, type LinesProps } from './lines.js';

/** Cells that the moving mark takes. */
export const spinnerWidth = 2;

/** Lines about work that cannot be counted (yet), behind a sign that moves as long as the wizard is alive. */
export function Working({ lines, width, ui }: LinesProps): JSX.Element | null {
  if (ui.linear) return <Lines lines={lines} width={width} ui={ui} />;
  return (
    <Box>
      <Box width={spinnerWidth}>
        <Text bold>
          <Spinner type="line" />
        </Text>
      </Box>
      <Lines lines={lines} width={width} ui={ui} />
    </Box>
  );
}
