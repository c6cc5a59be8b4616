import { PartlyDone } from '../../core/partly-done.js';
import { RefusedError, sentencesOf } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';
import { say } from '../../keys/words.js';
import { MysqlError } from '../../mysql/errors.js';
import { explainFailure, failureSaid } from '../../mysql/explain-failure.js';

/** What failed behind something that was done, so that the operator is told both; what is not expected stays as it is. */
export function stoppedAfter(done: Sentence, error: unknown): unknown {
  const failure = failureOf(error);
  if (!failure) return error;
  const { said: message, remedy } = failure;
  return new PartlyDone(
    say('keys.stopped', { done, message }),
    say('keys.stopped.remedy', { remedy }),
    error,
  );
}

/** The same where all was done, and only how it stands could not be looked at. */
export async function toldAfter<Result>(done: Sentence, look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    const { said: message, remedy } = failure;
    const said = say('keys.told-later', { done, message });
    throw new PartlyDone(said, say('keys.told-later.remedy', { remedy }), error);
  }
}

function failureOf(error: unknown): { readonly said: Sentence; readonly remedy: Sentence } | undefined {
  if (error instanceof RefusedError) return sentencesOf(error);
  if (!(error instanceof MysqlError)) return undefined;
  const { remedy, because } = explainFailure(error);
  return { said: failureSaid(error), remedy: { ...because, text: remedy } };
}
