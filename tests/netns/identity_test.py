# SPDX-License-Identifier: GPL-3.0-or-later
"""Who really answers on the VIP, and who comes past it: seen by a node, said by its agent."""

import json
import socket
import subprocess
import time

import support
from support import BACKUP, BACKUP_GREETING, PRIMARY, PRIMARY_GREETING, VIP, LabTest
from tandemlab.layout import ADDRESSES, CLIENT, CLIENT_ADDRESS, LISTENER_PORT

FOREIGN_GREETING = "SomebodyElse"
STRAYS = 3

# Says to all that VIP is here, as who takes an address does (RFC 5227 3: an ARP request for the own address).
ANNOUNCE = f"""
import fcntl, socket, struct, sys
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth0", 0x0806))
mac = fcntl.ioctl(wire, 0x8927, struct.pack("256s", b"eth0"))[18:24]
vip = socket.inet_aton("{VIP}")
wire.send(b"\\xff" * 6 + mac + struct.pack("!HHHBBH", 0x0806, 1, 0x0800, 6, 4, 1) + mac + vip + bytes(6) + vip)
"""

# Holds connections to ADDRESS PORT, COUNT of them, until its standard input ends.
CONNECT = """
import socket, sys
held = [socket.create_connection((sys.argv[1], int(sys.argv[2])), 5) for _ in range(int(sys.argv[3]))]
for connection in held:
    connection.recv(200)
print("held", flush=True)
sys.stdin.read()
"""


class Identity(LabTest):
    def setUp(self):
        super().setUp()
        self.up()
        self.wait_for_owner(PRIMARY)
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "BACKUP"})
        self.started = []

    def tearDown(self):
        for process in self.started:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
        super().tearDown()  # what they had started inside ends with the lab

    def start_on(self, host, *words):
        process = subprocess.Popen(self.command("run", host, *words), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   text=True)
        self.started.append(process)
        return process

    def agent_says(self, node):
        """The whole status of a node, from its agent's local socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.inside().layout.run_dir(node) / "agent.sock"))
            hello = {"jsonrpc": "2.0", "method": "hello", "params": {"protocol": 1}}
            question = {"jsonrpc": "2.0", "id": 1, "method": "status", "params": {}}
            connection.sendall(f"{json.dumps(hello)}\n{json.dumps(question)}\n".encode())
            with connection.makefile(encoding="utf-8") as lines:
                for line in lines:
                    message = json.loads(line)
                    if message.get("id") == 1:
                        result = message["result"]
                        return result.get("status", result)
        raise AssertionError("the agent closed the connection")

    def alarms(self, node):
        return {alarm["code"]: alarm["text"] for alarm in self.agent_says(node)["alarms"]}

    def answers(self, node):
        """[(greeting, hardware address)] of what a node sees on the VIP."""
        return [(answer["version_string"], answer["mac"]) for answer in self.agent_says(node)["vip_answers"]]

    def mac_of(self, host):
        return json.loads(self.run_on(host, "ip", "-json", "link", "show", "eth0").stdout)[0]["address"]

    def test_the_standby_sees_the_holder_by_its_greeting_and_its_hardware_address(self):
        mac = self.mac_of(PRIMARY)
        self.wait("the answer", lambda: self.answers(BACKUP) == [(PRIMARY_GREETING, mac)])
        self.assertEqual(self.agent_says(PRIMARY)["vip_answers"], [])
        self.assertEqual(self.agent_says(PRIMARY)["macs"], [mac])
        self.lab("signal", PRIMARY, "maxscale", "KILL")
        self.wait_for_owner(BACKUP)
        self.wait("the other way round", lambda: self.answers(PRIMARY) == [(BACKUP_GREETING, self.mac_of(BACKUP))])
        begin = time.monotonic()
        while time.monotonic() - begin < 8:  # longer than the grace: what an ordinary failover leaves is no alarm
            for node in (PRIMARY, BACKUP):
                self.assertFalse([code for code in self.alarms(node) if code.startswith("vip-")])
            time.sleep(1)

    def test_a_foreign_host_that_takes_the_vip_is_an_alarm_and_clients_that_come_past_it_are_counted(self):
        strays = self.start_on(CLIENT, "python3", "-c", CONNECT, ADDRESSES[BACKUP], str(LISTENER_PORT), str(STRAYS))
        self.assertEqual(strays.stdout.readline(), "held\n")
        self.wait("the holder's answer", lambda: (PRIMARY_GREETING, self.mac_of(PRIMARY)) in self.answers(BACKUP))

        self.run_on(CLIENT, "ip", "address", "add", f"{VIP}/32", "dev", "eth0")
        self.start_on(CLIENT, f"{support.BUILD}/bin/fake-maxscale", "--rest", "127.0.0.1:8989", "--listener",
                      f"0.0.0.0:{LISTENER_PORT}", "--version-string", FOREIGN_GREETING)
        foreign = (FOREIGN_GREETING, self.mac_of(CLIENT))

        def taken():
            self.run_on(CLIENT, "python3", "-c", ANNOUNCE)  # again: an entry that is one second old is not replaced
            return foreign in self.answers(BACKUP)
        self.wait("the standby sees the foreign host", taken)
        self.wait("an alarm", lambda: "vip-answered-by-other" in self.alarms(BACKUP))
        text = self.alarms(BACKUP)["vip-answered-by-other"]
        for word in (VIP, PRIMARY, FOREIGN_GREETING, foreign[1], "another host"):
            self.assertIn(word, text)

        self.run_on(CLIENT, "ip", "address", "delete", f"{VIP}/32", "dev", "eth0")
        self.run_on(BACKUP, "ip", "neighbour", "delete", VIP, "dev", "eth0")
        self.wait("its end", lambda: "vip-answered-by-other" not in self.alarms(BACKUP))

        # That they become an alarm after a minute is tested where time is handed in.
        self.wait("the strays are counted", lambda: self.agent_says(BACKUP)["stray_connections"] == STRAYS)
        status = self.agent_says(BACKUP)
        self.assertEqual([(client["address"], client["port"], client["connections"])
                          for client in status["stray_clients"]], [(CLIENT_ADDRESS, LISTENER_PORT, STRAYS)])
        self.assertEqual(self.agent_says(PRIMARY)["stray_connections"], 0)
        strays.stdin.close()
        self.wait("their end", lambda: self.agent_says(BACKUP)["stray_connections"] == 0)


if __name__ == "__main__":
    support.main()
