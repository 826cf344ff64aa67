/** What a collector must be allowed in a cluster, and no more. */

/** The group that access entries put the collector into. */
export const collectorGroup = 'zoneflow';

/** Manifests for kubectl apply. */
export const leastRights = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: zoneflow-collector
rules:
  - apiGroups: ['']
    resources: ['pods', 'nodes']
    verbs: ['list', 'watch']
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: zoneflow-collector
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: zoneflow-collector
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${collectorGroup}
`;
