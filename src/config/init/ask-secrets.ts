import { RefusedError } from '../../core/refused.js';
import type { Config } from '../config.js';
import { missingSecrets, withSecrets } from '../missing-secrets.js';
import { say } from '../words.js';
import { type Ask, type Language, terminalAsk } from './prompts.js';

/**
 * Asks, without echo, for the secrets that the config leaves open. Without a terminal that is refused, with what is missing
 * and how to give it. Rejects with PromptCancelled when the operator leaves.
 */
export async function askMissingSecrets(config: Config, lang: Language, ask?: Ask): Promise<Config> {
  const missing = missingSecrets(config);
  if (missing.length === 0) return config;
  if (!ask && !(process.stdin.isTTY && process.stdout.isTTY)) {
    const keys = missing.map(({ key }) => key).join(', ');
    throw new RefusedError(say('config.open-secrets', { file: config.path, keys }), {
      where: { file: config.path, key: missing[0]?.key },
      remedy: say('advice.give-secrets', {
        form: '"$' + '{NAME}"',
        files: 'password_file, token_file, secret_id_file',
      }),
    });
  }
  const put = ask ?? (await terminalAsk(lang));
  const answers: Record<string, string> = {};
  for (const { key, title } of missing) {
    answers[key] = String(await put({ kind: 'secret', id: key, message: title, validate: () => null }));
  }
  return withSecrets(config, answers);
}
