import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Condition, First, HaproxyConfig } from '../../config/switch.js';
import { codeOf } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';
import { count } from '../../core/shape.js';
import { someFigures } from '../figures.js';
import type { Instances, Plane } from '../plane.js';
import { replaceFile } from '../whole-file.js';
import { refuse, say } from '../words.js';
import { askSocket, socketWord, tellSocket } from './socket.js';
import { isUp, parseStat, requestsOf, type StatLine, sessionsOf } from './stat.js';

/** HAProxy counts users in 10,000 buckets, by `xxh32,mod(10000)` in its own config. */
const buckets = 10_000;

const sideMark = z.object({ requests: count, failed: count });
const markShape = z.object({ source: sideMark, target: sideMark });
type SideMark = z.infer<typeof sideMark>;

/** HAProxy by its admin socket: two maps, without a reload, and their files for its next start. */
export function haproxyPlane(config: HaproxyConfig, first: First): Plane {
  const { socket, map, users, networks, conditions, source, target, folder } = config;
  const ask = (command: string) => askSocket(socket, command);
  const tell = (command: string) => tellSocket(socket, command);

  async function readMap(name: string): Promise<ReadonlyMap<string, string>> {
    const command = `show map ${socketWord(name)}`;
    const answer = await ask(command);
    const lines = answer.split('\n').filter((line) => line.trim() !== '');
    if (lines.some((line) => !line.startsWith('0x')))
      throw refuse('plane.refused', { command, answer: answer.trim().split('\n')[0] ?? '' });
    const found = new Map<string, string>();
    for (const line of lines) {
      const [, key = '', value = ''] = line.split(/\s+/);
      // Of a key that stands there twice the first one counts for HAProxy.
      if (!found.has(key)) found.set(key, value);
    }
    return found;
  }

  async function readBuckets(): Promise<number> {
    const found = Number((await readMap(map)).get('share'));
    if (!Number.isInteger(found)) throw refuse('plane.no-share', { map });
    return Math.min(buckets, Math.max(0, found));
  }

  async function stat(backend: string): Promise<readonly StatLine[]> {
    const lines = parseStat(await ask('show stat')).filter(({ pxname }) => pxname === backend);
    if (lines.length === 0) throw refuse('plane.no-backend', { backend });
    return lines;
  }
  const total = async (backend: string): Promise<StatLine> =>
    (await stat(backend)).find(({ svname }) => svname === 'BACKEND') ?? {};
  const servers = async (backend: string) =>
    (await stat(backend)).filter(({ svname }) => svname !== 'BACKEND' && svname !== 'FRONTEND');

  /** The maps of those who go first of all, with their keys. */
  const lists = [
    { list: users, keys: first.users },
    ...(networks === undefined ? [] : [{ list: networks, keys: first.networks }]),
    ...(conditions === undefined
      ? []
      : [{ list: conditions, keys: first.conditions.flatMap(conditionKeys) }]),
  ];

  async function writeLists(goFirst: boolean): Promise<void> {
    for (const { list, keys } of lists) {
      const known = await readMap(list);
      const word = (key: string) => `${socketWord(list)} ${socketWord(key)}`;
      if (!goFirst) {
        // Whoever is listed there, by an older config or by hand: everybody goes back.
        for (const [key, backend] of known) if (backend === target) await tell(`del map ${word(key)}`);
        continue;
      }
      for (const key of keys)
        if (known.get(key) !== target)
          await tell(`${known.has(key) ? 'set' : 'add'} map ${word(key)} ${target}`);
    }
  }

  async function writeShare(share: number): Promise<void> {
    // The line may have been deleted by somebody; users can still be sent back.
    const word = (await readMap(map)).has('share') ? 'set' : 'add';
    await tell(`${word} map ${socketWord(map)} share ${Math.round((share * buckets) / 100)}`);
  }

  /** The files of both maps, as HAProxy has them now. */
  async function keep(name: string): Promise<Sentence | null> {
    const file = resolve(folder, name);
    const wanted = [...(await readMap(name))].map(([key, value]) => `${key} ${value}\n`).join('');
    try {
      if ((await readFile(file, 'utf8').catch(() => null)) !== wanted) await replaceFile(file, wanted);
      return null;
    } catch (error) {
      return say('plane.unkept', { file, error: codeOf(error) });
    }
  }

  return {
    seesCalls: false,
    readShare: async () => ((await readBuckets()) * 100) / buckets,
    async write(share, goFirst) {
      // A map that HAProxy does not know is refused before anybody is moved; but everybody goes back all the same.
      if (goFirst) for (const { list } of lists) await readMap(list);
      // The share first: by it whoever goes on after a crash knows that there is more to write.
      await writeShare(share);
      await writeLists(goFirst);
      const kept: (Sentence | null)[] = [];
      for (const name of [map, ...lists.map(({ list }) => list)]) kept.push(await keep(name));
      return kept.filter((said) => said !== null);
    },
    async count(mark) {
      const now = { source: requestsOf(await total(source)), target: requestsOf(await total(target)) };
      const before = markShape.safeParse(mark).data ?? now;
      const figures = {
        source: someFigures(sinceMark(before.source, now.source)),
        target: someFigures(sinceMark(before.target, now.target)),
      };
      return { figures, mark: now };
    },
    isTargetDown: async () => {
      const all = await servers(target);
      return all.length > 0 && !all.some(isUp);
    },
    countOldSessions: async () => sessionsOf(await total(source)),
    checkEnding: () => Promise.resolve(),
    async endOldSessions() {
      const sessions = sessionsOf(await total(source));
      for (const { svname = '' } of await servers(source))
        await tell(`shutdown sessions server ${source}/${svname}`);
      return say('switch.streams-ended', { sessions });
    },
    instances: instancesOf(),
  };

  function instancesOf(): Instances {
    const one = async (instance: string) =>
      (await servers(target)).find(({ svname }) => svname === instance) ?? {};
    return {
      list: async () => (await servers(target)).map(({ svname = '' }) => svname),
      drain: (instance) => tell(`set server ${target}/${instance} state drain`),
      sessions: async (instance) => sessionsOf(await one(instance)),
      isHealthy: async (instance) => isUp(await one(instance)),
      ready: (instance) => tell(`set server ${target}/${instance} state ready`),
    };
  }
}

/** `x-region=north`: HAProxy’s config makes the same of a request. */
const conditionKeys = ({ name, is }: Condition): readonly string[] => is.map((value) => `${name}=${value}`);

/** A counter that is lower than before began anew, with HAProxy. */
function sinceMark(before: SideMark, now: SideMark): SideMark {
  if (now.requests < before.requests) return now;
  return { requests: now.requests - before.requests, failed: Math.max(0, now.failed - before.failed) };
}
