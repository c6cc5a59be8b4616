import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** What a rehearsal of this process left behind: servers that still run, and temporary folders. */
export function leftovers(pid: number): string[] {
  const mark = `tenantferry-${pid}-`;
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(mark));
  return [...processes, ...readdirSync(tmpdir()).filter((name) => name.startsWith(mark))];
}
