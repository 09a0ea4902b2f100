// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/pairingdesk.h"

#include "rpc/pairing.h"

#include <QByteArray>
#include <algorithm>

namespace tandem::agent {

namespace {

constexpr std::size_t longestName = 64;

bool isName(const std::string &name)
{
    return !name.empty() && name.size() <= longestName && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.' || letter == '@';
    });
}

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), static_cast<qsizetype>(from.size()));
}

QString hex(const rpc::PairingProof &proof)
{
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(proof.data()), static_cast<qsizetype>(proof.size())).toHex());
}

/// No two peers of one name: a new one must not take an old one's place.
Result<void> checkName(const rpc::TlsIdentity &identity, const PairingRequest &request)
{
    if (!isName(request.name))
        return fail(ErrorCode::Usage, {}, "the client's name is none",
                    "say --name with letters, digits, '-', '_', '.' and '@'");
    const auto known = std::ranges::find(identity.peers, request.name, &rpc::Peer::name);
    if (known != identity.peers.end() && known->sha256 != request.fingerprint)
        return fail(ErrorCode::Refused, {}, "there is another \"" + request.name + "\" in peers.json already",
                    "say --name with another one, or remove that one there");
    return {};
}

} // namespace

Result<QJsonObject> PairingDesk::open(rpc::Role role, const std::string &askedBy)
{
    const auto identity = rpc::loadIdentity(m_around.stateDir);
    if (!identity)
        return Failure(identity.error());
    const auto agent = rpc::fingerprintFromHex(identity->fingerprint());
    const auto code = rpc::makePairingCode();
    if (!agent || !code)
        return Failure(agent ? code.error() : agent.error());
    if (const auto opened = m_window.open(*code, role, *agent, m_around.clock()); !opened)
        return Failure(opened.error());
    m_denials = 0;
    m_around.tell(askedBy + " opened a pairing for ten minutes, for the role " + std::string(nameOf(role)));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(rpc::PairingWindow::lifetime);
    return QJsonObject{{"code", QString::fromStdString(code->text())},
                       {"fingerprint", QString::fromStdString(identity->fingerprint())},
                       {"role", text(nameOf(role))},
                       {"seconds", static_cast<qint64>(seconds.count())}};
}

Result<QJsonObject> PairingDesk::take(const PairingRequest &request)
{
    auto taken = tryToTake(request);
    if (taken)
        return taken;
    m_around.tell("pairing denied to the certificate with sha256 " + request.fingerprint + ": " + taken.error().text);
    if (++m_denials >= mostDenials)
        m_window.close();
    return taken;
}

Result<QJsonObject> PairingDesk::tryToTake(const PairingRequest &request)
{
    auto identity = rpc::loadIdentity(m_around.stateDir);
    if (!identity)
        return Failure(identity.error());
    if (const auto name = checkName(*identity, request); !name)
        return Failure(name.error());
    const auto client = rpc::fingerprintFromHex(request.fingerprint);
    const auto proof = rpc::fingerprintFromHex(request.proof); // as long as a proof is
    if (!client || !proof)
        return fail(ErrorCode::BadMessage, {}, "a proof has 64 hex digits");
    const auto welcome = m_window.take(*proof, *client, m_around.clock());
    if (!welcome)
        return Failure(welcome.error());
    std::erase_if(identity->peers, [&](const rpc::Peer &peer) { return peer.sha256 == request.fingerprint; });
    identity->peers.push_back({request.name, request.fingerprint, welcome->role});
    if (const auto written = rpc::writePeers(m_around.stateDir, identity->peers); !written)
        return Failure(written.error());
    m_around.adopt(*identity);
    m_around.tell("paired with \"" + request.name + "\" as " + std::string(nameOf(welcome->role)) +
                  ", certificate sha256 " + request.fingerprint);
    return QJsonObject{{"node", QString::fromStdString(m_around.node)},
                       {"role", text(nameOf(welcome->role))},
                       {"proof", hex(welcome->proof)}};
}

} // namespace tandem::agent
