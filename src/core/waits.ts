/**
 * Gives a wait for `promise` that can be made again and again, each time for so many milliseconds at most; it keeps no process alive. With
 * `Promise.race` each wait would stay in memory until the promise is settled: in a pause of a week that are millions.
 */
export function waitsFor(promise: Promise<unknown>): (milliseconds: number) => Promise<void> {
  let isSettled = false;
  let wake = (): void => undefined;
  const settle = () => {
    isSettled = true;
    wake();
  };
  promise.then(settle, settle);
  return async (milliseconds) => {
    // A promise that is settled has said so by then.
    await Promise.resolve();
    if (isSettled) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
}
