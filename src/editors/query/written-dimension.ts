/** What a person wrote where a dimension is asked for. */
import type { ZoneFlowDataSource } from '../../datasource';
import { dimensionFrom } from '../../shared/dimensions';

/** A text with a variable stays as it is: only the dashboard knows what it names. */
export function writtenDimension(written: string, datasource: ZoneFlowDataSource): string {
  return datasource.hasVariable(written) ? written : dimensionFrom(written);
}
