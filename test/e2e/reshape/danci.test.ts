import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlanFile } from '../../../src/preflight/saved-plan.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { openDanci } from './open-danci.js';
import { columnSpoiler, gone, judged, type Row, runSql, type Spoiled, spoil, takeRows } from './spoil.js';

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

interface Written {
  /** Profiles that the run made or changed, as it left them. */
  readonly merged: readonly Row[];
  readonly had: ReadonlyMap<unknown, Row>;
  /** Words that it repaired. */
  readonly words: readonly Row[];
}

/** Thirty and more ways to spoil what was merged and repaired; what was kept and what the run does not write, too. */
function damages({ merged, had, words }: Written): readonly Spoiled[] {
  const profile = columnSpoiler('user_learning_profiles', 'userId', takeRows(merged));
  const takeWord = takeRows(words);
  const word = columnSpoiler('word_learning_states', 'id', takeWord);
  const old = ({ userId }: Row) => had.has(userId);
  const made = (row: Row) => !old(row);
  return [
    profile('the last digit of theta', 'theta', 'theta + 0.000001'),
    profile('theta over its range', 'theta', '3.5'),
    profile('the sign of theta', 'theta', '-theta', ({ theta }) => Number(theta) !== 0),
    profile('theta as it was before', 'theta', '0.25', (row) => old(row) && Number(row.theta) !== 0.25),
    profile('variance', 'thetaVariance', 'thetaVariance / 2'),
    profile('variance over its range', 'thetaVariance', '2.5'),
    profile('attention', 'attention', '1 - attention', ({ attention }) => Number(attention) !== 0.5),
    profile('attention by default', 'attention', '0.7', ({ attention }) => Number(attention) !== 0.7),
    profile('fatigue', 'fatigue', 'fatigue + 0.01'),
    profile('fatigue below zero', 'fatigue', '-0.1'),
    profile(
      'motivation without its sign',
      'motivation',
      'ABS(motivation)',
      ({ motivation }) => Number(motivation) < 0,
    ),
    profile('motivation by default', 'motivation', '0.5', ({ motivation }) => Number(motivation) !== 0.5),
    profile('another emotion', 'emotionBaseline', "'sad'"),
    profile('an emotion in capitals', 'emotionBaseline', 'UPPER(emotionBaseline)'),
    profile('no emotion', 'emotionBaseline', "''"),
    profile('an emotion with its quotes', 'emotionBaseline', `CONCAT('"', emotionBaseline, '"')`),
    profile('a reported emotion that was kept', 'lastReportedEmotion', 'NULL', old),
    profile('a reported emotion that was none', 'lastReportedEmotion', "'glad'", made),
    profile('an empty reported emotion', 'lastReportedEmotion', "''", made),
    profile('flow', 'flowScore', 'flowScore + 0.000001'),
    profile('flow over its range', 'flowScore', '1.5'),
    profile('the base of flow', 'flowBaseline', '0'),
    profile('a policy that was kept', 'activePolicyVersion', "'v1'", old),
    profile('a policy of a new profile', 'activePolicyVersion', "'v2'", made),
    profile('parameters without anything', 'forgettingParams', "'{}'"),
    profile(
      'a parameter as a text',
      'forgettingParams',
      `JSON_SET(forgettingParams, '$.cognitive.mem', '0.5')`,
    ),
    profile('a parameter more', 'forgettingParams', `JSON_SET(forgettingParams, '$.cognitive.more', 1)`),
    profile('a parameter less', 'forgettingParams', `JSON_REMOVE(forgettingParams, '$.cognitive.speed')`),
    profile('habits that nobody has', 'forgettingParams', `JSON_SET(forgettingParams, '$.habits', 1)`),
    profile('a batch size that the run does not write', 'optimalBatchSize', '3', old),
    profile('a speed that the run does not write', 'learningSpeed', '1.01'),
    profile('when it was made', 'createdAt', 'createdAt + INTERVAL 1 SECOND', old),
    profile('when it was changed', 'updatedAt', 'updatedAt + INTERVAL 1 SECOND'),
    gone('user_learning_profiles', 'userId', takeRows(merged.toReversed())(old)),
    word('a review far ahead', 'nextReviewDate', "'2199-01-01'"),
    word('a review in the past', 'nextReviewDate', "'2024-01-01'"),
    word('no review', 'nextReviewDate', 'NULL'),
    word('a review a day early', 'nextReviewDate', 'nextReviewDate - INTERVAL 1 DAY'),
    word('a review a millisecond late', 'nextReviewDate', 'nextReviewDate + INTERVAL 1000 MICROSECOND'),
    word('a level', 'masteryLevel', '9'),
    word('an ease', 'easeFactor', 'easeFactor + 0.1'),
    word('a state', 'state', "'MASTERED'"),
    word('a last review', 'lastReviewDate', "'2020-01-01'"),
    word('whose word it is', 'wordId', "'another'"),
    gone('word_learning_states', 'id', takeWord()),
  ];
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
      const ended = await runHere([command, '-c', opened.configFile, '--json', ...flags]);
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
    const lines = await cli(0, 'plan');
    // What only changes rows is not tried as rows of its own.
    expect(JSON.stringify(lines)).not.toContain('mysql.trial-write');
    const planned = lines.find(({ type }) => type === 'plan-result');
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
      endAt: { said: String.raw`"chunk-committed"[^\n]*"word_learning_states"`, signal: 'SIGKILL' },
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

    const spoiled = damages({
      merged: after.profiles.filter(({ userId }) => taken.some((state) => state.userId === userId)),
      had: olds,
      words: after.words.filter(({ id }) => dues.has(id)),
    });
    await spoil(opened.source, spoiled);
    expect(judged(spoiled, await cli(3, 'validate', '--level', 'full'))).toEqual({ unfound: [], others: [] });
    await cli(2, 'rollback', '--run', runId, '--confirm', database);
    if (flavour === 'mysql') await cli(0, 'validate', '--level', 'full', '--repair', '--confirm', database);
    else {
      // The same as SQL, run by a person.
      const file = join(dirname(opened.configFile), 'repair.sql');
      await cli(0, 'validate', '--level', 'full', '--repair-sql', file);
      await runSql(opened.source, await readFile(file, 'utf8'));
    }
    expect(await everything()).toEqual(after);
    await cli(0, 'rollback', '--run', runId, '--confirm', database);
    expect(await everything()).toEqual(before);
  });

  it('is carried out by the plan that was looked at, by its moment, or refused with what has changed since', async () => {
    const opened = await openDanci(flavour);
    const database = opened.context.config.source.mysql.database;
    const words = async () =>
      (await opened.source.query('SELECT * FROM word_learning_states ORDER BY id'))[0] as Row[];
    const cli = async (exitCode: number, command: string, ...flags: readonly string[]) => {
      const ended = await runHere([command, '-c', opened.configFile, '--json', ...flags]);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
      return parseLines(ended.stdout);
    };
    const file = join(dirname(opened.configFile), 'plan.json');
    const planned = (await cli(0, 'plan', '--out', file)).find(({ type }) => type === 'plan-result');
    const figures = planned?.rows as readonly { readonly table: string; readonly updated: number }[];
    const due = figures.find(({ table }) => table === 'word_learning_states')?.updated;
    const before = await words();
    const gone = await opened.source.query(
      "DELETE FROM word_learning_states WHERE nextReviewDate < '2026-01-01' ORDER BY id LIMIT 1",
    );
    expect(gone[0]).toMatchObject({ affectedRows: 1 });
    const refused = await cli(2, 'run', '--plan', file, '--confirm', database);
    expect(refused.at(-1)?.message).toMatch(/−1 row in word_learning_states/);
    const kept = await cli(0, 'run', '--plan', file, '--accept-rows', '1%', '--confirm', database);
    expect(kept.find(({ type }) => type === 'run-result')).toMatchObject({ outcome: 'complete' });
    const now = new Map((await words()).map((word) => [word.id, word]));
    const changed = before.filter(({ id, nextReviewDate }) => {
      const word = now.get(id);
      return word !== undefined && word.nextReviewDate !== nextReviewDate;
    });
    expect(changed).toHaveLength(Number(due) - 1);
    // "Now" is the moment that was looked at, not that of the run: no review lies before it.
    const { runTime = '' } = readPlanFile(await readFile(file, 'utf8'), file).plan;
    const earliest = Date.parse(runTime.includes('Z') ? runTime : `${runTime.replace(' ', 'T')}Z`);
    const reviews = changed.map(({ id }) => Date.parse(`${now.get(id)?.nextReviewDate}Z`));
    expect(Math.min(...reviews)).toBe(earliest);
    await cli(0, 'validate', '--level', 'full');
    const [{ runId = '' } = {}] = kept.filter(({ type }) => type === 'run-started');
    await cli(0, 'rollback', '--run', String(runId), '--confirm', database);
  });

  it('is refused without in_place', async () => {
    const opened = await openDanci(flavour, { in_place: false });
    const ended = await runHere(['check', '-c', opened.configFile, '--json']);
    expect(ended.exitCode, ended.stdout).toBe(2);
    expect(ended.stdout).toContain('mysql.same-server');
  });
});
