# Asks every address of $SERVERS once in each period of $PERIOD_SECONDS; $TIMES periods, without it for ever.
set -u
round=0
while [ "$round" -lt "${TIMES:-2000000000}" ]; do
  # At the beginning of a period, so that every minute has as many answers as every other.
  sleep $((PERIOD_SECONDS - $(date +%s) % PERIOD_SECONDS))
  for address in $(getent ahosts "$SERVERS" | awk '{ print $1 }' | sort -u); do
    case $address in *:*) address="[$address]" ;; esac
    curl --silent --show-error --fail --max-time 10 --output /dev/null "http://$address:$PORT/payload"
  done
  round=$((round + 1))
done
