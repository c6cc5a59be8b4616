import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createRequestEnds } from '../../src/objects/request-ends.js';

describe('requests that end by one signal', () => {
  it.each([1, 3, 40])('%i at a time: those that run hear it once, those that are over do not', (running) => {
    const controller = new AbortController();
    const endOf = createRequestEnds();
    const heard: string[] = [];
    const start = (name: string) => {
      const end = endOf(controller.signal);
      end.heard.once('abort', () => heard.push(name));
      return end;
    };
    const over = Array.from({ length: running }, (_, index) => start(`over ${index}`));
    const early = start('early');
    for (const { release } of over) release();
    // Places are given again; to let go twice takes nobody's.
    const late = Array.from({ length: running }, (_, index) => start(`late ${index}`));
    for (const { release } of over) release();
    controller.abort();
    expect(heard.toSorted()).toEqual(['early', ...late.map((_, index) => `late ${index}`)].toSorted());
    early.release();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('a signal has one listener, however many requests there are', () => {
    const { signal } = new AbortController();
    const endOf = createRequestEnds();
    for (let request = 0; request < 1_000; request += 1) endOf(signal).release();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});
