import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBinary } from '../support/cli/binary.js';
import { runInTerminal } from '../support/cli/pty.js';
import { createPair, type Pair } from '../support/pair.js';

interface File {
  source: { mysql: { password?: string } };
  target: { mysql: object };
}

let pair: Pair;
let config: string;
let password: string;

beforeAll(async () => {
  pair = await createPair({ size: 'empty', vault: false });
  const file = load(await readFile(pair.configFile, 'utf8')) as File;
  password = file.source.mysql.password ?? '';
  delete file.source.mysql.password;
  config = join(pair.folder, 'asks.yaml');
  await writeFile(config, dump(file), { mode: 0o600 });
});
afterAll(() => pair.drop());

describe('a secret that the config leaves open', () => {
  it('is asked for at a terminal, and never echoed', async () => {
    expect(password.length).toBeGreaterThan(8);
    const session = runInTerminal(['check', '-c', config]);
    await session.until(/Password of root@/);
    session.type(`${password}\r`);
    expect(await session.exitCode).toBe(0);
    expect(session.output()).toContain('Nothing stands in the way');
    expect(session.output()).not.toContain(password);
  });

  it('can be left unanswered with Ctrl-C', async () => {
    const session = runInTerminal(['check', '-c', config]);
    await session.until(/Password of root@/);
    session.type('\u0003');
    expect(await session.exitCode).toBe(130);
  });

  it('is a refusal that names the key where nobody can be asked', async () => {
    const { exitCode, stderr } = await runBinary(['check', '-c', config]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('source.mysql.password');
    expect(stderr).toMatch(/^ +remedy: ./m);
  });
});
