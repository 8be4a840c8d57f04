// What is possible at all: nginx passes requests on as they are and checks nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const settings = ({ port, upstream, folder }) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream service { server ${new URL(upstream).host}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;

/** @param folder to put its files into. @returns the arguments it is started with */
export function nginxArguments({ port, upstream, folder }) {
  const own = path.join(folder, 'nginx');
  mkdirSync(own, { recursive: true });
  const file = path.join(own, 'nginx.conf');
  writeFileSync(file, settings({ port, upstream, folder: own }));
  return ['-p', own, '-c', file];
}
