#!/bin/bash
# Makes the server a replica set of one, and ends. Safe to run again.
set -euo pipefail
. /docker/refuse-development-secrets.sh
connect() {
  mongosh --quiet --host mongo --username "$MONGO_INITDB_ROOT_USERNAME" --password "$MONGO_INITDB_ROOT_PASSWORD" \
    --authenticationDatabase admin "$@"
}

for _ in $(seq 1 60); do
  # Until the users exist, the image runs a temporary server that is not reachable from here.
  if connect --eval 'db.runCommand({ ping: 1 }).ok' >/dev/null 2>&1; then break; fi
  sleep 1
done

connect --eval '
  try { rs.status(); } catch (error) {
    if (error.codeName !== "NotYetInitialized") throw error;
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
  }
  for (let i = 0; i < 300 && !db.hello().isWritablePrimary; i++) sleep(100);
  if (!db.hello().isWritablePrimary) throw new Error("no primary after 30 s");
'
