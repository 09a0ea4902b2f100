// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "rpc/tlsidentity.h"

#include <QObject>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace tandem::agent {

class NodeView;

/// The agent's API (src/rpc/SPEC.md): sockets, rights, subscriptions. What it tells comes from the NodeView.
class ApiServer : public QObject
{
    Q_OBJECT

public:
    /// `view` must outlive the server.
    ApiServer(NodeView &view, rpc::TlsIdentity identity, std::string node, QObject *parent = nullptr);
    ~ApiServer() override;

    /// TLS for others. Port 0 takes any, see port(). InUse, NotAllowed (no right to that port), Usage (no address).
    Result<void> listen(const std::string &address, std::uint16_t port);
    std::uint16_t port() const;

    /// RUN-DIR/agent.sock for this host. A socket left behind by a dead agent is replaced; InUse where one lives.
    Result<void> listenLocal(const std::string &socketPath);

    /// Certificates pinned from now on. Connections of those that are pinned no more are closed.
    void setIdentity(rpc::TlsIdentity identity);

    /// Closes every connection and takes no more.
    void close();

    /// The name of the cluster, for hello.
    void setCluster(std::string name);

    /// A client that takes nothing for that long while something waits is dropped.
    void setStallTimeout(std::chrono::milliseconds timeout);
    /// For tests: a client that has not said hello by then is dropped.
    void setHelloTimeout(std::chrono::milliseconds timeout);

    int connectionCount() const;

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace tandem::agent
