"""A client in Python that opens while the platform starts, with the library's own options.

Arguments: the gateway's address, an access token, a room id. Prints "refused" when it was, then what joining answered.
"""

import json
import sys

import socketio

gateway, token, room_id = sys.argv[1:4]

client = socketio.Client()
client.on("connect_error", lambda data: print(json.dumps("refused"), flush=True))
client.connect(gateway, auth={"token": token}, transports=["websocket"], retry=True)
print(json.dumps(client.call("room:join", {"roomId": room_id}, timeout=30)), flush=True)
client.disconnect()
