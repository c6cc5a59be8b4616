import { Agent, request } from 'node:http';

/**
 * The plainest client there is: GET a secret, POST it elsewhere, for each path it is told; one process of its own. Says
 * `ready`, waits for a line on standard input, and says `done` when all are copied.
 */

export interface PlainJob {
  /** e.g. http://127.0.0.1:8200 */
  readonly address: string;
  readonly token: string;
  readonly source: string;
  readonly target: string;
  readonly paths: readonly string[];
  /** Paths in hand at the same time. */
  readonly workers: number;
}

async function main(): Promise<void> {
  const lines = process.stdin.setEncoding('utf8')[Symbol.asyncIterator]();
  const nextLine = async () => {
    let text = '';
    while (!text.includes('\n')) text += String((await lines.next()).value);
    return text;
  };
  const job = JSON.parse(await nextLine()) as PlainJob;
  const { hostname, port } = new URL(job.address);
  const agent = new Agent({ keepAlive: true, maxSockets: job.workers });
  const headers = { 'x-vault-token': job.token, 'content-type': 'application/json' };

  function send(method: 'GET' | 'POST', path: string, body?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, agent, method, path: `/v1/${path}`, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () =>
          answer.statusCode === 200
            ? resolve(text)
            : reject(new Error(`${method} gave ${answer.statusCode}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  let next = 0;
  const work = async () => {
    for (;;) {
      const path = job.paths[next++];
      if (path === undefined) return;
      const { data } = JSON.parse(await send('GET', `${job.source}/data/${path}`));
      await send('POST', `${job.target}/data/${path}`, JSON.stringify({ data: data.data }));
    }
  };
  console.log('ready');
  await nextLine();
  await Promise.all(Array.from({ length: job.workers }, work));
  console.log('done');
  // Stays until it is told, so that its processor time can be read.
  await lines.next();
  process.exit(0);
}

await main();
