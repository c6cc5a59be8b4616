import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { removeFolder, temporaryFolder } from '../../../src/sandbox/lifetime.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { startVault } from '../../../src/sandbox/vault/server.js';
import { provisionAlertmanager } from './provision/alertmanager.js';
import { mariadbDump, mydumper } from './provision/dump-programs.js';
import { provisionProxies } from './provision/proxies.js';
import { provisionVersitygw } from './provision/versitygw.js';
import type { SharedServer } from './servers.js';

const running: { remove(): Promise<void> }[] = [];
let folder: string | undefined;
const tell = (line: string) => console.error(line);

/** Starts the servers that all e2e files of one run share; each file has databases and mounts of its own. */
export async function setup(project: TestProject): Promise<void> {
  folder = temporaryFolder('e2e');
  // The tool is started some thousand times: what Node has compiled of it is kept from start to start.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  const started = await Promise.allSettled([
    keep(startMariadb()),
    keep(startMysql()),
    keep(startVault({ onProgress: tell })),
    // Which single files start: a test would not wait until they are built.
    provisionAlertmanager(tell),
    provisionProxies(tell),
    provisionVersitygw(tell),
    mariadbDump(tell),
    mydumper(tell),
  ]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await teardown();
    throw failed.reason;
  }
  const [mariadb, mysql, vault] = started.map((result) => (result as PromiseFulfilledResult<unknown>).value);
  project.provide('mariadb', addressOf(mariadb as DatabaseServer));
  project.provide('mysql', addressOf(mysql as DatabaseServer));
  const { address, rootToken } = vault as { address: string; rootToken: string };
  project.provide('vault', { address, rootToken });
  project.provide('folder', folder);
}

export async function teardown(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.remove()));
  if (folder !== undefined) removeFolder(folder);
}

async function keep<T extends { remove(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  running.push(server);
  return server;
}

/** The part of a server that can be handed to the test processes. */
function addressOf(server: DatabaseServer): SharedServer {
  const { flavour, version, host, port, socketPath, user, password, pid } = server;
  return { flavour, version, host, port, socketPath, user, password, pid };
}
