import { Duplex, Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** A terminal in memory: what the program writes is drawn by xterm, what the test types reaches the program. */
export interface FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** The visible rows, trailing spaces cut. */
  readonly rows: () => Promise<readonly string[]>;
  readonly text: () => Promise<string>;
  /** What marking each line gives: rows that the terminal itself has broken are one. */
  readonly marked: () => Promise<readonly string[]>;
  readonly type: (input: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Everything written so far, with control sequences. */
  readonly raw: () => string;
  /** The terminal is in its alternate screen. */
  readonly alternate: () => boolean;
  readonly rawMode: () => boolean;
  /** Colour numbers in use anywhere on the screen (−1: none). */
  readonly colours: () => Promise<ReadonlySet<number>>;
}

class Input extends Duplex {
  readonly isTTY = true;
  isRaw = false;
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
  setRawMode(on: boolean): this {
    this.isRaw = on;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

class Output extends Writable {
  readonly isTTY = true;
  constructor(
    public columns: number,
    public rows: number,
    private readonly receive: (text: string) => void,
  ) {
    super();
  }
  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.receive(chunk.toString());
    done();
  }
}

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  let written = '';
  const stdin = new Input();
  const stdout = new Output(columns, rows, (text) => {
    written += text;
    terminal.write(text.replaceAll(/(?<!\r)\n/g, '\r\n'));
  });
  const settled = (): Promise<void> => new Promise((resolve) => terminal.write('', resolve));
  /** Cells that lie beyond the last column since a resize are there, and seen by nobody. */
  const readRows = async (): Promise<readonly string[]> => {
    await settled();
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(row)?.translateToString(true, 0, terminal.cols) ?? '',
    );
  };
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    rows: readRows,
    marked: async () => {
      await settled();
      const lines: string[] = [];
      for (let row = 0; row < terminal.rows; row += 1) {
        const line = terminal.buffer.active.getLine(row);
        const text = line?.translateToString(false, 0, terminal.cols) ?? '';
        if (line?.isWrapped === true) lines.push(`${lines.pop() ?? ''}${text}`);
        else lines.push(text);
      }
      return lines.map((line) => line.trimEnd());
    },
    text: async () => (await readRows()).join('\n'),
    type: (input) => {
      stdin.push(input);
    },
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      stdout.columns = newColumns;
      stdout.rows = newRows;
      stdout.emit('resize');
    },
    raw: () => written,
    alternate: () => terminal.buffer.active.type === 'alternate',
    rawMode: () => stdin.isRaw,
    colours: async () => {
      await settled();
      const found = new Set<number>();
      const { active } = terminal.buffer;
      for (let row = 0; row < terminal.rows; row += 1) {
        for (let column = 0; column < terminal.cols; column += 1) {
          found.add(active.getLine(row)?.getCell(column)?.getFgColor() ?? -1);
        }
      }
      return found;
    },
  };
}
