#!/bin/bash
# Writes the users from the environment, each with a password of its own, and starts Redis with them.
# A service may use the platform's keys and no administrative command; nobody gets in without a name.
set -euo pipefail
. /docker/refuse-development-secrets.sh

users="${ACL_FILE:-/tmp/users.acl}"
digest() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
may='resetchannels &* ~dbj* +@all -@admin -@dangerous +info'

umask 077
{
  echo 'user default off'
  echo "user health on #$(digest "$REDIS_HEALTH_PASSWORD") resetchannels -@all +ping"
  echo "user operator on #$(digest "$REDIS_OPERATOR_PASSWORD") ~* &* +@all"
  echo "user gateway on #$(digest "$GATEWAY_REDIS_PASSWORD") $may"
  echo "user auth on #$(digest "$AUTH_REDIS_PASSWORD") $may"
  echo "user core on #$(digest "$CORE_REDIS_PASSWORD") $may"
  echo "user chat-socket on #$(digest "$CHAT_REDIS_PASSWORD") $may"
  echo "user band-sync on #$(digest "$BAND_SYNC_REDIS_PASSWORD") $may"
} > "$users"
if [ "$(id -u)" = 0 ]; then chown redis "$users"; fi

# What was acknowledged survives a crash (appendfsync always), and nothing is thrown out to make room (noeviction).
exec "${REDIS_START:-docker-entrypoint.sh}" redis-server --aclfile "$users" --dir "${REDIS_DIR:-/data}" \
  --appendonly yes --appendfsync always --save '' \
  --maxmemory "${REDIS_MAXMEMORY:-512mb}" --maxmemory-policy noeviction "$@"
