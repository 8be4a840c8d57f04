import { isPushEndpoint } from './push-endpoint';

const HOSTS = ['fcm.googleapis.com', '*.push.apple.com', '127.0.0.1:8123'];

it.each(['https://fcm.googleapis.com/fcm/send/abc', 'https://web.push.apple.com/QGa', 'http://127.0.0.1:8123/push/1'])(
  'takes %s',
  (endpoint) => expect(isPushEndpoint(endpoint, HOSTS)).toBe(true),
);

it.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:444/x',
  'https://fcm.googleapis.com@10.0.0.1/x',
  'https://u:p@fcm.googleapis.com/x',
  'https://fcm.googleapis.com.evil.test/x',
  'https://evilpush.apple.com/x',
  'https://a.push.apple.com:8443/x',
  'http://127.0.0.1/x',
  'http://127.0.0.1:27017/x',
  'https://169.254.169.254/latest',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'fcm.googleapis.com',
  '',
])('refuses %s', (endpoint) => expect(isPushEndpoint(endpoint, HOSTS)).toBe(false));
