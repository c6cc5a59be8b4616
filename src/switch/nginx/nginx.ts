import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { NginxConfig, SwitchConfig } from '../../config/switch.js';
import { codeOf } from '../../core/refused.js';
import type { Plane } from '../plane.js';
import { runShell } from '../shell.js';
import { refuse, say } from '../words.js';
import { countLog } from './access-log.js';
import { includeText, readIncludeText } from './include-file.js';

/** nginx by a file of its http context that is ours: written, tested, and nginx told to read it; what it has answered stands in its log. */
export function nginxPlane(config: NginxConfig, { key, first }: Pick<SwitchConfig, 'key' | 'first'>): Plane {
  const { include, reload, test } = config;

  async function readInclude(): Promise<string> {
    try {
      return await readFile(include, 'utf8');
    } catch (error) {
      const problem = say('include.absent', { error: codeOf(error) });
      throw refuse('plane.include', { file: include, problem });
    }
  }

  async function run(command: string): Promise<void> {
    const { code, output } = await runShell(command);
    if (code === 0) return;
    const answer = output.trim().split('\n').at(-1) || String(code);
    throw refuse('plane.nginx', { answer, command });
  }

  return {
    seesCalls: true,
    readShare: async () => readIncludeText(include, await readInclude(), config),
    async write(share, goFirst) {
      const before = await readInclude();
      readIncludeText(include, before, config);
      const now = includeText(share, key, config, goFirst ? first : null);
      // Told again even where the file says so: whoever wrote it may have died before nginx read it.
      if (now !== before) await copyFile(include, `${include}.before`);
      await replace(include, now);
      try {
        if (test !== undefined) await run(test);
        await run(reload);
      } catch (error) {
        await replace(include, before);
        throw error;
      }
      return [];
    },
    count: (mark) => countLog(config, mark),
    isTargetDown: () => isDown(config),
    countOldSessions: () => Promise.resolve(null),
    endOldSessions: () => Promise.resolve(),
    instances: null,
  };
}

/** Whole or not at all: nginx may be told to read it at any time. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  const { mode } = await stat(file);
  await writeFile(draft, text, { mode });
  await rename(draft, file);
}

const connectMs = 1_000;

/** Whether no server of the target's upstream takes a connection, by nginx's own list of them (`nginx -T`). */
async function isDown({ test, target }: NginxConfig): Promise<boolean | null> {
  if (test === undefined || !/\s-t\b/.test(test)) return null;
  const { code, output } = await runShell(test.replace(/\s-t\b/, ' -T'));
  if (code !== 0) return null;
  const addresses = upstreamServers(output, target);
  if (addresses.length === 0) return null;
  const answers = await Promise.all(addresses.map(takesConnection));
  return !answers.some(Boolean);
}

/** The servers of an upstream in a config, without those that are marked down. */
export function upstreamServers(text: string, upstream: string): readonly string[] {
  const plain = text.replaceAll(/#.*$/gm, '');
  for (const [, name, body = ''] of plain.matchAll(/\bupstream\s+(\S+)\s*\{([^}]*)\}/g)) {
    if (name !== upstream) continue;
    return [...body.matchAll(/\bserver\s+([^\s;]+)([^;]*);/g)]
      .filter(([, , options = '']) => !/\bdown\b/.test(options))
      .map(([, address = '']) => address);
  }
  return [];
}

function takesConnection(address: string): Promise<boolean> {
  const [, path] = /^unix:(.+)$/.exec(address) ?? [];
  const [, host = address, port = '80'] = /^(.*):(\d+)$/.exec(address) ?? [];
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const connection = path === undefined ? connect(Number(port), host.replace(/^\[|\]$/g, '')) : connect(path);
  connection.setTimeout(connectMs, () => resolve(false));
  connection.on('connect', () => resolve(true));
  connection.on('error', () => resolve(false));
  return promise.finally(() => connection.destroy());
}
