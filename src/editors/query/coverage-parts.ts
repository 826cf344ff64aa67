/** The parts of an answer's coverage in words: how much, what it means, what to do about it. */
import { t } from '@grafana/i18n';
import { bytesText, countText, percentText } from '../../query/quantity-text';
import type { Coverage } from '../../shared/coverage';

export interface CoveragePart {
  key: string;
  name: string;
  amount: string;
  meaning: string;
  /** Absent where nothing is missing. */
  remedy?: string;
  /** True if something is missing that somebody can do something about. */
  isGap: boolean;
}

/** Above this share of the bytes a gap is worth a person's attention; the notices of an answer draw the same line. */
const gapShare = 0.05;

/** Parts that are not empty, the attributed one always, in the order of the sum and then what lies across it. */
export function coverageParts(coverage: Coverage): CoveragePart[] {
  return [...byteParts(coverage), ...recordParts(coverage)];
}

export function hasGap(coverage: Coverage): boolean {
  return coverage.incompleteSince !== null || coverageParts(coverage).some(({ isGap }) => isGap);
}

function byteParts(coverage: Coverage): CoveragePart[] {
  const { bytes, attributedBytes, ambiguousBytes, unattributedBytes, externalBytes, unknownZoneBytes } = coverage;
  const amount = (part: number) => `${percentText(part, bytes)}, ${bytesText(part)}`;
  const parts: Array<CoveragePart & { part: number }> = [
    {
      key: 'attributed',
      name: t('query.coverage.attributed', 'Attributed'),
      part: attributedBytes,
      meaning: t('query.coverage.attributed-meaning', 'Both ends are known: a pod, a node or an AWS resource.'),
      isGap: false,
      amount: amount(attributedBytes),
    },
    {
      key: 'ambiguous',
      name: t('query.coverage.ambiguous', 'of which ambiguous'),
      part: ambiguousBytes,
      meaning: t(
        'query.coverage.ambiguous-meaning',
        'Attributed at a change of owner: two pods claimed the address, or the record lags behind the pod by up to a minute.'
      ),
      isGap: ambiguousBytes / bytes > gapShare,
      remedy: t(
        'query.coverage.ambiguous-remedy',
        'If it is much, collect pod history more often, or with kubectl get --watch.'
      ),
      amount: amount(ambiguousBytes),
    },
    {
      key: 'unattributed',
      name: t('query.coverage.unattributed', 'Unattributed'),
      part: unattributedBytes,
      meaning: t(
        'query.coverage.unattributed-meaning',
        'An end lies inside the network, but pod history does not say whose address it was then.'
      ),
      isGap: unattributedBytes / bytes > gapShare,
      remedy: t(
        'query.coverage.unattributed-remedy',
        'Look for gaps with the view Health and import what is missing; group by kind to see which ends they are.'
      ),
      amount: amount(unattributedBytes),
    },
    {
      key: 'external',
      name: t('query.coverage.external', 'External'),
      part: externalBytes,
      meaning: t('query.coverage.external-meaning', 'An end lies outside the network. Nothing is missing.'),
      isGap: false,
      amount: amount(externalBytes),
    },
    {
      key: 'unknown-zone',
      name: t('query.coverage.unknown-zone', 'Unknown zone'),
      part: unknownZoneBytes,
      meaning: t(
        'query.coverage.unknown-zone-meaning',
        'The zone of an end is not known, as always outside the network: this counts neither as cross-zone nor as same-zone.'
      ),
      isGap: (unknownZoneBytes - externalBytes) / bytes > gapShare,
      remedy: t(
        'query.coverage.unknown-zone-remedy',
        'If it is more than the external part: import the nodes, and use a flow log with az-id.'
      ),
      amount: amount(unknownZoneBytes),
    },
  ];
  return parts.filter(({ key, part }) => part > 0 || key === 'attributed').map(({ part, ...shown }) => shown);
}

function recordParts({ records, incompleteSince }: Coverage): CoveragePart[] {
  const amount = (count: number) => t('query.coverage.records', '{{number}} records', { number: countText(count) });
  const parts: Array<CoveragePart & { isThere: boolean }> = [
    {
      key: 'rejected',
      name: t('query.coverage.rejected', 'Rejected'),
      isThere: records.rejected > 0,
      amount: amount(records.rejected),
      meaning: t(
        'query.coverage.rejected-meaning',
        'Security groups or network ACLs refused this traffic; it is not counted.'
      ),
      isGap: false,
    },
    {
      key: 'no-data',
      name: t('query.coverage.no-data', 'No data'),
      isThere: records.noData > 0,
      amount: amount(records.noData),
      meaning: t('query.coverage.no-data-meaning', 'Interfaces without traffic in a window. Nothing is missing.'),
      isGap: false,
    },
    {
      key: 'skipped',
      name: t('query.coverage.skipped', 'Skipped by AWS'),
      isThere: records.skipData > 0,
      amount: amount(records.skipData),
      meaning: t('query.coverage.skipped-meaning', 'AWS lost records of these windows: the true traffic is higher.'),
      remedy: t('query.coverage.skipped-remedy', 'Nothing brings them back; compare longer ranges.'),
      isGap: true,
    },
    {
      key: 'incomplete',
      name: t('query.coverage.incomplete', 'Incomplete'),
      isThere: incompleteSince !== null,
      amount: t('query.coverage.incomplete-since', 'since {{time}}', {
        time: new Date(incompleteSince ?? 0).toISOString(),
      }),
      meaning: t('query.coverage.incomplete-meaning', 'Flow logs arrive up to 15 minutes late.'),
      remedy: t('query.coverage.incomplete-remedy', 'Ask again later, or end the range 15 minutes ago.'),
      isGap: false,
    },
  ];
  return parts.filter(({ isThere }) => isThere).map(({ isThere, ...shown }) => shown);
}
