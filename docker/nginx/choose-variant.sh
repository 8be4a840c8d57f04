#!/bin/sh
# Run by the nginx image before it starts: HTTPS when a certificate is there, else HTTP.
set -eu
variant=http
if [ -s /etc/nginx/certs/tls.crt ] && [ -s /etc/nginx/certs/tls.key ]; then variant=https; fi
echo "serving $variant"
cp "/etc/nginx/dongbaejul/$variant.conf" /etc/nginx/conf.d/default.conf
