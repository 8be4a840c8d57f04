# Sourced by the entrypoints of MongoDB and Redis and by mongo-init, which everything else waits for: a deployment that
# forgot to set its secrets does not start at all.
if [ "${NODE_ENV:-development}" = production ] || [ "${NODE_ENV:-development}" = staging ]; then
  for name in $(env | cut -d= -f1 | grep -E '(PASSWORD|KEY|SECRET)$'); do
    case "${!name}" in
      development-*) echo "$name still has its development value: set it in .env (see .env.docker)." >&2; exit 1 ;;
    esac
  done
fi
