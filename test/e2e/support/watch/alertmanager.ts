import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder, spawnTied, temporaryFolder } from '../../../../src/sandbox/lifetime.js';
import { createTiedProcess, freePort } from '../../../../src/sandbox/tied-process.js';
import { provisionAlertmanager } from '../provision/alertmanager.js';

/** An alert as Alertmanager has it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A real Alertmanager on the loopback address; gone when the test ends. */
export async function startAlertmanager(): Promise<{
  readonly url: string;
  /** What it takes for active. */
  alerts(): Promise<readonly HeldAlert[]>;
}> {
  const [program, ...first] = await provisionAlertmanager(() => undefined);
  const folder = temporaryFolder('alertmanager');
  const config = join(folder, 'alertmanager.yml');
  await writeFile(config, 'route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n');
  const url = `http://127.0.0.1:${await freePort()}`;
  const logFile = join(folder, 'server.log');
  const server = createTiedProcess({
    name: 'alertmanager',
    launch: () =>
      spawnTied(
        program,
        [
          ...first,
          `--config.file=${config}`,
          `--storage.path=${join(folder, 'data')}`,
          `--web.listen-address=${new URL(url).host}`,
          '--cluster.listen-address=',
        ],
        { logFile },
      ),
    ask: async () => {
      if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('not ready');
    },
    logFile,
  });
  onTestFinished(async () => {
    await server.end('SIGKILL');
    removeFolder(folder);
  });
  await server.start();
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly HeldAlert[],
  };
}
