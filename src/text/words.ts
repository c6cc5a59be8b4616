import { configWords } from '../config/words.js';
import type { Wording } from '../core/sentence.js';
import { yamlWords } from '../core/yaml/words.js';
import { isolationWords } from '../isolation/words.js';
import { keysWords } from '../keys/words.js';
import { ledgerWords } from '../ledger/words.js';
import { liveWords } from '../live/words.js';
import { logWords } from '../mysql/binlog/words.js';
import { mysqlWords } from '../mysql/words.js';
import { operationsWords } from '../operations/words.js';
import { filesWords } from '../phases/files/words.js';
import { rowsCheckWords } from '../phases/rows/check/words.js';
import { differenceWords } from '../phases/rows/compare/words.js';
import { rowsWords } from '../phases/rows/words.js';
import { secretsWords } from '../phases/secrets/words.js';
import { planWords } from '../plan/words.js';
import { preflightWords } from '../preflight/words.js';
import { presetWords } from '../preset/words.js';
import { schemaWords } from '../schema/words.js';
import { switchWords } from '../switch/words.js';
import { vaultWords } from '../vault/words.js';
import { watchWords } from '../watch/words.js';

/** The sentences of all rooms that have theirs in both languages beside each other. */
export const words: Readonly<Record<string, Wording>> = {
  ...yamlWords,
  ...configWords,
  ...presetWords,
  ...planWords,
  ...mysqlWords,
  ...logWords,
  ...vaultWords,
  ...ledgerWords,
  ...keysWords,
  ...schemaWords,
  ...rowsWords,
  ...differenceWords,
  ...rowsCheckWords,
  ...secretsWords,
  ...filesWords,
  ...liveWords,
  ...watchWords,
  ...switchWords,
  ...preflightWords,
  ...operationsWords,
  ...isolationWords,
};
