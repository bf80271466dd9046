import type { Dialect } from './dialect.ts';
import { FAMILIES, type Family } from './tables.ts';
import type { View } from './views.ts';

const of = (name: string, description: string): View['columns'][number] => ({ name, description, select: () => `u.${name}` });

function evidenceOf(dialect: Dialect, family: Family): string {
  const field = (name: string): string => dialect.jsonText('e.value', name);
  const merged = family === 'asset' || family === 'edge' ? 'and i.merged_into is null' : '';
  return (
    `select '${family}' as what, i.id as id, coalesce(${field('target')}, p.target) as target, ${field('file')} as file, ` +
    `cast(${field('line')} as integer) as line, ${field('field')} as field, ${field('detail')} as detail ` +
    `from ${family}_version v join ${family} i on i.number = v.item join place p on p.number = v.place cross join ${dialect.jsonElements('v.evidence', 'e')} ` +
    `where v.valid_to is null and v.known_to is null ${merged}`
  );
}

export const EVIDENCE: View = {
  name: 'evidence',
  description: 'One row per place where something that is not gone was seen.',
  from: (dialect) => `(${FAMILIES.map((family) => evidenceOf(dialect, family)).join(' union all ')}) u`,
  columns: [
    of('what', 'asset, edge, finding, path'),
    of('id', 'Id of what was seen'),
    of('target', 'Id of the target'),
    of('file', 'File, relative to the target'),
    of('line', 'Line, from 1'),
    of('field', 'Field of an API answer or configuration'),
    of('detail', 'What stands there; never a secret'),
  ],
};

/** One target as it is, several in a row. */
const TARGETS = `coalesce(p.target, (select string_agg(t.id, ', ' order by t.id) from place_source m join source t on t.number = m.source where m.place = p.number))`;

/** A version tells two things: how it began and how it ended. */
function changesOf(family: Family): string {
  const tail = `join ${family} i on i.number = v.item join place p on p.number = v.place join scan s on s.number =`;
  return (
    `select s.id as scan, '${family}' as what, i.id as id, v.open_event as event, v.valid_from as at, v.known_from as known, ${TARGETS} as target, v.changed as changed, ` +
    `(select o.hash from ${family}_version o where o.number = v.previous) as before_hash, v.hash as after_hash, v.corrected as corrected ` +
    `from ${family}_version v ${tail} v.opened_scan where v.open_event is not null union all ` +
    `select s.id, '${family}', i.id, v.close_event, v.valid_to, v.ended_known, ${TARGETS}, case when v.close_event = 'changed' then '["targets"]' end, v.hash, null, 0 ` +
    `from ${family}_version v ${tail} v.closed_scan where v.close_event is not null`
  );
}

export const CHANGES: View = {
  name: 'changes',
  description: 'What each scan changed. Moved lines of evidence are not told.',
  from: () => `(${FAMILIES.map(changesOf).join(' union all ')}) u`,
  columns: [
    of('scan', 'Id of the scan that showed it'),
    of('what', 'asset, edge, finding, path'),
    of('id', 'Id of what changed'),
    of('event', 'new, changed, gone, returned'),
    {
      name: 'at',
      description: 'Valid time: when it was so in the world, as far as is known (ISO 8601, UTC)',
      select: (dialect) => dialect.isoTime('u.at'),
    },
    { name: 'known', description: 'Known time: when it was stored (ISO 8601, UTC)', select: (dialect) => dialect.isoTime('u.known') },
    of('target', 'Targets it was seen in'),
    of('changed', 'JSON list of what changed, such as name, properties.model, targets'),
    of('before_hash', 'Fingerprint of the earlier state; null where there was none'),
    of('after_hash', 'Fingerprint of the later state; null where there is none'),
    of('corrected', '1 where a newer Pharos read the same thing differently'),
  ],
};
