/**
 * Loaded into the tool by `--import` before its program: sends a signal to itself with the words that are waited for.
 * A signal from the test's process would come after the operating system has let both run, and on a busy machine the
 * tool may be done by then.
 */
const { said, times, signal } = JSON.parse(process.env.TENANTFERRY_TEST_END_AT ?? '{}') as {
  readonly said: string;
  readonly times: number;
  readonly signal: NodeJS.Signals;
};
const pattern = new RegExp(said, 'g');
const write = process.stdout.write.bind(process.stdout);
let seen = 0;

process.stdout.write = ((...[chunk, ...rest]: Parameters<typeof write>) => {
  const isWritten = write(chunk, ...rest);
  const before = seen;
  seen += String(chunk).match(pattern)?.length ?? 0;
  if (before < times && seen >= times) process.kill(process.pid, signal);
  return isWritten;
}) as typeof write;
