import { connect } from 'node:net';
import { codeOf } from '../../core/refused.js';
import { refuse } from '../words.js';

const timeoutMs = 3_000;

/** Gives one command to the admin socket and reads its answer to the end. RefusedError while nobody answers. */
export async function askSocket(socket: string, command: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const [, host = '', port] = /^([^/]+):(\d+)$/.exec(socket) ?? [];
  const connection = port === undefined ? connect(socket) : connect(Number(port), host);
  let answer = '';
  connection.setEncoding('utf8');
  connection.setTimeout(timeoutMs, () => connection.destroy(new Error('timeout')));
  connection.on('connect', () => connection.write(`${command}\n`));
  connection.on('data', (text: string) => {
    answer += text;
  });
  connection.on('end', () => resolve(answer));
  connection.on('error', (error) =>
    reject(refuse('plane.away', { socket, error: codeOf(error, error.message) })),
  );
  connection.on('close', () => reject(refuse('plane.away', { socket, error: 'closed' })));
  return promise.finally(() => connection.destroy());
}

/** A word of a command: the socket takes white space, `;` and backslashes for its own. */
export const socketWord = (text: string): string => text.replaceAll(/[\s;\\]/g, (sign) => `\\${sign}`);

/** A command that answers nothing when it is done. RefusedError with HAProxy's words otherwise. */
export async function tellSocket(socket: string, command: string): Promise<void> {
  const answer = (await askSocket(socket, command)).trim();
  if (answer !== '') throw refuse('plane.refused', { command, answer });
}
