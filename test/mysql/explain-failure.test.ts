import { describe, expect, it } from 'vitest';
import { describeProblem, RunFailedError } from '../../src/cli/problems.js';
import { headlessText } from '../../src/headless/text/index.js';
import { connectionLost, MysqlError } from '../../src/mysql/errors.js';
import { localiseRefusal } from '../../src/text/localise.js';
import { VaultError } from '../../src/vault/errors.js';
import { say } from '../../src/vault/words.js';

const answered = (errno: number, message: string) =>
  new MysqlError({ code: 'ER_X', errno, message, retryable: false });

describe('a failure that servers have', () => {
  it.each([
    // MariaDB has no super_read_only, and MySQL ends it with read_only.
    [1290, /or: SET GLOBAL read_only = OFF;/],
    [3032, /offline_mode = OFF/],
    [1836, /read_only = OFF/],
    [4025, /CHECK/],
    [3819, /CHECK/],
    [1451, /foreign key/],
    [1226, /MAX_USER_CONNECTIONS/],
    [1040, /max_connections/],
    [1142, /GRANT/],
    [3118, /lock/],
    [1862, /expiry/],
    [3159, /TLS/],
    [1524, /plugin/],
    [1114, /free space/],
    [1205, /PROCESSLIST/],
    [1062, /same key/],
    [1366, /Correct the row/],
    [1153, /max_allowed_packet/],
    [1644, /SHOW TRIGGERS/],
    [1146, /preset/],
    [9999, /error log/],
  ])('%i is told with what to do, and never called unexpected', (errno, remedy) => {
    for (const lang of ['en', 'zh'] as const) {
      const problem = describeProblem(answered(errno, 'words'), headlessText(lang), false);
      expect(problem).toMatchObject({ kind: 'failed', message: `ER_X (${errno}): words`, exitCode: 1 });
      expect(problem.remedy).toMatch(remedy);
      const chinese = localiseRefusal(problem, 'zh');
      expect(chinese.message).toContain('words');
      expect(chinese.remedy).toMatch(/\p{Script=Han}/u);
    }
  });

  it('tells how the run goes on as well, in both languages', () => {
    const text = headlessText('zh');
    const failed = new RunFailedError(connectionLost(), 'tenantferry run --resume');
    const problem = describeProblem(failed, text, false);
    expect(problem.kind).toBe('failed');
    expect(problem.remedy).toContain('tenantferry run --resume');
    expect(localiseRefusal(problem, 'zh').remedy).toContain('tenantferry run --resume');
  });

  it('is a Vault’s, too', () => {
    const said = { code: 'vault.status-said', text: 'vault:8200 is sealed', params: {} };
    const sealed = new VaultError('sealed', said, { remedy: say('vault.mend.sealed') });
    expect(describeProblem(sealed, headlessText('en'), false)).toEqual({
      kind: 'failed',
      message: 'vault:8200 is sealed',
      because: expect.objectContaining({ code: 'vault.status-said' }),
      remedy: 'Unseal the Vault. Then run the same command again.',
      exitCode: 1,
    });
    for (const [lang, cure] of [
      ['en', 'Unseal the Vault.'],
      ['zh', '解封 Vault。'],
    ] as const) {
      const inRun = describeProblem(
        new RunFailedError(sealed, 'tenantferry run --resume'),
        headlessText(lang),
        false,
      );
      const told = localiseRefusal(inRun, lang).remedy;
      expect(told).toContain(cure);
      expect(told).toContain('tenantferry run --resume');
    }
  });
});
