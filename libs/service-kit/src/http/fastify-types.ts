import 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: set by the guard that checked it (a token at the edge, a signature in a service). */
    identity?: {
      userId: string;
      username: string;
      roles: readonly string[];
      withheldRoles?: readonly string[];
      sessionId: string;
    };
    /** The client's address as the edge saw it; in a service it is covered by the signature. */
    clientAddress?: string;
    /** Label of this request in metrics and logs where Fastify's own route pattern says too little (the proxy). */
    endpoint?: string;
  }
}
