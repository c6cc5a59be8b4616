import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { danciData, danciSchema } from '../../../src/sandbox/systems/danci.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

type Row = Readonly<Record<string, unknown>>;

/** A case whose two sides are one database. */
async function openDanci(flavour: 'mariadb' | 'mysql', migration: object = {}): Promise<OpenedCase> {
  const opened = await openCase({
    source: `${[...danciSchema, ...danciData(400)].join(';\n')};\n`,
    target: 'CREATE TABLE unused (id int PRIMARY KEY);\n',
    tables: ['unused'],
    sourceServer: flavour,
    targetServer: flavour,
    generators: false,
    settings: { migration: { preset: 'danci', in_place: true }, options: { batch_size: 40, parallel: 1 } },
  });
  const yaml = load(await readFile(opened.configFile, 'utf8')) as Record<string, Record<string, unknown>>;
  yaml.migration = { ...yaml.migration, ...migration };
  yaml.target = structuredClone(yaml.source) as Record<string, unknown>;
  await writeFile(opened.configFile, dump(yaml));
  return opened;
}

/** Drivers give JSON columns parsed already. */
const parse = (text: unknown): unknown => {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const figure = (profile: unknown, name: string) => {
  const value = (profile as Record<string, unknown>)[name];
  return typeof value === 'number' ? value : 0.5;
};
const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));

/** The rules by hand. */
function profileOf(state: Row, habit: Row | undefined, old: Row | undefined) {
  const cognitive = parse(state.cognitiveProfile);
  const [mem, speed, stability] = ['mem', 'speed', 'stability'].map((name) => figure(cognitive, name)) as [
    number,
    number,
    number,
  ];
  const attention = Number(state.attention);
  const motivation = Number(state.motivation);
  const confidence = Number(state.confidence);
  const trend = parse(state.trendState);
  const labels =
    typeof trend === 'object' && trend !== null
      ? ['emotionLabel', 'emotion', 'baselineEmotion'].map((name) => (trend as Record<string, unknown>)[name])
      : [];
  const [timePreference = null, rhythmPreference = null] = [habit?.timePref, habit?.rhythmPref].map((pref) =>
    pref === null || pref === undefined ? null : parse(pref),
  );
  const hasHabits = timePreference !== null || rhythmPreference !== null;
  return {
    userId: state.userId,
    theta: within(-3, (mem + speed + stability) / 3, 3),
    thetaVariance: within(0.1, confidence === 0 ? 1 : 1 - confidence, 2),
    attention,
    fatigue: Number(state.fatigue),
    motivation,
    emotionBaseline: labels.find((label) => typeof label === 'string') ?? 'neutral',
    lastReportedEmotion: old?.lastReportedEmotion ?? null,
    flowScore: within(0, (attention * 0.6 + Math.abs(motivation) * 0.4) * 0.8, 1),
    flowBaseline: 0.5,
    activePolicyVersion: old?.activePolicyVersion ?? 'v1',
    forgettingParams: {
      cognitive: { mem, speed, stability },
      ...(hasHabits ? { habits: { timePreference, rhythmPreference } } : {}),
    },
    optimalBatchSize: old?.optimalBatchSize ?? 10,
    learningSpeed: 1,
    ...(old ? { id: old.id, createdAt: old.createdAt } : {}),
  };
}

function nextReview(word: Row, now: number): number {
  if (word.lastReviewDate === null) return now;
  const count = Number(word.reviewCount);
  const days = Number(word.currentInterval) || [1, 3, 7, 15, 30][Math.min(count, 4)] || 30;
  const ease = count > 2 ? Number(word.easeFactor) || 2.5 : 1;
  return Math.max(
    now,
    Date.parse(`${word.lastReviewDate}Z`) + Math.max(1, Math.round(days * ease)) * 86_400_000,
  );
}

describe.each(['mariadb', 'mysql'] as const)('danci in place on %s', (flavour) => {
  it('is merged and repaired, proven, put right, and taken back to the bit', async () => {
    const opened = await openDanci(flavour);
    const database = opened.context.config.source.mysql.database;
    const rows = async (sql: string) => (await opened.source.query(sql))[0] as Row[];
    const everything = async () => ({
      profiles: await rows('SELECT * FROM user_learning_profiles ORDER BY id'),
      words: await rows('SELECT * FROM word_learning_states ORDER BY id'),
    });
    const cli = async (exitCode: number, command: string, ...flags: readonly string[]) => {
      const ended = await runBinary([command, '-c', opened.configFile, '--json', ...flags]);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
      return parseLines(ended.stdout);
    };
    const before = await everything();
    const states = await rows('SELECT * FROM amas_user_states ORDER BY userId');
    const users = new Set((await rows('SELECT id FROM users')).map(({ id }) => id));
    const habits = new Map((await rows('SELECT * FROM habit_profiles')).map((row) => [row.userId, row]));
    const olds = new Map(before.profiles.map((row) => [row.userId, row]));
    const known = states.filter(({ userId }) => users.has(userId));
    const taken = known.filter(
      ({ attention, motivation }) => Number(attention) <= 1 && Number(motivation) >= -1,
    );
    const due = before.words.filter(
      ({ nextReviewDate }) => nextReviewDate === null || String(nextReviewDate) < '2026',
    );
    await cli(0, 'check');
    const planned = (await cli(0, 'plan')).find(({ type }) => type === 'plan-result');
    const updated = taken.filter(({ userId }) => olds.has(userId)).length;
    expect(planned?.rows).toMatchObject([
      {
        table: 'user_learning_profiles',
        created: taken.length - updated,
        updated,
        rejected: known.length - taken.length,
        leftAlone: states.length - known.length,
      },
      {
        table: 'word_learning_states',
        created: 0,
        updated: due.length,
        leftAlone: before.words.length - due.length,
      },
    ]);
    expect(await everything()).toEqual(before);

    const killed = await runBinary(['run', '-c', opened.configFile, '--json', '--confirm', database], {
      onStdout: (text, child) => {
        if (/"chunk-committed"[^\n]*"word_learning_states"/.test(text)) child.kill('SIGKILL');
      },
    });
    expect(killed.exitCode).toBeNull();
    const resumed = await cli(0, 'run', '--resume', '--confirm', database);
    const runId = String(resumed.find((line) => line.runId !== undefined)?.runId);
    const after = await everything();
    const byUser = new Map(after.profiles.map((row) => [row.userId, row]));
    for (const state of taken) {
      const found = byUser.get(state.userId);
      expect({ ...found, forgettingParams: parse(found?.forgettingParams) }).toMatchObject(
        profileOf(state, habits.get(state.userId), olds.get(state.userId)),
      );
    }
    expect(after.profiles).toHaveLength(
      before.profiles.length + taken.filter(({ userId }) => !olds.has(userId)).length,
    );
    const now = Date.parse(`${byUser.get(taken[0]?.userId)?.updatedAt}Z`);
    const dues = new Set(due.map(({ id }) => id));
    expect(after.words).toEqual(
      before.words.map((word) =>
        dues.has(word.id)
          ? {
              ...word,
              nextReviewDate: new Date(nextReview(word, now)).toISOString().replace('T', ' ').slice(0, 23),
            }
          : word,
      ),
    );
    for (const level of ['counts', 'checksum', 'full']) await cli(0, 'validate', '--level', level);

    const word = due[1]?.id;
    const gone = due[2]?.id;
    const profile = taken.find(({ userId }) => olds.has(userId))?.userId;
    const damage = [
      [
        `UPDATE word_learning_states SET nextReviewDate = '2199-01-01' WHERE id = '${word}'`,
        `id=${word} nextReviewDate`,
      ],
      [`UPDATE word_learning_states SET masteryLevel = 9 WHERE id = '${word}'`, `id=${word} masteryLevel`],
      [`DELETE FROM word_learning_states WHERE id = '${gone}'`, `id=${gone}`],
      [
        `UPDATE user_learning_profiles SET theta = theta + 0.000001 WHERE userId = '${profile}'`,
        `userId=${profile} theta`,
      ],
      [
        `UPDATE user_learning_profiles SET activePolicyVersion = 'v3' WHERE userId = '${profile}'`,
        `userId=${profile} activePolicyVersion`,
      ],
      [
        `UPDATE user_learning_profiles SET optimalBatchSize = 3 WHERE userId = '${profile}'`,
        `userId=${profile} optimalBatchSize`,
      ],
    ] as const;
    for (const [sql] of damage) await opened.source.query(sql);
    const differences = (await cli(3, 'validate', '--level', 'full'))
      .filter(({ type }) => type === 'difference')
      .map(({ key, column }) => `${key} ${column ?? ''}`.trim());
    for (const [, found] of damage) expect(differences).toContain(found);
    await cli(2, 'rollback', '--run', runId, '--confirm', database);
    await cli(0, 'validate', '--level', 'full', '--repair', '--confirm', database);
    expect(await everything()).toEqual(after);
    await cli(0, 'rollback', '--run', runId, '--confirm', database);
    expect(await everything()).toEqual(before);
  });

  it('is refused without in_place', async () => {
    const opened = await openDanci(flavour, { in_place: false });
    const ended = await runBinary(['check', '-c', opened.configFile, '--json']);
    expect(ended.exitCode, ended.stdout).toBe(2);
    expect(ended.stdout).toContain('mysql.same-server');
  });
});
