import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepairProposal } from '../../../src/core/repair.js';
import type { JobResult } from '../../../src/core/validation-shape.js';
import { heldAgainst } from '../../../src/phases/looked-again.js';
import { noFigures, nothingFound, type Phase, type PhaseWork } from '../../../src/phases/phase.js';
import { eachPart, type Item, readItems, readPartFigures, saveItems, trackItems } from './items.js';

export interface Folders {
  readonly from: string;
  readonly to: string;
}

const id = 'notes';
/** All notes lie in one part. */
const part = 'pages';
const words = {
  name: 'Notes',
  part: 'Notes phase',
  things: (count: string) => `${count} notes`,
  state: { begun: 'notes in part', done: 'notes copied' },
  longState: { begun: 'in the Notes phase', done: 'notes copied' },
  screen: {
    parts: 'Folders',
    perSecond: 'notes/s',
    ready: { title: 'The notes come next', body: () => 'Every note is copied.' },
    done: 'All notes are copied.',
    partial: 'Some notes could not be copied.',
    problems: (problems: number) => `${problems} notes with a problem`,
  },
};

/** A third phase: it carries the text files of one folder into another. All that is known of it stands here. */
export function notesPhase(folders: Folders): Phase {
  const { from, to } = folders;
  const text = (folder: string, note: string) => readFile(join(folder, note), 'utf8').catch(() => null);
  const weights = () => eachPart(id, [part], 500);

  /** Writes one note where nothing else lies in its place. */
  async function carry(note: string): Promise<Item> {
    const content = (await text(from, note)) ?? '';
    const there = await text(to, note);
    const bytes = Buffer.byteLength(content);
    const item = { part, item: note, bytes, message: null };
    if (there === content) return { ...item, state: 'present' };
    if (there !== null) return { ...item, state: 'failed', message: 'another note lies there' };
    await writeFile(join(to, note), content);
    return { ...item, state: 'done' };
  }

  async function copy({ ledger, listener, control }: PhaseWork) {
    const notes = (await readdir(from)).toSorted();
    const known = await readItems(ledger, id);
    const settled = new Set(known.filter(({ state }) => state !== 'failed').map(({ item }) => item));
    let failed = false;
    for (const note of notes.filter((one) => !settled.has(one))) {
      await control.waitWhilePaused();
      if (control.stop.aborted) return 'stopped';
      const item = await carry(note);
      await saveItems(ledger, id, [item]);
      if (item.state === 'failed') {
        failed = true;
        listener({ type: 'item-problem', phase: id, part, item: note, message: item.message ?? '' });
        continue;
      }
      settled.add(note);
      const progress = { part, done: settled.size, total: notes.length, bytes: item.bytes };
      listener({ type: 'items-progress', phase: id, ...progress });
    }
    return failed ? 'partial' : 'complete';
  }

  async function compare(): Promise<JobResult> {
    const differences = [];
    const notes = (await readdir(from)).toSorted();
    for (const note of notes) {
      const actual = await text(to, note);
      if (actual === (await text(from, note))) continue;
      const kind = actual === null ? 'missing-in-target' : 'field-mismatch';
      differences.push({ kind, table: part, key: note } as const);
    }
    const ok = differences.length === 0;
    const detail = `${notes.length - differences.length} of ${notes.length} notes are equal`;
    return { check: id, table: part, ok, detail, differences };
  }

  function proposals({ check, differences }: JobResult): readonly RepairProposal[] {
    if (check !== id) return [];
    return differences.map(({ key, table }) => ({
      action: 'recopy-item',
      table,
      key,
      columns: [],
      reason: 'the note differs',
    }));
  }

  return {
    id,
    repeats: true,
    after: null,
    steered: false,
    isAsked: () => true,
    words: {
      en: words,
      zh: { ...words, name: '笔记', part: '笔记阶段', things: (count) => `${count} 篇笔记` },
    },
    takesPart: ({ phases }) => phases?.[id] !== undefined,
    skipped: () => null,
    prepare: async () => {
      const found = await readdir(from).catch(() => null);
      if (found) return { plan: { from, to }, findings: [] };
      const title = `the notes' folder ${from} cannot be read`;
      return {
        plan: undefined,
        findings: [{ code: 'notes.folder', severity: 'blocker', subject: 'data', title, remedy: 'make it' }],
      };
    },
    check: {},
    copy,
    figures: async (ledger) => ({ ...noFigures, others: { [id]: await readPartFigures(ledger, id) } }),
    step: id,
    weights: { check: () => ({}), copy: weights, validate: weights, look: () => ({}), remove: () => ({}) },
    track: trackItems(id),
    validate: async () => [await compare()],
    repairs: {
      propose: (_plan, { checks }) => checks.flatMap(proposals),
      owns: ({ action, table }) => action === 'recopy-item' && table === part,
      lookAgain: async (_work, named) => {
        const now = proposals(await compare());
        return heldAgainst(named, ({ key }) => now.find((one) => one.key === key) ?? null);
      },
      leaveNewer: async (_work, named) => named,
      repair: async ({ ledger }, named, before) => {
        const outcomes = [];
        for (const proposal of named) {
          await rm(join(to, proposal.key), { force: true });
          await saveItems(ledger, id, [await carry(proposal.key)]);
          outcomes.push({ proposal, state: 'repaired', detail: 'copied again', remaining: [] } as const);
        }
        return [...before, ...outcomes];
      },
    },
    takeBack: async ({ ledger }) => {
      const ours = (await readItems(ledger, id)).filter(({ state }) => state === 'done');
      const left: string[] = [];
      const changed = [];
      for (const { item } of ours) {
        const there = await text(to, item);
        if (there === null) continue;
        left.push(item);
        if (there !== (await text(from, item))) changed.push({ subject: id, key: item });
      }
      const found = { ...nothingFound, others: { [id]: left.length }, changed };
      return {
        found,
        keep: async () => found,
        remove: async () => {
          for (const note of left) await rm(join(to, note));
          return { done: true, kept: [] };
        },
      };
    },
  };
}
