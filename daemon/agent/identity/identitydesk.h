// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/identity/identityfindings.h"
#include "daemon/agent/identity/straywatch.h"
#include "daemon/agent/identity/vipwatch.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Who really answers on the VIPs, and who comes to this node's MaxScale past them.
class IdentityDesk : public QObject
{
    Q_OBJECT

public:
    struct Surroundings
    {
        const config::Cluster &cluster; ///< with a [maxscale]
        std::string node;
        maxscale::RestClient &rest;
        maxscale::Credentials reader;
        /// What the nodes say of themselves, this one included.
        std::function<std::vector<model::NodeStatus>()> nodes;
    };

    /// What `surroundings` refers to outlives the desk.
    explicit IdentityDesk(Surroundings surroundings);
    ~IdentityDesk() override;

    void start();
    void setHeldVips(const std::vector<std::string> &addresses);

    std::vector<Finding> findings() const;
    /// Its part of a node's status.
    void fill(model::NodeStatus &status) const;

    static constexpr std::chrono::seconds shortestInterval{2}; ///< between two greetings of a VIP's port

signals:
    void changed();

private:
    void onSeen(const std::string &vip);

    Surroundings m_around;
    std::vector<std::string> m_interfaces; ///< that have VIPs on this node, each once
    VipWatch m_vips;
    IdentityFindings m_findings;
    StrayWatch m_strays;
    std::vector<model::VipAnswer> m_told; ///< the answers of which changed() told, but for their times
};

} // namespace tandem::agent
