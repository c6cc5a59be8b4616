import { nearest } from '../core/yaml/nearest.js';
import { shownKey } from '../core/yaml/yaml.js';
import { type ParamValue, paramText, type RunParams } from '../preset/params.js';
import type { Preset } from '../preset/schema.js';
import { say as sayPreset } from '../preset/words.js';
import { type Loading, report, resolveText } from './loading.js';
import { say } from './words.js';

/** The values of the preset's parameters: of the config, else the preset's defaults. What is wrong never shows a value. */
export function resolveParams(
  loading: Loading,
  given: Readonly<Record<string, ParamValue>>,
  { name: preset, params }: Preset,
): RunParams {
  const path = ['migration', 'params'];
  const known = Object.keys(params);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    report(loading, [...path, name], say('config.param-unknown', { name, preset }), nearest(name, known));
  }
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, { type, default: otherwise }]) => {
      const place = [...path, name];
      const key = shownKey(place);
      const wanted = sayPreset(`params.${type}`);
      const problems = loading.problems.length;
      const stated = given[name];
      const value = typeof stated === 'string' ? resolveText(loading, place, stated) : (stated ?? otherwise);
      if (value === undefined) {
        report(loading, path, say('config.param-missing', { key, preset, wanted }));
        return [];
      }
      const text = paramText(type, value);
      if (text !== undefined) return [[name, { type, value: text }]];
      // What is wrong with an environment variable has been said.
      if (loading.problems.length === problems)
        report(loading, place, say('config.param-type', { key, wanted }));
      return [];
    }),
  );
}
