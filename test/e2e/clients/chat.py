"""A chat client as somebody would write it in Python: signs in, joins, says, hears, asks for what it missed.

Arguments: the gateway's address, e-mail, password, room id. Prints what it was told, as one line of JSON.
"""

import json
import queue
import sys
import urllib.request

import socketio

SECONDS = 30
gateway, email, password, room_id = sys.argv[1:5]


def sign_in():
    body = json.dumps({"email": email, "password": password}).encode()
    request = urllib.request.Request(
        gateway + "/api/v1/auth/login", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)["data"]["access_token"]


client = socketio.Client(reconnection=False)
heard = queue.Queue()
client.on("message:received", heard.put)
client.connect(gateway, auth={"token": sign_in()}, transports=["websocket"])


def ask(event, **payload):
    return client.call(event, {"roomId": room_id, **payload}, timeout=SECONDS)


told = {
    "joined": ask("room:join"),
    "sent": ask("message:send", content="파이썬에서 보냅니다", tempId="from-python"),
    "again": ask("message:send", content="파이썬에서 보냅니다", tempId="from-python"),
    "heard": heard.get(timeout=SECONDS),
    "synced": ask("room:sync", afterSeq=0),
    "refused": ask("message:send", content="번호가 없습니다"),
}
client.disconnect()
print(json.dumps(told))
