// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/result.h"
#include "daemon/agent/api/action.h"
#include "daemon/agent/facts/addressprobe.h"
#include "daemon/agent/facts/hostreader.h"
#include "daemon/channel/message.h"
#include "maxscale/restclient.h"
#include "model/hostfacts.h"

#include <QString>
#include <QTimer>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tandem::agent {

/// Answers what preflight asks of this host (SPEC.md, host_facts and ask_addresses). Changes nothing.
class FactsDesk : public QObject
{
    Q_OBJECT

public:
    struct Surroundings
    {
        std::string node;
        std::string clusterFile; ///< SHA-256
        std::function<std::string()> engineVersion;
        std::function<std::vector<model::HeardRouter>()> heard;
        std::function<bool(std::uint64_t id, std::uint8_t routerId)> probePaths; ///< false: there is no engine
        maxscale::RestClient *rest = nullptr; ///< null: there is no [maxscale], or its mode is not written
        maxscale::Credentials writer;
    };

    explicit FactsDesk(Surroundings surroundings, QObject *parent = nullptr);
    ~FactsDesk() override;

    void tell(ActionReply reply);
    /// Separated by commas; Usage: none, or too many. Refused while others are being asked for.
    void askAddresses(const QString &addresses, ActionReply reply);

    /// The engine sends an advert that nobody heeds. Usage: no router id; Refused: why not.
    void probePaths(std::int64_t routerId, ActionReply reply);
    /// The engine's answer to that.
    void takeProbed(const channel::PathsProbed &answer);

    static constexpr std::chrono::seconds writerTimeout{2};
    static constexpr std::chrono::seconds engineTimeout{2};

private:
    model::HostFacts readFacts() const;

    Surroundings m_surroundings;
    HostReader m_host;
    std::unique_ptr<AddressProbe> m_probe;
    std::uint64_t m_lastProbe = 0;
    ActionReply m_probed; ///< waits for the engine
    QTimer m_probedLate;
};

} // namespace tandem::agent
