import { inChinese, isSentence } from '../../core/sentence.js';
import { words } from '../words.js';
import type { Catalogue, Said } from './sentence.js';

/** What is found of a source that is to be followed brings its sentences along. */
export const brought = ({ finding: { params, title, remedy } }: Said) => {
  const said = (name: 'title' | 'remedy', english: string) => {
    const sentence = params?.[name];
    return isSentence(sentence) ? (inChinese(sentence, words) ?? english) : english;
  };
  return { title: said('title', title), ...(remedy === undefined ? {} : { remedy: said('remedy', remedy) }) };
};

export const live: Catalogue = {
  'live.off': brought,
  'live.setting': brought,
  'live.temporal': brought,
  'live.retention': brought,
  'live.filter': brought,
  'live.replica': brought,
  'live.overriders': brought,
  'live.table': brought,
  'live.privilege': brought,
  'live.reading': brought,
  'live.ready': brought,
  'live.way-back': brought,
  'live.back-ready': brought,
};
