import { copyFile, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { NginxConfig, SwitchConfig } from '../../config/switch.js';
import { codeOf } from '../../core/refused.js';
import type { Plane } from '../plane.js';
import { runShell } from '../shell.js';
import { replaceFile } from '../whole-file.js';
import { refuse, say } from '../words.js';
import { countLog } from './access-log.js';
import { includeText, isRemnant, readIncludeText } from './include-file.js';

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

  /** null: the file before was none. */
  async function put(text: string | null): Promise<void> {
    try {
      await (text === null ? rm(include, { force: true }) : replaceFile(include, text));
    } catch (error) {
      throw refuse('plane.unwritable', { file: include, error: codeOf(error) });
    }
  }

  /** The file as it was; null: there is none any more. Only a way back may be written over what is no file of ours. */
  async function readBefore(share: number): Promise<string | null> {
    const before = await readFile(include, 'utf8').catch((error: unknown) => {
      if (share === 0 && codeOf(error) === 'ENOENT') return null;
      return readInclude();
    });
    if (before !== null && (share > 0 || !isRemnant(before))) readIncludeText(include, before, config);
    return before;
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
      const before = await readBefore(share);
      const now = includeText(share, key, config, goFirst ? first : null);
      // Told again even where the file says so: whoever wrote it may have died before nginx read it.
      if (before !== null && now !== before)
        await copyFile(include, `${include}.before`).catch(() => undefined);
      await put(now);
      try {
        if (test !== undefined) await run(test);
        await run(reload);
      } catch (error) {
        await put(before);
        throw error;
      }
      return [];
    },
    count: (mark) => countLog(config, mark),
    isTargetDown: () => isDown(config),
    countOldSessions: () => Promise.resolve(null),
    async checkEnding(afterMs) {
      const { shutdownMs } = await endingOf(config);
      if (shutdownMs === null) throw refuse('plane.no-ending');
      if (shutdownMs > afterMs) throw refuse('plane.late-ending', { seconds: shutdownMs / 1000 });
    },
    // The reload of the last step has told the workers that hold them to end, which they have by now.
    endOldSessions: () => Promise.resolve(say('switch.streams-over')),
    instances: null,
  };
}

const connectMs = 1_000;

/** nginx's whole config, as `nginx -T` tells it; null: it cannot be had. */
async function wholeConfig({ test, include }: NginxConfig): Promise<string | null> {
  // Told to reload by a signal or by the system: the nginx on PATH may be the one, which its list of files says.
  const isGuess = test === undefined;
  if (!isGuess && !/\s-t\b/.test(test)) return null;
  const { code, output } = await runShell(isGuess ? 'nginx -T' : test.replace(/\s-t\b/, ' -T'));
  return code !== 0 || (isGuess && !output.includes(`# configuration file ${include}:`)) ? null : output;
}

/** How long workers that were told to end let their streams go on; null: for ever, or it cannot be told. */
async function endingOf(config: NginxConfig): Promise<{ readonly shutdownMs: number | null }> {
  const plain = (await wholeConfig(config))?.replaceAll(/#.*$/gm, '') ?? '';
  const [, time = ''] = /\bworker_shutdown_timeout\s+([\w ]+?)\s*;/.exec(plain) ?? [];
  return { shutdownMs: nginxTimeMs(time) };
}

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  '': 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `1h 30m`, `90s`, `2000ms`, `30`; null: no time, or 0, which nginx takes for none. */
export function nginxTimeMs(text: string): number | null {
  const parts = [...text.matchAll(/(\d+)(ms|[smhd]?)/g)];
  const sum = parts.reduce((all, [, number, unit = '']) => all + Number(number) * (unitsMs[unit] ?? 0), 0);
  return sum > 0 ? sum : null;
}

/** Whether no server of the target's upstream takes a connection, by nginx's own list of them. */
async function isDown(config: NginxConfig): Promise<boolean | null> {
  const output = await wholeConfig(config);
  if (output === null) return null;
  const addresses = upstreamServers(output, config.target);
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
