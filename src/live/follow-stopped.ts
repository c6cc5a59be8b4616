import { PartlyDone } from '../core/partly-done.js';
import { type Sentence, saidBy } from '../core/sentence.js';
import { LogError } from '../mysql/binlog/log-error.js';
import { MysqlError } from '../mysql/errors.js';
import { isRefusedValue } from '../phases/rows/copy/copy-error.js';
import { JsonIdError, JsonTextError } from '../plan/json-ids.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { VaultError } from '../vault/errors.js';
import { say } from './words.js';

/** Following cannot go on by itself: what was whole before is applied, and nothing behind it. Holds no data but IDs. */
export class FollowStopped extends PartlyDone {
  override readonly name = 'FollowStopped';
}

/** The failure as one that following stops at, where it is; else as it came, to be tried again or told by its kind. */
export function asStopped(error: unknown): unknown {
  if (error instanceof LogError) return new FollowStopped(error.said, remedyOf(error));
  if (error instanceof UnmappedError) return new FollowStopped(error.said, say('follow.unmapped.remedy'));
  if (error instanceof VaultError && error.concernsAll)
    return new FollowStopped(say('follow.vault', { problem: error.said }), say('follow.vault.remedy'));
  const isRefused =
    (error instanceof MysqlError && isRefusedValue(error)) ||
    error instanceof JsonIdError ||
    error instanceof JsonTextError;
  if (!isRefused) return error;
  return new FollowStopped(say('follow.refused', { problem: saidBy(error) }), say('follow.refused.remedy'));
}

/** Of a log that cannot be read on, or only once the server hands it out again. */
function remedyOf({ reason }: LogError): Sentence {
  const mode = reason.params?.mode;
  return isWithheld(reason) && mode !== undefined
    ? say('follow.gtid-mode.remedy', { mode })
    : say('follow.log.remedy');
}

/** The log is whole, and comes once the server's settings are put back. */
export const isWithheld = ({ code }: Sentence): boolean => code === 'log.gtid-mode';
