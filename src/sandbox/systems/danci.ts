import { quoteText } from '../../core/sql.js';
import { createRandom } from '../data/random.js';

/** One database of danci with learning states of its first engine, some profiles of its second, and words to review. */

export const danciSchema = [
  `CREATE TABLE users (
  id varchar(36) NOT NULL PRIMARY KEY,
  email varchar(191) NOT NULL,
  passwordHash varchar(191) NOT NULL,
  username varchar(191) NOT NULL,
  createdAt datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updatedAt datetime(3) NOT NULL,
  role enum('USER', 'ADMIN') NOT NULL DEFAULT 'USER',
  rewardProfile varchar(191) NOT NULL DEFAULT 'standard',
  UNIQUE KEY users_email_key (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE word_learning_states (
  id varchar(36) NOT NULL PRIMARY KEY,
  userId varchar(36) NOT NULL,
  wordId varchar(36) NOT NULL,
  state enum('NEW', 'LEARNING', 'REVIEWING', 'MASTERED', 'FORGOTTEN') NOT NULL DEFAULT 'NEW',
  masteryLevel int NOT NULL DEFAULT 0,
  easeFactor double NOT NULL DEFAULT 2.5,
  reviewCount int NOT NULL DEFAULT 0,
  lastReviewDate datetime(3) NULL,
  nextReviewDate datetime(3) NULL,
  currentInterval int NOT NULL DEFAULT 1,
  consecutiveCorrect int NOT NULL DEFAULT 0,
  consecutiveWrong int NOT NULL DEFAULT 0,
  halfLife double NOT NULL DEFAULT 1,
  createdAt datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updatedAt datetime(3) NOT NULL,
  UNIQUE KEY word_learning_states_userId_wordId_key (userId, wordId),
  KEY word_learning_states_nextReviewDate_idx (nextReviewDate),
  CONSTRAINT word_learning_states_userId_fkey FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE amas_user_states (
  id varchar(36) NOT NULL PRIMARY KEY,
  userId varchar(36) NOT NULL,
  attention double NOT NULL DEFAULT 0.7,
  fatigue double NOT NULL DEFAULT 0,
  motivation double NOT NULL DEFAULT 0,
  confidence double NOT NULL DEFAULT 0.5,
  cognitiveProfile json NOT NULL,
  habitProfile json NULL,
  trendState varchar(500) NULL,
  coldStartState json NULL,
  lastUpdateTs bigint NOT NULL DEFAULT 0,
  createdAt datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updatedAt datetime(3) NOT NULL,
  UNIQUE KEY amas_user_states_userId_key (userId)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE habit_profiles (
  userId varchar(36) NOT NULL PRIMARY KEY,
  timePref json NULL,
  rhythmPref json NULL,
  createdAt datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updatedAt datetime(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE user_learning_profiles (
  id varchar(36) NOT NULL PRIMARY KEY,
  userId varchar(36) NOT NULL,
  theta double NOT NULL DEFAULT 0,
  thetaVariance double NOT NULL DEFAULT 1,
  attention double NOT NULL DEFAULT 0.7,
  fatigue double NOT NULL DEFAULT 0,
  motivation double NOT NULL DEFAULT 0.5,
  emotionBaseline varchar(50) NOT NULL DEFAULT 'neutral',
  lastReportedEmotion varchar(50) NULL,
  flowScore double NOT NULL DEFAULT 0,
  flowBaseline double NOT NULL DEFAULT 0.5,
  activePolicyVersion varchar(50) NOT NULL DEFAULT 'v1',
  forgettingParams json NOT NULL,
  createdAt datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updatedAt datetime(3) NOT NULL,
  learningSpeed double NOT NULL DEFAULT 1,
  optimalBatchSize int NOT NULL DEFAULT 10,
  UNIQUE KEY user_learning_profiles_userId_key (userId),
  CONSTRAINT user_learning_profiles_userId_fkey FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
] as const;

const profiles = [
  { mem: 0.7, speed: 0.4, stability: 0.9 },
  { mem: 1, speed: 'fast', stability: null },
  { mem: true, stability: 0.25 },
  { mem: 40, speed: 2, stability: -1.5 },
  {},
];
const trends = [
  null,
  'up',
  '{"emotionLabel":"calm","emotion":"tired"}',
  '{"emotionLabel":null,"emotion":"tired"}',
  '{"emotionLabel":5,"baselineEmotion":"gespannt"}',
  '"happy"',
  '{not json',
];
const habits = [
  ['{"morning":0.8}', '{"sessionMinutes":25}'],
  ['{"evening":1}', null],
  ['null', null],
  [null, null],
  [null, '[1, 2]'],
];
const intervals = [0, 1, 3, 10, 0, 0, 1];
const eases = [2.5, 1.3, 0, 2.1, 2.5];

/** INSERTs of `rows` users and what they have, the same ones each time. */
export function danciData(rows: number): readonly string[] {
  const random = createRandom(20_260_102);
  const text = (value: string | null) => (value === null ? 'NULL' : quoteText(value));
  const id = (kind: number, index: number) =>
    `${String(kind).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const moment = (day: number) =>
    quoteText(new Date(Date.UTC(2024, 0, 1 + day, 8, day % 60)).toISOString().replace('T', ' ').slice(0, 23));
  const tables: Record<string, string[]> = {};
  const add = (table: string, ...values: readonly (string | number)[]) => {
    tables[table] = [...(tables[table] ?? []), `(${values.join(', ')})`];
  };
  const made = moment(1);
  for (let index = 1; index <= rows; index += 1) {
    const user = quoteText(id(1, index));
    // Some states are of users that are gone.
    if (index % 40 !== 0)
      add(
        'users (id, email, passwordHash, username, updatedAt)',
        ...[user, quoteText(`u${index}@example.org`), quoteText(`$2b$${random.word(20)}`)],
        ...[quoteText(`learner ${index}`), made],
      );
    const cognitive = quoteText(JSON.stringify(profiles[index % profiles.length]));
    const attention = index % 50 === 7 ? 1.5 : random.integer(0, 100) / 100;
    const motivation = index % 50 === 9 ? -2 : random.integer(-100, 100) / 100;
    add(
      'amas_user_states (id, userId, attention, fatigue, motivation, confidence, cognitiveProfile, trendState, createdAt, updatedAt)',
      ...[quoteText(id(2, index)), user, attention, random.integer(0, 100) / 100, motivation],
      ...[random.integer(0, 100) / 100, cognitive, text(trends[index % trends.length] ?? null), made, made],
    );
    const [time = null, rhythm = null] = habits[index % habits.length] ?? [];
    if (index % 3 !== 0) add('habit_profiles', user, text(time), text(rhythm), made, made);
    if (index % 40 === 0) continue;
    if (index % 7 === 3)
      add(
        'user_learning_profiles (id, userId, theta, lastReportedEmotion, activePolicyVersion, forgettingParams, createdAt, updatedAt, optimalBatchSize)',
        ...[quoteText(id(3, index)), user, 0.25, "'proud'", "'v2'", "'{}'", made, made, 12],
      );
    for (let word = 1; word <= 3; word += 1) {
      const at = index * 3 + word;
      const last = at % 4 === 0 ? 'NULL' : moment(at % 500);
      // Past, missing, or far ahead.
      const next = at % 3 === 0 ? 'NULL' : at % 3 === 1 ? moment(500) : quoteText('2199-01-01 00:00:00.000');
      add(
        'word_learning_states (id, userId, wordId, state, easeFactor, reviewCount, lastReviewDate, nextReviewDate, currentInterval, createdAt, updatedAt)',
        ...[
          quoteText(id(4, at)),
          user,
          quoteText(id(5, word)),
          "'LEARNING'",
          eases[at % eases.length] ?? 2.5,
        ],
        ...[at % 7, last, next, intervals[at % intervals.length] ?? 1, made, made],
      );
    }
  }
  return Object.entries(tables).flatMap(([table, values]) => {
    const statements: string[] = [];
    for (let from = 0; from < values.length; from += 500)
      statements.push(`INSERT INTO ${table} VALUES ${values.slice(from, from + 500).join(',\n')}`);
    return statements;
  });
}
