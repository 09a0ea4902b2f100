# SPDX-License-Identifier: GPL-3.0-or-later
"""What `tandemctl apply` asks of one host, asked through its agent's socket by root; a word for each step."""

import json
import socket
import time
from pathlib import Path

SECONDS = 20


def call(method, **params):
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(SECONDS)
        agent.connect("/run/tandem/agent.sock")
        for number, (name, given) in enumerate([("hello", {"protocol": 1}), (method, params)]):
            agent.sendall(json.dumps({"jsonrpc": "2.0", "id": number, "method": name, "params": given}).encode() + b"\n")
        for line in agent.makefile(encoding="utf-8"):
            answer = json.loads(line)
            if answer.get("id") == 1:
                return answer.get("result") or {"done": answer["error"]["message"]}
    return {"done": "no answer"}


def word(answer):
    return "done" if answer["done"] is True else answer["done"]


def digest_in_force():
    try:
        return call("cluster_file").get("digest")
    except OSError:  # the agent begins anew
        return None


text = Path("/run/test/cluster.toml").read_text(encoding="utf-8").replace("priority = 150", "priority = 140")
offered = call("offer_file", text=text, was=digest_in_force())
tried = call("try_file", digest=offered.get("digest", ""), seconds=60)
for _ in range(SECONDS * 10):
    if digest_in_force() == offered.get("digest"):
        break
    time.sleep(0.1)
kept = call("end_trial", digest=offered.get("digest", ""), keep=True)
print(word(offered), word(tried), word(kept))
