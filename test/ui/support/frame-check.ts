import { expect } from 'vitest';
import { widthOf } from '../../../src/ui/terminal/text-width.js';

/** What every screen must keep: the frame closed on all sides, nothing beyond it, and the footer with its last key. */
export function expectFrame(screen: string, columns: number, rows: number, lastKey: string): void {
  const lines = screen.split('\n');
  expect(lines, screen).toHaveLength(rows);
  for (const line of lines) expect(widthOf(line), `"${line}"\n${screen}`).toBe(columns);
  expect(lines[0]?.startsWith('╭─ tenantferry ') || lines[0]?.startsWith('╔═ tenantferry '), screen).toBe(
    true,
  );
  expect(/^[╰╚][─═]+[╯╝]$/.test(lines.at(-1) ?? ''), screen).toBe(true);
  const rule = lines.findLastIndex((line) => /^[├╠]/.test(line));
  expect(lines.slice(rule).join('\n'), screen).toContain(lastKey);
}
