import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server program that can be started, ended and started again. */
interface TiedProcess {
  /** 0 while it is stopped. */
  readonly pid: number;
  /** Returns when it answers; does nothing while it runs. Throws with the end of its log when it does not come up. */
  start(): Promise<void>;
  /** Returns when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

interface TiedProgram {
  /** For people: `Vault`. */
  readonly name: string;
  readonly launch: () => ChildProcess;
  /** Rejects as long as nobody answers. */
  readonly ask: () => Promise<unknown>;
  readonly logFile: string;
}

/** On a machine that does much else a server takes its time; one that has ended is seen at once. */
export const startTimeoutMs = 120_000;

/** Starts nothing yet. */
export function createTiedProcess(program: TiedProgram): TiedProcess {
  let child: ChildProcess | undefined;
  const end: TiedProcess['end'] = async (signal) => {
    const ending = child;
    if (ending === undefined) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.ref();
    ending.kill(signal);
    await gone;
  };
  return {
    get pid() {
      return child?.pid ?? 0;
    },
    start: async () => {
      if (child !== undefined) return;
      const started = program.launch();
      child = started;
      let failure: string | undefined;
      started.once('error', (error) => {
        failure = error.message;
        child = undefined;
      });
      started.once('exit', (code, signal) => {
        failure ??= `it ended with ${signal ?? `exit code ${code}`}`;
        if (child === started) child = undefined;
      });
      const until = Date.now() + startTimeoutMs;
      for (;;) {
        if (failure === undefined && Date.now() > until)
          failure = `no answer within ${startTimeoutMs / 1000} s`;
        if (failure !== undefined) {
          await end('SIGKILL');
          const log = readFileSync(program.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
          throw new Error(`the sandbox ${program.name} did not start: ${failure}\n${log}`);
        }
        try {
          await program.ask();
          return;
        } catch {
          await delay(25);
        }
      }
    },
    end,
  };
}

/** How often another port is tried. */
const portsAtMost = 3;

/**
 * Gives `start` a free port of the loopback address, and another one where somebody has taken that before the server did. Throws what `start`
 * throws for any other reason.
 */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === portsAtMost || !/address already in use|Bind on TCP/i.test(String(error))) throw error;
    }
  }
}

/** A port of the loopback address; free until someone takes it. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no free TCP port');
  return address.port;
}
