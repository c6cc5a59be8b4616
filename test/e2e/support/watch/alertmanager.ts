import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder, spawnTied, temporaryFolder } from '../../../../src/sandbox/lifetime.js';
import { createTiedProcess, onFreePort } from '../../../../src/sandbox/tied-process.js';
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
  onTestFinished(() => removeFolder(folder));
  const logFile = join(folder, 'server.log');
  const url = await onFreePort(async (port) => {
    const address = `127.0.0.1:${port}`;
    const server = createTiedProcess({
      name: 'alertmanager',
      launch: () =>
        spawnTied(
          program,
          [
            ...first,
            `--config.file=${config}`,
            `--storage.path=${join(folder, 'data')}`,
            `--web.listen-address=${address}`,
            '--cluster.listen-address=',
          ],
          { logFile },
        ),
      ask: async () => {
        if (!(await fetch(`http://${address}/-/ready`)).ok) throw new Error('not ready');
      },
      logFile,
    });
    onTestFinished(() => server.end('SIGKILL'));
    await server.start();
    return `http://${address}`;
  });
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly HeldAlert[],
  };
}
