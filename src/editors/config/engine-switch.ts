/** Changing the engine: what was typed for one is there again on return, and only what fits the engine is stored. */
import { useState } from 'react';
import type { EngineName } from '../../shared/settings';
import { engineOf, placeTexts, type PlaceMember, type StoredSettings } from './stored-settings';

type Places = Pick<StoredSettings, PlaceMember>;

/** DuckDB reads locations, the other engines tables: a place is one or the other, never both. */
type PlaceKind = 'location' | 'table';

/** Settings that belong to one engine by name (`athena`, `duckdb`, …) stay as they are: no other engine reads them. */
export function useEngineSwitch(settings: StoredSettings, onChange: (members: Partial<StoredSettings>) => void) {
  const [kept, setKept] = useState<Partial<Record<PlaceKind, Places>>>({});
  return (engine: EngineName) => {
    const current = engineOf(settings);
    const wanted = placeKindOf(engine);
    if (current === undefined || placeKindOf(current) === wanted) {
      onChange({ engine });
      return;
    }
    const { flows, history, rollup } = settings;
    setKept({ ...kept, [placeKindOf(current)]: { flows, history, rollup } });
    onChange({
      engine,
      flows: fitting(flows, wanted) ?? kept[wanted]?.flows,
      history: fitting(history, wanted) ?? kept[wanted]?.history,
      rollup: fitting(rollup, wanted) ?? kept[wanted]?.rollup,
    });
  };
}

function placeKindOf(engine: EngineName): PlaceKind {
  return engine === 'duckdb' ? 'location' : 'table';
}

function fitting(place: StoredSettings[PlaceMember], kind: PlaceKind): StoredSettings[PlaceMember] {
  const { location, table } = placeTexts(place);
  return (kind === 'location' ? location : table) === '' ? undefined : place;
}
