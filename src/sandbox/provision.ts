import { pathToFileURL } from 'node:url';
import type { Progress } from './cache.js';
import { provisionMariadb } from './servers/provision-mariadb.js';
import { provisionMysql } from './servers/provision-mysql.js';
import { dataTemplate } from './servers/template.js';
import { provisionVault } from './vault/provision.js';

/** demo needs MariaDB, and is content with a Vault that is there; test needs MySQL and a real Vault, too. */
type Purpose = 'demo' | 'test';

const stillEveryMs = 10_000;

/**
 * Brings the servers that this machine lacks: MariaDB by apt, MySQL from Debian sid into the cache folder, Vault by building it. What
 * single tests need besides comes with them (test/e2e/support/provision). Each step is told with the time since the start; when there is
 * nothing to do it takes a moment and says nothing. Throws when something cannot be had, after the other steps have ended.
 */
export async function provision(purpose: Purpose, progress: Progress): Promise<void> {
  const steps = [
    step('MariaDB', progress, async (line) => {
      await dataTemplate(await provisionMariadb(line));
    }),
    ...(purpose === 'test'
      ? [
          step('MySQL', progress, async (line) => {
            await dataTemplate(await provisionMysql(line));
          }),
          step('Vault', progress, async (line) => {
            await provisionVault(line);
          }),
        ]
      : []),
  ];
  const results = await Promise.allSettled(steps);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map((result) => String(result.reason.message)).join('\n'));
}

async function step(
  name: string,
  progress: Progress,
  work: (line: Progress) => Promise<void>,
): Promise<void> {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  let told = 0;
  const tell = (line: string) => {
    told = Date.now();
    progress(`[${seconds()}] ${name}: ${line}`);
  };
  let last = 'getting ready';
  const timer = setInterval(() => {
    if (Date.now() - Math.max(told, started) >= stillEveryMs) tell(`still at it (${last})`);
  }, 1000);
  try {
    await work((line) => {
      last = line;
      tell(line);
    });
    if (told > 0) tell('ready');
  } catch (error) {
    throw new Error(`${name} cannot be had: ${(error as Error).message}`, { cause: error });
  } finally {
    clearInterval(timer);
  }
}

/** `node dist/sandbox/provision.js demo|test`, as bin/setup.js calls it. */
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purpose: Purpose = process.argv[2] === 'demo' ? 'demo' : 'test';
  try {
    await provision(purpose, (line) => process.stderr.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
