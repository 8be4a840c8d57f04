import { runService } from '@dongbaejul/service-kit';
import { chatService } from './chat.definition';

void runService(chatService);
