# Starts a rollout of $DEPLOYMENT in $NAMESPACE, after $AFTER_SECONDS if that is set, as `kubectl rollout restart` does, with the one right it takes: to patch it.
set -eu
sleep "${AFTER_SECONDS:-0}"
secrets=${SECRETS:-/var/run/secrets/kubernetes.io/serviceaccount}
case $KUBERNETES_SERVICE_HOST in *:*) host="[$KUBERNETES_SERVICE_HOST]" ;; *) host=$KUBERNETES_SERVICE_HOST ;; esac
patch="{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"zoneflow.demo/restarted-at\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"}}}}}"
# The header comes by standard input: on the command line others could read the token.
printf 'Authorization: Bearer %s' "$(cat "$secrets/token")" |
  curl --silent --show-error --fail --max-time 20 --output /dev/null --cacert "$secrets/ca.crt" --request PATCH \
    --header @- --header 'Content-Type: application/strategic-merge-patch+json' --data "$patch" \
    "https://$host:$KUBERNETES_SERVICE_PORT/apis/apps/v1/namespaces/$NAMESPACE/deployments/$DEPLOYMENT"
echo "restarted $NAMESPACE/$DEPLOYMENT"
