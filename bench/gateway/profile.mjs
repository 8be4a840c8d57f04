// Sums up a V8 CPU profile: self time by function, and by whose code it is.
const IDLE = new Set(['(idle)', '(root)', '(program)']);
const TOP = 45;

const originOf = (url) => {
  const module = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (module) return module;
  if (url.startsWith('node:')) return `node: ${url.slice(5).split('/').slice(0, 2).join('/')}`;
  if (url.includes('webpack:') || url.includes('dist/apps')) return 'our own code';
  return url === '' ? 'V8 and native code' : url;
};

/** @returns { functions, origins }: pairs of a name and its share of the busy time, the largest first */
export function summarise({ nodes, samples, timeDeltas, startTime, endTime }) {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  // The first third is start and warming up.
  const from = startTime + (endTime - startTime) / 3;
  const functions = new Map();
  const origins = new Map();
  let time = startTime;
  let busy = 0;
  for (const [i, id] of samples.entries()) {
    const delta = timeDeltas[i];
    time += delta;
    const { functionName, url, lineNumber } = nodeOf.get(id).callFrame;
    if (time < from || functionName === '(idle)') continue;
    busy += delta;
    const origin = IDLE.has(functionName) ? 'V8 and native code' : originOf(url);
    const name = `${functionName || '(anonymous)'} — ${origin}${url ? `:${lineNumber + 1}` : ''}`;
    functions.set(name, (functions.get(name) ?? 0) + delta);
    origins.set(origin, (origins.get(origin) ?? 0) + delta);
  }
  const top = (map, count) =>
    [...map]
      .map(([name, value]) => [name, value / busy])
      .sort((a, b) => b[1] - a[1])
      .slice(0, count);
  return { functions: top(functions, TOP), origins: top(origins, TOP) };
}
