// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QSslCertificate>
#include <QSslKey>
#include <optional>
#include <string>
#include <vector>

namespace tandem::rpc {

/// Stranger: nobody knows the certificate, and a pairing is under way. Nobody is written down as one.
enum class Role : std::uint8_t { Viewer, Operator, Admin, Agent, Stranger };
std::string_view nameOf(Role role); ///< "viewer", …
std::optional<Role> roleOf(std::string_view name); ///< of those that are written down

/// A certificate that is trusted because it is known: DIR/peers.json `[{"name","sha256","role"}]`.
struct Peer
{
    std::string name;
    std::string sha256; ///< of the certificate's DER, 64 lower-case hex digits
    Role role = Role::Viewer;
};

/// Who we are and whom we trust: DIR/identity.crt, DIR/identity.key (EC P-256, self-signed, key 0600), DIR/peers.json.
struct TlsIdentity
{
    QSslCertificate certificate;
    QSslKey key;
    std::vector<Peer> peers;

    std::string fingerprint() const;
    std::optional<Peer> peerOf(const QSslCertificate &certificate) const;
};

/// BadFile: missing, unreadable, a key that others may read, a key that is not the certificate's, JSON that is none.
Result<TlsIdentity> loadIdentity(const std::string &directory);

/// Writes DIR/peers.json anew: the old one or the new one is there, never a half.
Result<void> writePeers(const std::string &directory, const std::vector<Peer> &peers);

/// Makes identity.crt and identity.key (never over existing ones) and an empty peers.json where there is none.
Result<void> createIdentity(const std::string &directory, const std::string &name);

} // namespace tandem::rpc
