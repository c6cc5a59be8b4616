import { describe, expect, it } from 'vitest';
import { oscOf } from '../../../src/ui/terminal/osc.js';

const bar = { percent: 42, state: 'working' } as const;

describe('what a terminal does beside drawing', () => {
  it('is a title, a progress bar, a message and a text for its clipboard', () => {
    const osc = oscOf({ TERM: 'xterm-256color' });
    expect(osc.title('42% 数据校验')).toBe('\u001b]2;42% 数据校验\u0007');
    expect(osc.progress(bar)).toBe('\u001b]9;4;1;42\u0007');
    expect(osc.progress({ percent: null, state: 'working' })).toBe('\u001b]9;4;3;0\u0007');
    expect(osc.progress({ percent: 7, state: 'waiting' })).toBe('\u001b]9;4;4;7\u0007');
    expect(osc.progress(null)).toBe('\u001b]9;4;0;0\u0007');
    expect(osc.call('done')).toBe('\u0007\u001b]9;done\u0007');
    expect(osc.copy('é\n')).toBe(`\u001b]52;c;${Buffer.from('é\n').toString('base64')}\u0007`);
  });

  it('never ends where a text says so', () => {
    expect(oscOf({}).title('a\u0007b\u001b]52;c;!\u009c')).toBe('\u001b]2;a b ]52;c;! \u0007');
  });

  it('goes through tmux and screen, a clipboard also by tmux itself', () => {
    const tmux = oscOf({ TERM: 'tmux-256color', TMUX: '/tmp/tmux-1/default,1,0' });
    expect(tmux.progress(bar)).toBe('\u001bPtmux;\u001b\u001b]9;4;1;42\u0007\u001b\\');
    expect(tmux.title('x')).toBe('\u001b]2;x\u0007');
    expect(tmux.copy('x')).toBe('\u001b]52;c;eA==\u0007\u001bPtmux;\u001b\u001b]52;c;eA==\u0007\u001b\\');
    expect(oscOf({ TERM: 'screen', STY: '1.pts-0' }).copy('x')).toBe('\u001bP\u001b]52;c;eA==\u0007\u001b\\');
  });

  it('is nothing in a dumb terminal, and a bell on the Linux console', () => {
    for (const [TERM, call] of [
      ['dumb', ''],
      ['linux', '\u0007'],
    ] as const) {
      const osc = oscOf({ TERM });
      expect(
        [osc.keepTitle, osc.title('x'), osc.progress(bar), osc.copy('x'), osc.giveTitleBack].join(''),
      ).toBe('');
      expect(osc.call('done')).toBe(call);
    }
  });

  it('has no other letters where the character set has none, and no progress that would be told as a message', () => {
    expect(oscOf({ LANG: 'C.ISO-8859-1' }).title('校验 a → b')).toBe('\u001b]2;- a - b\u0007');
    const iterm = (version: string) =>
      oscOf({ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: version }).progress(bar) !== '';
    expect(['3.5.14', '3.6.5', '3.6.6', '3.10.0', '4.0.0'].map(iterm)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
