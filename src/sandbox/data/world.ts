import { type Clock, createClock } from './clock.js';
import type { FileFacts } from './digests.js';
import type { FileWriter } from './file-writer.js';
import { createRandom, type Random } from './random.js';
import type { Shape } from './shape.js';
import type { Row, Sink } from './sink.js';
import { createTexts, type Texts } from './texts.js';

/** One secret to be written, oldest version first. */
export interface SecretToWrite {
  /** Below the mount. */
  readonly path: string;
  readonly versions: readonly { readonly kv_type: string; readonly value: string }[];
  /** Free data beside the versions. */
  readonly customMetadata?: Readonly<Record<string, string>>;
}

/** What every generator works with. */
export interface World {
  readonly random: Random;
  readonly clock: Clock;
  readonly texts: Texts;
  readonly shape: Shape;
  /** The next id of a table. Now and then one is left out, as deleted rows leave gaps. */
  nextId(table: string): number;
  /** Highest id handed out, by table. */
  readonly highestIds: ReadonlyMap<string, number>;
  add(table: string, row: Row): void;
  settle(): Promise<void>;
  /** Who made and last changed a row, and when. */
  authored(): Authored;
  /** Hands over the content of a business's file, and tells what rows say of it. */
  addFile(bizId: number, content: string): FileFacts;
  /** Hands over a secret; waits while too many are pending. */
  writeSecret(secret: SecretToWrite): Promise<void>;
}

interface Authored {
  readonly creator: string;
  readonly reviser: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Business {
  readonly id: number;
  readonly groups: readonly Group[];
  readonly hooks: readonly Hook[];
  readonly templates: readonly Template[];
}

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly public: boolean;
  readonly mode: string;
  /** JSON text, or null. */
  readonly selector: string | null;
  readonly uid: string;
  readonly made: Authored;
}

export interface Hook {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly revisions: readonly { readonly id: number; readonly name: string; readonly content: string }[];
}

export interface Template {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly spaceId: number;
  readonly spaceName: string;
  readonly setId: number;
  readonly setName: string;
  readonly revisions: readonly { readonly id: number; readonly name: string; readonly file: FileFacts }[];
}

export interface Application {
  readonly id: number;
  readonly name: string;
  readonly kind: 'file' | 'kv';
  readonly business: Business;
}

export interface Release {
  readonly id: number;
  readonly name: string;
  readonly app: Application;
}

export function createWorld(options: {
  readonly seed: number;
  readonly shape: Shape;
  readonly sink: Sink;
  readonly files: FileWriter;
  readonly writeSecret: World['writeSecret'];
}): World {
  const random = createRandom(options.seed);
  const clock = createClock(random);
  const texts = createTexts(random);
  const highestIds = new Map<string, number>();
  return {
    random,
    clock,
    texts,
    shape: options.shape,
    highestIds,
    nextId: (table) => {
      const id = (highestIds.get(table) ?? 0) + (random.chance(0.03) ? random.integer(2, 5) : 1);
      highestIds.set(table, id);
      return id;
    },
    add: options.sink.add,
    settle: async () => {
      await options.sink.settle();
      await options.files.settle();
    },
    addFile: options.files.add,
    authored: () => ({ creator: texts.person(), reviser: texts.person(), ...clock.span() }),
    writeSecret: options.writeSecret,
  };
}
