#!/usr/bin/env bash
# `nginx -t` over both variants, with a certificate made for the occasion.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/certs" "$work/logs"
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost \
  -keyout "$work/certs/tls.key" -out "$work/certs/tls.crt" 2>/dev/null
for variant in http https; do
  for file in common.conf proxy.conf "$variant.conf"; do
    sed -e "s#/etc/nginx/dongbaejul/#$work/#; s#/etc/nginx/certs/#$work/certs/#" "$here/$file" > "$work/$file"
  done
  printf 'pid %s/nginx.pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; include %s/%s.conf; }\n' \
    "$work" "$work" "$variant" > "$work/nginx.conf"
  nginx -t -q -c "$work/nginx.conf"
  echo "nginx: $variant is well-formed"
done
