# Asks $URL once in each period of $PERIOD_SECONDS, by a new connection each time; $TIMES periods, without it for ever.
set -u
round=0
while [ "$round" -lt "${TIMES:-2000000000}" ]; do
  sleep $((PERIOD_SECONDS - $(date +%s) % PERIOD_SECONDS))
  curl --silent --show-error --fail --max-time "$PERIOD_SECONDS" --output /dev/null "$URL"
  round=$((round + 1))
done
