/** What the two ends of an exchange can be grouped and filtered by. */
import * as z from 'zod/mini';

export const plainDimensions = ['cluster', 'kind', 'namespace', 'workload', 'pod', 'node', 'zone'] as const;
export type PlainDimension = (typeof plainDimensions)[number];

/** A pod label's value, by its key as it stands in the pod: `label:app.kubernetes.io/name`. */
export type LabelDimension = `label:${string}`;
export type Dimension = PlainDimension | LabelDimension;

/** Kubernetes' bound: a DNS subdomain of 253 characters, a slash, a name of 63. */
export const maxLabelKeyLength = 317;

/** What an address was at an instant. */
export const endpointKinds = [
  'pod',
  'node',
  'nat-gateway',
  'load-balancer',
  'eks-control-plane',
  'vpc-endpoint',
  'efs',
  'aws',
  'unattributed',
  'external',
] as const;
export type EndpointKind = (typeof endpointKinds)[number];

export function isLabelDimension(dimension: Dimension): dimension is LabelDimension {
  return dimension.startsWith('label:');
}

/** The label key of `label:<key>`. */
export function labelKeyOf(dimension: LabelDimension): string {
  return dimension.slice('label:'.length);
}

function isDimension(text: unknown): text is Dimension {
  if (typeof text !== 'string') {
    return false;
  }
  const key = text.startsWith('label:') ? text.slice('label:'.length) : undefined;
  return key === undefined
    ? plainDimensions.some((dimension) => dimension === text)
    : key.length > 0 && key.length <= maxLabelKeyLength;
}

export const dimensionSchema = z.custom<Dimension>(
  isDimension,
  `must be one of ${plainDimensions.join(', ')} or label:<key>`
);

/** What a person wrote as a dimension: a name that is none is taken for the key of a pod label. */
export function dimensionFrom(written: string): Dimension {
  return dimensionSchema.safeParse(written).data ?? `label:${written}`;
}
