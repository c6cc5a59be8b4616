import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findProgram } from '../core/find-program.js';
import { RefusedError } from '../core/refused.js';
import { type Progress, withLock } from './cache.js';
import { probeCommand, runCommand } from './commands.js';
import { removeFolder, temporaryFolder } from './lifetime.js';
import { provisionGo } from './provision-go.js';

/** A program that is built once with Go and kept in the cache. */
interface GoProgram {
  /** For people: `Vault`. */
  readonly name: string;
  /** Where it is kept. */
  readonly path: string;
  /** Said where there is no Go; `remedy` too. */
  readonly lacking: string;
  readonly remedy: string;
  /** Puts what is needed into an empty folder, and gives the arguments for `go` in it: the result is to lie at `result`, where `go install` puts it. */
  readonly prepare: (folder: string, result: string) => Promise<readonly string[]>;
}

const progressEveryMs = 5_000;

/** Builds a program unless it is there, one process at a time. Throws RefusedError when there is no Go and none can be fetched. */
export async function buildOnce(program: GoProgram, onProgress: Progress): Promise<void> {
  if (existsSync(program.path)) return;
  await withLock(program.name.toLowerCase(), onProgress, async () => {
    if (!existsSync(program.path)) await build(program, onProgress);
  });
}

async function build(program: GoProgram, onProgress: Progress): Promise<void> {
  const { name, path } = program;
  const go = findGo() ?? (await provisionGo(onProgress).catch(sayWhy(onProgress)));
  if (go === undefined) throw new RefusedError(program.lacking, { remedy: program.remedy });
  const folder = temporaryFolder('go-build');
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let downloads = 0;
  const say = () =>
    onProgress(
      `building ${name} once with Go: ${seconds()}, ${downloads} modules downloaded (takes some minutes)`,
    );
  say();
  const ticker = setInterval(say, progressEveryMs);
  try {
    const result = join(folder, 'bin', basename(path));
    await runCommand(go, await program.prepare(folder, result), {
      cwd: folder,
      // No C compiler needed; an older Go may fetch the version that go.mod names.
      env: {
        ...process.env,
        CGO_ENABLED: '0',
        GOTOOLCHAIN: 'auto',
        GOWORK: 'off',
        GOFLAGS: '',
        GOBIN: dirname(result),
      },
      onLine: (line) => {
        if (line.startsWith('go: downloading')) downloads += 1;
      },
    });
    await mkdir(dirname(path), { recursive: true });
    // The temporary folder may be on another file system: copy, then rename, so that a half binary is never found.
    await copyFile(result, `${path}.part`);
    await chmod(`${path}.part`, 0o755);
    await rename(`${path}.part`, path);
    onProgress(`${name} is built (${seconds()}) and kept in ${dirname(path)}`);
  } finally {
    clearInterval(ticker);
    await rm(`${path}.part`, { force: true });
    removeFolder(folder);
  }
}

/** A Go that cannot be fetched is no failure of its own: what follows says what is missing. */
function sayWhy(onProgress: Progress) {
  return (error: Error): undefined => {
    onProgress(`no Go: ${error.message}`);
  };
}

/** Go 1.21 or newer: from there on Go fetches the toolchain a module asks for. */
function findGo(): string | undefined {
  const candidates = [findProgram('go'), '/usr/local/go/bin/go', '/usr/lib/go/bin/go'];
  return candidates.find((path) => {
    if (path === undefined || !existsSync(path)) return false;
    const version = /go1\.(\d+)/.exec(probeCommand(path, ['version']) ?? '')?.[1];
    return version !== undefined && Number(version) >= 21;
  });
}
