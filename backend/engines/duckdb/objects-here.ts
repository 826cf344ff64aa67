/** Listed objects made readable on this machine, then looked at. */
import type { FlowObject } from '../../flows/list-objects';
import type { Inspection } from '../../flows/object-format';
import { identifyCopies } from '../../flows/same-content';
import type { Visit } from '../../storage/place';
import type { Asking } from './database';
import type { ObjectInspector } from './object-inspector';

/**
 * The objects with what is in them, in their order; their paths are those to read until the visit ends. Those that the
 * place cannot give are corrupt. Errors: PlaceChanged, and those of the place.
 */
export async function inspectHere(
  inspector: ObjectInspector,
  visit: Visit,
  objects: readonly FlowObject[],
  { session, signal }: Asking
): Promise<Array<{ object: FlowObject; inspection: Inspection }>> {
  const brought = await visit.bring(objects, signal);
  const lost: Array<{ object: FlowObject; inspection: Inspection }> = [];
  const here: FlowObject[] = [];
  objects.forEach((object, index) => {
    const found = brought[index] ?? { unreadable: 'it is not there' };
    if ('unreadable' in found) {
      lost.push({ object, inspection: { state: 'corrupt', reason: found.unreadable } });
    } else {
      here.push({ ...object, path: found.path });
    }
  });
  const identified = await identifyCopies(here, signal);
  const inspections = await inspector.inspect(identified, session, signal);
  const inspected = inspections.flatMap((inspection, index) => {
    const object = identified[index];
    return object === undefined ? [] : [{ object, inspection }];
  });
  return [...inspected, ...lost];
}
