import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { ChatModule } from './chat.module';
import { ChatConfig } from './config';
import { SocketServer } from './sockets/socket-server';

/** What `main.ts` and the tests start alike. */
export const chatService: ServiceDefinition<ChatConfig> = {
  name: 'chat-socket',
  config: ChatConfig,
  module: (config) => ChatModule.forRoot(config),
  setup: (app) => {
    connectAsks(app);
    app.get(SocketServer).attach(app.getHttpServer());
  },
};
