#!/bin/bash
# Members of a replica set with authentication know each other by a key file, which must belong to mongodb alone.
set -euo pipefail
. /docker/refuse-development-secrets.sh
umask 077
printf '%s' "$MONGO_REPLICA_KEY" > /tmp/replica.key
chown mongodb:mongodb /tmp/replica.key
chmod 400 /tmp/replica.key
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/replica.key --bind_ip_all \
  --wiredTigerCacheSizeGB "${MONGO_CACHE_GB:-0.5}" --setParameter transactionLifetimeLimitSeconds=5
