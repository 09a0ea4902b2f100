# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and pinned certificates of the lab: what pairing would write."""

import hashlib
import json
import os
import ssl
import subprocess

from .errors import LabError


def make_identity(directory, name):
    """identity.key and identity.crt (EC P-256, self-signed). Returns the SHA-256 of the certificate's DER in hex."""
    directory.mkdir(parents=True, exist_ok=True)
    key, certificate = directory / "identity.key", directory / "identity.crt"
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256",
         "-days", "3650", "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(certificate)],
        capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"openssl cannot make a key: {done.stderr.strip()}")
    os.chmod(key, 0o600)
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii"))
    return hashlib.sha256(der).hexdigest()


def write_peers(directory, peers):
    """peers: (name, sha256, role)"""
    rows = [{"name": name, "sha256": sha256, "role": role} for name, sha256, role in peers]
    (directory / "peers.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def make_all(agents, client):
    """agents: {name: directory}. Agents trust each other and the client; the client trusts the agents."""
    prints = {name: make_identity(directory, name) for name, directory in agents.items()}
    of_client = make_identity(client, "lab")
    for name, directory in agents.items():
        others = [(other, sha256, "agent") for other, sha256 in prints.items() if other != name]
        write_peers(directory, others + [("lab", of_client, "admin")])
    write_peers(client, [(name, sha256, "agent") for name, sha256 in prints.items()])
