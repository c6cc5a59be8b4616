import { cacheFolder, type Progress } from '../../../../src/sandbox/cache.js';
import { buildOnce } from '../../../../src/sandbox/go-build.js';

const version = '1.8.0';
const program = 'github.com/versity/versitygw/cmd/versitygw';

/**
 * Gives the path of versitygw, a server that speaks S3. It is built once with Go and kept in the cache (a first build takes
 * some minutes). Throws RefusedError where there is no Go.
 */
export async function provisionVersitygw(onProgress: Progress): Promise<string> {
  const path = cacheFolder('versitygw', version, 'versitygw');
  await buildOnce(
    {
      name: 'versitygw',
      path,
      lacking: 'versitygw cannot be built: no Go 1.21 or newer is on PATH',
      remedy: 'Install Go (Debian: apt-get install -t bookworm-backports golang).',
      prepare: async () => ['install', '-trimpath', '-ldflags=-s -w', `${program}@v${version}`],
    },
    onProgress,
  );
  return path;
}
