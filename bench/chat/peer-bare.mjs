// What chat is measured against: Socket.IO with the same adapter and settings, no tokens, no storage, no order.
import { createAdapter } from '@socket.io/redis-streams-adapter';
import Redis from 'ioredis';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const { PORT, REDIS_URL } = process.env;
const http = createServer((_, response) => response.end('ok'));
const io = new Server(http, {
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  adapter: createAdapter(new Redis(REDIS_URL), { streamName: 'bench:bare', channelPrefix: 'bench:bare' }),
  connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: true },
});
let seq = 0;
io.on('connection', (socket) => {
  socket.on('room:join', ({ roomId }, acknowledge) => {
    void socket.join(roomId);
    acknowledge({ ok: true, lastSeq: seq });
  });
  socket.on('message:send', ({ roomId, content, tempId }, acknowledge) => {
    seq += 1;
    // As large as a message of chat's.
    socket.to(roomId).emit('message:received', {
      id: '65f000000000000000000001',
      roomId,
      seq,
      sender: { id: '65f000000000000000000001', name: '회원 1', avatar: null },
      type: 'text',
      content,
      replyTo: null,
      attachments: [],
      reactions: [],
      mentions: [],
      editedAt: null,
      isDeleted: false,
      version: 1,
      createdAt: new Date().toISOString(),
    });
    acknowledge({ ok: true, tempId, messageId: '65f000000000000000000001', seq });
  });
});
http.listen(Number(PORT), '127.0.0.1');
