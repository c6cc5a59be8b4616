import { describe, expect, it } from 'vitest';
import { runBinary } from '../support/cli/binary.js';
import { leftovers } from '../support/cli/leftovers.js';
import { runInTerminal } from '../support/cli/pty.js';

describe('the rehearsal', () => {
  it('without a terminal runs to its end, prints the report, and leaves nothing behind', async () => {
    let pid = 0;
    const { exitCode, stdout, stderr } = await runBinary(['demo'], {
      onStdout: (_text, child) => {
        pid = child.pid ?? 0;
      },
    });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('# Migration report: tenant acme');
    expect(stdout).toMatch(/✓ No differences: \d+ checks passed \(checksums\)\./);
    expect(leftovers(pid)).toEqual([]);
  });

  it('goes as well on the KV server inside the program, and says that this is one', async () => {
    const { exitCode, stdout } = await runBinary(['demo', '--vault', 'embedded', '--rate', '1000']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('secrets lie in a small KV server inside this program');
    expect(stdout).toMatch(/the copy is held to 1,?000 rows per second/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops its servers on %s', async (signal) => {
    let pid = 0;
    let sent = false;
    const { exitCode } = await runBinary(['demo'], {
      onStdout: (text, child) => {
        pid = child.pid ?? 0;
        if (sent || !text.includes('Step 1 of 5')) return;
        sent = true;
        expect(leftovers(pid)).not.toEqual([]);
        child.kill(signal);
      },
    });
    expect(exitCode).toBe(130);
    expect(leftovers(pid)).toEqual([]);
  });

  it('at a terminal opens the wizard on its servers; Ctrl-C leaves both', async () => {
    const session = runInTerminal(['demo']);
    await session.until(/bk_bscp_tenants ─ tenant acme/);
    session.type('\u0003');
    expect(await session.exitCode).toBe(130);
    expect(session.output()).toContain('Nothing was written.');
    expect(leftovers(session.pid)).toEqual([]);
  });
});
